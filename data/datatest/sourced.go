package datatest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// sourcedTests run the same aggregate, and the same tests, over the event-sourced
// repository as TestRepository and TestUnitOfWork do over the one that keeps state.
var sourcedTests = append([]subtest{
	{"an aggregate is seen as of a version and a time", sourcedAsOf},
	{"a removed aggregate may be added again", sourcedAgain},
	{"snapshots change no answer", sourcedSnapshots},
	{"a snapshot of another life or schema is passed over", sourcedSnapshotMisfit},
	{"an aggregate is erased with its snapshot", sourcedErased},
	{"an aggregate is erased with the unit of work", sourcedErasedInUnit},
	{"a unit covers documents and event-sourced aggregates", sourcedTogether},
}, sourced(
	subtest{"an aggregate comes back as it was", roundTrip},
	subtest{"an aggregate that does not exist is not found", notFound},
	subtest{"an id is added once", addedOnce},
	subtest{"an update stores what was recorded", updateStores},
	subtest{"an update of an unchanged aggregate only checks", updateUnchanged},
	subtest{"a removed aggregate is gone", removeGone},
	subtest{"aggregates are found, sorted and paged", findPages},
	subtest{"times are found and sorted by the moment they stand for", findTimes},
	subtest{"concurrent updates lose nothing", repositoryRace},
	subtest{"what a unit writes is stored at its end", unitCommits},
	subtest{"an error leaves nothing behind", unitError},
	subtest{"a panic leaves nothing behind", unitPanic},
	subtest{"a context that is over leaves nothing behind", unitCanceled},
	subtest{"a unit has one object per id", unitIdentity},
	subtest{"a unit reads its own writes", unitOwnWrites},
	subtest{"a unit swaps unique values", unitSwap},
	subtest{"what a unit depends on can be checked", unitCheck},
	subtest{"events handed over may write", unitDispatch},
	subtest{"units that compete lose nothing", unitRace},
	subtest{"units that compete keep a limit", unitLimit},
)...)

// sourced has tests use the event-sourced repository of tickets.
func sourced(tests ...subtest) []subtest {
	all := make([]subtest, len(tests))
	for i, test := range tests {
		all[i] = subtest{"event-sourced: " + test.name, func(h harness) {
			h.sourcing = true
			test.run(h)
		}}
	}
	return all
}

// sourced returns the event-sourced repository of the tickets. It takes snapshots often.
func (h harness) sourced() *eventstore.Repository[*ticket, string] {
	h.Helper()
	return h.snapshotting(eventstore.Snapshots{Every: 3, Age: time.Hour, OnError: func(_ context.Context, err error) {
		var late *data.StaleError
		var twice *data.DuplicateError
		if !errors.As(err, &late) && !errors.As(err, &twice) && !errors.Is(err, context.Canceled) {
			h.Errorf("a snapshot failed: %v", err) // others may be faster
		}
	}})
}

func (h harness) snapshotting(s eventstore.Snapshots) *eventstore.Repository[*ticket, string] {
	h.Helper()
	registry, err := eventstore.NewRegistry(eventstore.Events(ticketBooked{}, ticketMoved{}, ticketPriced{}, ticketTagged{}, ticketUsed{}))
	require.NoError(h, err)
	tickets, err := eventstore.NewRepository[*ticket, string](h.Store, eventstore.Config{
		Collection: ticketConfig.Collection, Registry: registry, Snapshots: s,
	})
	require.NoError(h, err)
	return tickets
}

func sourcedAsOf(h harness) {
	tickets := h.sourced()
	events := make([]eventstore.Event, 0, 4)
	for i, event := range []interface{ EventName() string }{
		ticketBooked{ID: "1", Seat: "A", Price: 1}, ticketPriced{2}, ticketPriced{3}, data.Removed{},
	} {
		e, err := eventstore.Encode(event)
		require.NoError(h, err)
		e.At = noon.Add(time.Duration(i) * time.Hour)
		events = append(events, e)
	}
	h.appended(eventstore.Batch{Stream: "ticket-1", Events: events[:3]})
	for version := range int64(6) {
		past, err := tickets.AsOfVersion(h.Context(), "1", version)
		if version == 0 || version > 3 {
			require.ErrorIs(h, err, errs.NotFound("ticket_not_found", ""), "version %d", version)
			continue
		}
		require.NoError(h, err)
		require.Equal(h, version, past.State().Price)
		require.Equal(h, version, past.Version())
	}
	past, err := tickets.AsOfTime(h.Context(), "1", noon.Add(90*time.Minute))
	require.NoError(h, err)
	require.EqualValues(h, 2, past.State().Price)
	_, err = tickets.AsOfTime(h.Context(), "1", noon.Add(-time.Minute))
	require.ErrorIs(h, err, errs.KindNotFound)

	past.price(9)
	stale(h, tickets.Update(h.Context(), past))
	h.appended(eventstore.Batch{Stream: "ticket-1", Expected: eventstore.Exact(3), Events: events[3:]})
	_, err = tickets.AsOfTime(h.Context(), "1", noon.Add(4*time.Hour))
	require.ErrorIs(h, err, errs.KindNotFound, "it was removed")
	past, err = tickets.AsOfTime(h.Context(), "1", noon.Add(2*time.Hour))
	require.NoError(h, err)
	require.EqualValues(h, 3, past.State().Price)
}

func sourcedAgain(h harness) {
	tickets := h.sourced()
	first := book("1", 1)
	first.Record(ticketTagged{"old"})
	add(h, tickets, first)
	late := get(h, tickets, "1")
	require.NoError(h, tickets.Remove(h.Context(), get(h, tickets, "1")))
	_, err := tickets.Get(h.Context(), "1")
	require.ErrorIs(h, err, errs.KindNotFound)

	second := book("1", 2)
	second.move("B")
	add(h, tickets, second)
	require.EqualValues(h, 5, second.Version(), "versions go on")
	require.EqualValues(h, 2, second.State().Price, "the state is that of the new life")
	second.price(3)
	require.NoError(h, tickets.Update(h.Context(), second))
	found := get(h, tickets, "1")
	require.Equal(h, second.State(), found.State())
	require.Equal(h, second.Version(), found.Version())
	require.Empty(h, found.State().Tags, "nothing is left of the old life")
	late.price(9)
	stale(h, tickets.Update(h.Context(), late))
	requirePrices(h, tickets, map[string]int64{"1": 3})
}

func sourcedSnapshots(h harness) {
	with, without := h.sourced(), h.snapshotting(eventstore.Snapshots{})
	one := book("1", 0)
	add(h, with, one)
	for i := range 20 {
		if i%2 == 0 {
			one.price(int64(i))
			one.Record(ticketTagged{fmt.Sprint(i)})
			require.NoError(h, with.Update(h.Context(), one))
		} else {
			require.NoError(h, raise(h.Context(), with, "1"))
			one = get(h, with, "1")
		}
		require.Equal(h, get(h, without, "1").State(), get(h, with, "1").State())
		require.Equal(h, get(h, without, "1").Version(), get(h, with, "1").Version())
	}
	kept, err := h.Load(h.Context(), "tickets_snapshots", []string{"1"})
	require.NoError(h, err)
	require.Len(h, kept, 1)
	require.Greater(h, kept[0].Version, one.Version()-4)
}

func sourcedSnapshotMisfit(h harness) {
	old := h.snapshotting(eventstore.Snapshots{Every: 1, Schema: 1})
	one := book("1", 1)
	add(h, old, one)
	kept, err := h.Load(h.Context(), "tickets_snapshots", []string{"1"})
	require.NoError(h, err)
	require.Len(h, kept, 1)
	forge := func(schema int, event string) {
		body := fmt.Appendf(nil, `{"schema":%d,"event":%q,"at":"2026-05-01T12:00:00Z","state":{"id":"1","price":666}}`, schema, event)
		require.NoError(h, h.commit(data.Write{Op: data.Put, Collection: "tickets_snapshots", ID: "1", Expected: 1, Version: 1, Body: body}))
	}
	id := h.stream("ticket-1", eventstore.ReadOptions{})[0].ID
	forge(1, id)
	require.EqualValues(h, 666, get(h, old, "1").State().Price, "it is read")
	require.EqualValues(h, 1, get(h, h.snapshotting(eventstore.Snapshots{Every: 1, Schema: 2}), "1").State().Price)
	forge(1, eventstore.NewID())
	require.EqualValues(h, 1, get(h, old, "1").State().Price, "the log has another event there")
}

func sourcedErased(h harness) {
	if _, ok := h.Store.(eventstore.Eraser); !ok {
		h.Skip("the store cannot erase")
	}
	tickets := h.sourced()
	one := book("1", 1)
	one.price(2)
	one.price(3)
	add(h, tickets, one, book("2", 2))
	require.NoError(h, tickets.Erase(h.Context(), "1"))
	_, err := tickets.Get(h.Context(), "1")
	require.ErrorIs(h, err, errs.KindNotFound)
	kept, err := h.Load(h.Context(), "tickets_snapshots", []string{"1"})
	require.NoError(h, err)
	require.Empty(h, kept)
	requirePrices(h, tickets, map[string]int64{"2": 2})
	require.NoError(h, tickets.Erase(h.Context(), "1"))
	add(h, tickets, book("1", 4))
	require.EqualValues(h, 1, get(h, tickets, "1").Version())
}

// sourcedErasedInUnit erases with a unit of work: together with all else, or not at all.
func sourcedErasedInUnit(h harness) {
	if _, ok := h.Store.(eventstore.Eraser); !ok {
		h.Skip("the store cannot erase")
	}
	tickets := h.sourced()
	one := book("1", 1)
	one.price(2)
	add(h, tickets, one, book("2", 2))
	erase := func(end func(ctx context.Context) error) error {
		return uow.Do(h.Context(), func(ctx context.Context) error {
			require.NoError(h, reprice(ctx, tickets, "1", 9))
			require.NoError(h, tickets.Erase(ctx, "1"))
			require.NoError(h, tickets.Erase(ctx, "1"), "again")
			_, err := tickets.Get(ctx, "1")
			require.ErrorIs(h, err, errs.KindNotFound)
			requirePricesIn(ctx, h, tickets, map[string]int64{"2": 2})
			require.NoError(h, reprice(ctx, tickets, "2", 3))
			return end(ctx)
		})
	}
	require.Equal(h, errOnPurpose, erase(func(context.Context) error { return errOnPurpose }))
	require.Error(h, erase(func(ctx context.Context) error { return reprice(h.Context(), tickets, "2", 4) }), "somebody else was faster")
	requirePrices(h, tickets, map[string]int64{"1": 2, "2": 4})
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		return errors.Join(tickets.Erase(ctx, "1"), reprice(ctx, tickets, "2", 5))
	}))
	requirePrices(h, tickets, map[string]int64{"2": 5})
	require.Empty(h, h.stream("ticket-1", eventstore.ReadOptions{Archived: true}))
}

func sourcedTogether(h harness) {
	tickets, notes := h.sourced(), h.notes()
	add(h, tickets, book("1", 1))
	both := func(key string, price int64, wrong error) error {
		return uow.Do(h.Context(), func(ctx context.Context) error {
			return errors.Join(notes.Add(ctx, data.NewDocument(note{Key: key, Text: key})), reprice(ctx, tickets, "1", price), wrong)
		})
	}
	require.NoError(h, both("a", 2, nil))
	require.Error(h, both("b", 3, errOnPurpose))
	require.Equal(h, data.IndexID, duplicate(h, both("a", 4, nil)).Index, "the document is refused")
	err := uow.Do(h.Context(), func(ctx context.Context) error {
		return errors.Join(notes.Add(ctx, data.NewDocument(note{Key: "c", Text: "c"})),
			reprice(ctx, tickets, "1", 5), reprice(h.Context(), tickets, "1", 6))
	})
	require.Equal(h, "1", stale(h, err).ID, "the events are refused")
	require.EqualValues(h, 6, get(h, tickets, "1").State().Price)
	page, err := notes.Find(h.Context(), query.All())
	require.NoError(h, err)
	require.Equal(h, 1, page.Total)

	forgotten := uow.Do(h.Context(), func(ctx context.Context) error {
		get(harness{T: h.T, Store: h.Store}, tickets, "1")
		one, err := tickets.Get(ctx, "1")
		one.price(7)
		return err
	})
	require.ErrorContains(h, forgotten, "not given to Update")
}
