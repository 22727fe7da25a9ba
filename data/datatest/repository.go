package datatest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// TestRepository runs the portable repositories over the store, without a unit of
// work: each call stands for itself.
func TestRepository(t *testing.T, open Open, features Features) {
	t.Helper()
	tests := []subtest{
		{"an aggregate comes back as it was", roundTrip},
		{"an aggregate that does not exist is not found", notFound},
		{"an id is added once", addedOnce},
		{"an update stores what was recorded", updateStores},
		{"an update that comes too late is refused", updateStale},
		{"an update of an unchanged aggregate only checks", updateUnchanged},
		{"a removed aggregate is gone", removeGone},
		{"a unique index is named by the conflict", uniqueNamed},
		{"aggregates are found, sorted and paged", findPages},
		{"times are found and sorted by the moment they stand for", findTimes},
		{"text of any kind and size comes back", func(h harness) { anyText(h, features) }},
		{"documents carry their version", documents},
		{"concurrent updates lose nothing", repositoryRace},
	}
	tests = append(tests, aggregationTests...)
	if features.Durable {
		tests = append(tests, subtest{"what was stored outlives the store", repositoryDurable})
	}
	runAll(t, open, tests)
}

func (h harness) tickets() ticketRepository {
	h.Helper()
	if h.sourcing {
		return h.sourced()
	}
	tickets, err := data.NewRepository[*ticket, string](h.Store, ticketConfig)
	require.NoError(h, err)
	return tickets
}

func (h harness) notes() noteRepository {
	h.Helper()
	notes, err := data.NewDocuments(h.Store, noteConfig, noteKey)
	require.NoError(h, err)
	return notes
}

// add stores new tickets, each by itself.
func add(h harness, tickets ticketRepository, all ...*ticket) {
	h.Helper()
	for _, one := range all {
		require.NoError(h, tickets.Add(h.Context(), one))
	}
}

func get(h harness, tickets ticketRepository, id string) *ticket {
	h.Helper()
	found, err := tickets.Get(h.Context(), id)
	require.NoError(h, err)
	return found
}

func ids(tickets []*ticket) []string {
	all := make([]string, len(tickets))
	for i, t := range tickets {
		all[i] = t.ID()
	}
	return all
}

func roundTrip(h harness) {
	tickets := h.tickets()
	warsaw := time.FixedZone("Warsaw", 2*60*60)
	added := new(ticket)
	added.Record(ticketBooked{ID: "1", Seat: "A1", Holder: holder{"Zoë", "Łódź"}, Price: 1 << 60, At: noon.In(warsaw), Lasts: 90 * time.Minute})
	added.Record(ticketTagged{"vip"})
	added.Record(ticketUsed{noon.Add(time.Nanosecond)})
	require.EqualValues(h, 3, added.Version())
	add(h, tickets, added)
	require.Empty(h, added.Pending(), "what was recorded is stored")
	require.EqualValues(h, 3, added.Version())

	found := get(h, tickets, "1")
	require.NotSame(h, added, found)
	require.EqualValues(h, 3, found.Version())
	require.Empty(h, found.Pending())
	state := found.State()
	require.Equal(h, holder{"Zoë", "Łódź"}, state.Holder)
	require.EqualValues(h, 1<<60, state.Price)
	require.Equal(h, []string{"vip"}, state.Tags)
	require.Equal(h, noon, state.Booked, "times are in UTC")
	require.Equal(h, noon.Add(time.Nanosecond), *state.Used)
	require.Equal(h, 90*time.Minute, state.Lasts)
}

func notFound(h harness) {
	tickets := h.tickets()
	_, err := tickets.Get(h.Context(), "1")
	require.ErrorIs(h, err, errs.NotFound("ticket_not_found", ""))
	require.ErrorIs(h, tickets.Update(h.Context(), book("1", 1)), errs.KindNotFound, "it was never added")
	require.ErrorIs(h, tickets.Remove(h.Context(), book("1", 1)), errs.KindNotFound)
	_, err = h.notes().Get(h.Context(), "1")
	require.ErrorIs(h, err, errs.NotFound("nothing_noted", ""))
}

func addedOnce(h harness) {
	tickets := h.tickets()
	first := book("1", 1)
	add(h, tickets, first)
	again := book("1", 2)
	again.move("elsewhere")
	require.Equal(h, data.IndexID, duplicate(h, tickets.Add(h.Context(), again)).Index)
	require.Equal(h, data.IndexID, duplicate(h, tickets.Add(h.Context(), first)).Index, "it is stored already")
	require.EqualValues(h, 1, get(h, tickets, "1").State().Price)
	require.Len(h, again.Pending(), 2, "what was not stored is pending still")
	require.Error(h, tickets.Add(h.Context(), new(ticket)), "an aggregate needs an id")
}

func updateStores(h harness) {
	tickets := h.tickets()
	one := book("1", 1)
	add(h, tickets, one)
	one.price(2)
	one.price(3)
	require.NoError(h, tickets.Update(h.Context(), one))
	require.EqualValues(h, 3, one.Version())
	found := get(h, tickets, "1")
	require.EqualValues(h, 3, found.State().Price)
	require.EqualValues(h, 3, found.Version())
}

func updateStale(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1))
	first, second, third := get(h, tickets, "1"), get(h, tickets, "1"), get(h, tickets, "1")
	first.price(2)
	second.price(3)
	require.NoError(h, tickets.Update(h.Context(), first))
	err := tickets.Update(h.Context(), second)
	require.Equal(h, &data.StaleError{Collection: "tickets", ID: "1", Expected: 1, Actual: 2}, stale(h, err))
	require.Equal(h, "stale_version", errs.CodeOf(err))
	stale(h, tickets.Remove(h.Context(), third))
	stale(h, tickets.Update(h.Context(), third))
	require.EqualValues(h, 2, get(h, tickets, "1").State().Price)

	require.NoError(h, tickets.Remove(h.Context(), first))
	require.Zero(h, stale(h, tickets.Update(h.Context(), second)).Actual, "it is gone")
}

func updateUnchanged(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1))
	one := get(h, tickets, "1")
	require.NoError(h, tickets.Update(h.Context(), one))
	require.EqualValues(h, 1, get(h, tickets, "1").Version())
}

func removeGone(h harness) {
	tickets := h.tickets()
	one := book("1", 1)
	add(h, tickets, one)
	require.NoError(h, tickets.Remove(h.Context(), one))
	_, err := tickets.Get(h.Context(), "1")
	require.ErrorIs(h, err, errs.KindNotFound)
	stale(h, tickets.Remove(h.Context(), one))
	add(h, tickets, book("1", 2))
	require.EqualValues(h, 2, get(h, tickets, "1").State().Price)
}

func uniqueNamed(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 1))
	third := book("3", 1)
	third.move("1")
	err := tickets.Add(h.Context(), third)
	require.Equal(h, &data.DuplicateError{Collection: "tickets", Index: "seat", ID: "3"}, duplicate(h, err))
	require.Equal(h, "duplicate", errs.CodeOf(err))
	second := get(h, tickets, "2")
	second.move("1")
	duplicate(h, tickets.Update(h.Context(), second))
	require.Equal(h, "2", get(h, tickets, "2").State().Seat)
}

func findPages(h harness) {
	tickets := h.tickets()
	for i := range 25 {
		add(h, tickets, book(fmt.Sprintf("%02d", i), int64(i%5)))
	}
	page, err := tickets.Find(h.Context(), query.Where(price.Ge(2)).OrderBy(price.Desc(), seat.Asc()).Page(2, 6))
	require.NoError(h, err)
	require.Equal(h, 15, page.Total)
	require.Equal(h, 2, page.Number())
	require.Equal(h, []string{"08", "13", "18", "23", "02", "07"}, ids(page.Items))
}

func findTimes(h harness) {
	tickets := h.tickets()
	moments := []time.Time{
		noon.Add(100 * time.Millisecond), noon, noon.Add(time.Nanosecond),
		noon.Add(-time.Second).In(time.FixedZone("east", 9*60*60)), noon.Add(time.Hour).In(time.FixedZone("west", -9*60*60)),
	}
	for i, at := range moments {
		one := new(ticket)
		one.Record(ticketBooked{ID: fmt.Sprint(i), Seat: fmt.Sprint(i), At: at})
		add(h, tickets, one)
	}
	page, err := tickets.Find(h.Context(), query.All().OrderBy(booked.Asc()))
	require.NoError(h, err)
	require.Equal(h, []string{"3", "1", "2", "0", "4"}, ids(page.Items))
	page, err = tickets.Find(h.Context(), query.Where(booked.Gt(noon.In(time.FixedZone("east", 60*60))), used.IsNull()))
	require.NoError(h, err)
	require.Equal(h, []string{"0", "2", "4"}, ids(page.Items))
}

func anyText(h harness, features Features) {
	notes := h.notes()
	texts := []string{"", "Żółć 🍕 \u2028", `"'%_\`, strings.Repeat("long ", 200_000)}
	if !features.RefusesNUL {
		texts = append(texts, "a\x00b")
	}
	for i, text := range texts {
		key := fmt.Sprintf("ключ %d", i)
		require.NoError(h, notes.Add(h.Context(), data.NewDocument(note{Key: key, Text: text})))
		found, err := notes.Get(h.Context(), key)
		require.NoError(h, err)
		require.Equal(h, text, found.Value.Text)
	}
	require.Error(h, notes.Add(h.Context(), data.NewDocument(note{Key: "bad", Text: "\xff"})), "no JSON holds invalid UTF-8")
}

func documents(h harness) {
	notes := h.notes()
	one := data.NewDocument(note{Key: "1", Text: "a"})
	require.Zero(h, one.Version())
	require.NoError(h, notes.Add(h.Context(), one))
	require.EqualValues(h, 1, one.Version())
	late, err := notes.Get(h.Context(), "1")
	require.NoError(h, err)

	one.Value.Rank = 5
	require.NoError(h, notes.Update(h.Context(), one))
	require.EqualValues(h, 2, one.Version())
	late.Value.Rank = 6
	stale(h, notes.Update(h.Context(), late))
	require.EqualValues(h, 1, late.Version(), "it is as it was")
	require.Equal(h, "text", duplicate(h, notes.Add(h.Context(), data.NewDocument(note{Key: "2", Text: "a"}))).Index)

	page, err := notes.Find(h.Context(), query.Where(query.Field[int]("rank").Eq(5)))
	require.NoError(h, err)
	require.Len(h, page.Items, 1)
	require.NoError(h, notes.Remove(h.Context(), page.Items[0]))
	_, err = notes.Get(h.Context(), "1")
	require.ErrorIs(h, err, errs.KindNotFound)
}

func repositoryRace(h harness) {
	const rounds = 5
	tickets := h.tickets()
	add(h, tickets, book("1", 0))
	compete(h, func(int) error {
		for range rounds {
			err := insist(func() error {
				one, err := tickets.Get(h.Context(), "1")
				if err != nil {
					return err
				}
				one.price(one.State().Price + 1)
				return tickets.Update(h.Context(), one)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.EqualValues(h, writers*rounds, get(h, tickets, "1").State().Price)
}

func repositoryDurable(h harness) {
	one := book("1", 1)
	add(h, h.tickets(), one)
	require.NoError(h, h.Close())
	again := h.opened()
	found := get(h, again.tickets(), "1")
	require.Equal(h, one.State(), found.State())
	require.EqualValues(h, 1, found.Version())
}
