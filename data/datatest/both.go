package datatest

import (
	"context"
	"errors"
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

var bothTests = []subtest{
	{"a write of an aggregate appends what it recorded", writeAppends},
	{"documents and events are one commit", oneCommit},
	{"what is refused leaves neither document nor event", refusedTogether},
	{"a removal is the last event", removalRecorded},
	{"an append is a write among others", appendWrite},
	{"a unit of work carries metadata and gives a token", unitAppends},
	{"the stored state is the fold of the events, whoever writes", stateIsFold},
}

func recorded(w data.Write, events ...aggregate.Event) data.Write {
	w.Events, w.Stream = events, "person-"+w.ID
	w.Version = w.Expected + int64(len(events))
	return w
}

func writeAppends(h harness) {
	h.seed(recorded(put("1", 0, `{}`), ticketBooked{ID: "1", Seat: "A", At: noon}, ticketMoved{"B"}))
	require.NoError(h, h.commit(recorded(put("1", 2, `{"n":1}`), ticketPriced{7})))
	require.NoError(h, h.commit(check("1", 3), put("2", 0, `{}`)), "neither has events")
	records := h.stream("person-1", eventstore.ReadOptions{})
	require.Equal(h, []string{"person-1@1", "person-1@2", "person-1@3"}, names(records))
	require.Equal(h, "ticket.booked", records[0].Type)
	require.Contains(h, string(records[0].Data), "2026-05-01T12:00:00.000000000Z", "times are written as in documents")
	require.Equal(h, "ticket.priced", records[2].Type)
	require.Equal(h, 1, records[2].SchemaVersion)
	require.JSONEq(h, `{"Price":7}`, string(records[2].Data))
	h.settled(records[2].Position)
	require.Len(h, h.all(eventstore.Filter{}), 3)
}

func oneCommit(h harness) {
	h.define(people)
	compete(h, func(writer int) error {
		for round := range 5 {
			id := fmt.Sprintf("%d-%d", writer, round)
			if err := h.Commit(h.Context(), data.Batch{Writes: []data.Write{recorded(put(id, 0, `{}`), ticketMoved{"A"})}}); err != nil {
				return err
			}
			// what a reader of the log sees is in the documents
			for r, err := range h.log().ReadAll(h.Context(), 0, eventstore.Filter{Limit: 20}) {
				if err != nil {
					return err
				}
				found, err := h.Load(h.Context(), people.Name, []string{r.Stream[len("person-"):]})
				if err != nil || len(found) != 1 {
					return errors.Join(err, fmt.Errorf("%s was read before its document is there", r.Stream))
				}
			}
		}
		return nil
	})
	found, err := h.Query(h.Context(), people.Name, query.All())
	require.NoError(h, err)
	require.Equal(h, writers*5, found.Total)
	last := h.appended(batch("seat-last", eventstore.None, 1))
	h.settled(last.Position)
	require.Len(h, h.all(eventstore.Filter{Categories: []string{"person"}}), writers*5)
}

func refusedTogether(h harness) {
	h.seed(recorded(put("1", 0, `{"phone":"1"}`), ticketMoved{"A"}))
	good := recorded(put("2", 0, `{"phone":"2"}`), ticketMoved{"B"})
	for name, bad := range map[string]data.Write{
		"stale":     recorded(put("1", 5, `{}`), ticketMoved{"C"}),
		"duplicate": recorded(put("3", 0, `{"phone":"1"}`), ticketMoved{"C"}),
		"version":   {Op: data.Append, Stream: "seat-1", Expected: 3, Events: []aggregate.Event{ticketMoved{"C"}}},
		"bad event": recorded(put("3", 0, `{}`), badEvent{}),
	} {
		require.Error(h, h.commit(good, bad), name)
		require.Error(h, h.commit(bad, good), name)
		h.requireStored(map[string]string{"1": `1 {"phone":"1"}`})
		require.Equal(h, []string{"person-1@1"}, names(h.all(eventstore.Filter{})), name)
	}
}

// badEvent has no JSON.
type badEvent struct{ C chan int }

func (badEvent) EventName() string { return "bad.v1" }

func removalRecorded(h harness) {
	tickets := h.tickets()
	one := book("1", 1)
	add(h, tickets, one)
	one.move("B")
	require.NoError(h, tickets.Remove(h.Context(), one))
	add(h, tickets, book("1", 2))
	kinds := []string{}
	for i, r := range h.stream("ticket-1", eventstore.ReadOptions{}) {
		require.EqualValues(h, i+1, r.Version)
		kinds = append(kinds, r.Type)
	}
	require.Equal(h, []string{"ticket.booked", "ticket.moved", "removed", "ticket.booked"}, kinds)
}

func appendWrite(h harness) {
	h.define(people)
	seat := data.Write{Op: data.Append, Stream: "seat-1", Events: []aggregate.Event{ticketMoved{"A"}, ticketMoved{"B"}}}
	require.NoError(h, h.commit(put("1", 0, `{}`), seat))
	err := h.commit(seat, put("2", 0, `{}`))
	refusal, ok := errors.AsType[*eventstore.VersionError](err)
	require.True(h, ok, "%v is no VersionError", err)
	require.Equal(h, &eventstore.VersionError{Stream: "seat-1", Expected: eventstore.None, Actual: 2}, refusal)

	guard := data.Write{Op: data.Append, Stream: "seat-1", Expected: 2}
	require.NoError(h, h.commit(put("2", 0, `{}`), guard), "no events, but a check")
	guard.Expected = 1
	require.Error(h, h.commit(put("3", 0, `{}`), guard))
	require.NoError(h, h.commit(data.Write{Op: data.Append, Stream: "seat-1", Expected: 2, Events: []aggregate.Event{ticketMoved{"C"}}}))
	h.requireStored(map[string]string{"1": "1 {}", "2": "1 {}"})
	require.Len(h, h.stream("seat-1", eventstore.ReadOptions{}), 3)
}

func unitAppends(h harness) {
	tickets := h.tickets()
	ctx, token := eventstore.Track(eventstore.WithMetadata(h.Context(), eventstore.Metadata{Correlation: "c", Actor: "Ada"}))
	require.NoError(h, uow.Do(ctx, func(ctx context.Context) error {
		one := book("1", 1)
		return errors.Join(tickets.Add(ctx, one), tickets.Add(ctx, book("2", 1)))
	}))
	first := token.Position()
	require.Positive(h, first)
	h.settled(first)
	all := h.all(eventstore.Filter{Through: first})
	require.Len(h, all, 2, "who has read as far as the token has seen it all")
	for _, r := range all {
		require.Equal(h, eventstore.Metadata{Correlation: "c", Actor: "Ada"}, r.Metadata)
	}
	require.Error(h, uow.Do(ctx, func(ctx context.Context) error {
		return errors.Join(tickets.Add(ctx, book("3", 1)), errors.New("given up"))
	}))
	require.Equal(h, first, token.Position())
	require.Len(h, h.all(eventstore.Filter{}), 2)
}

// stateIsFold lets writers change the same tickets and compares at the end.
func stateIsFold(h harness) {
	const seats = 4
	tickets := h.tickets()
	for i := range seats {
		add(h, tickets, book(fmt.Sprint(i), 0))
	}
	compete(h, func(writer int) error {
		for round := range 8 {
			err := insist(func() error { return raise(h.Context(), tickets, fmt.Sprint((writer+round)%seats)) })
			if err != nil {
				return err
			}
		}
		return nil
	})
	folded := h.sourced()
	for i := range seats {
		stored := get(h, tickets, fmt.Sprint(i))
		replayed, err := folded.Get(h.Context(), fmt.Sprint(i))
		require.NoError(h, err)
		require.Equal(h, stored.Version(), replayed.Version())
		require.Equal(h, stored.State(), replayed.State())
	}
}

func raise(ctx context.Context, tickets ticketRepository, id string) error {
	return uow.Do(ctx, func(ctx context.Context) error {
		t, err := tickets.Get(ctx, id)
		if err != nil {
			return err
		}
		t.price(t.State().Price + 1)
		return tickets.Update(ctx, t)
	})
}
