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
		{"text of any kind and size comes back", anyText},
		{"documents carry their version", documents},
		{"concurrent updates lose nothing", repositoryRace},
	}
	if features.Durable {
		tests = append(tests, subtest{"what was stored outlives the store", repositoryDurable})
	}
	runAll(t, open, tests)
}

func (h harness) tickets(t *testing.T) ticketRepository {
	t.Helper()
	tickets, err := data.NewRepository[*ticket, string](h.Store, ticketConfig)
	require.NoError(t, err)
	return tickets
}

func (h harness) notes(t *testing.T) noteRepository {
	t.Helper()
	notes, err := data.NewDocuments(h.Store, noteConfig, noteKey)
	require.NoError(t, err)
	return notes
}

// add stores new tickets, each by itself.
func add(t *testing.T, tickets ticketRepository, all ...*ticket) {
	t.Helper()
	for _, one := range all {
		require.NoError(t, tickets.Add(t.Context(), one))
	}
}

func get(t *testing.T, tickets ticketRepository, id string) *ticket {
	t.Helper()
	found, err := tickets.Get(t.Context(), id)
	require.NoError(t, err)
	return found
}

func ids(tickets []*ticket) []string {
	all := make([]string, len(tickets))
	for i, t := range tickets {
		all[i] = t.ID()
	}
	return all
}

func roundTrip(t *testing.T, h harness) {
	tickets := h.tickets(t)
	warsaw := time.FixedZone("Warsaw", 2*60*60)
	added := new(ticket)
	added.Record(ticketBooked{ID: "1", Seat: "A1", Holder: holder{"Zoë", "Łódź"}, Price: 1 << 60, At: noon.In(warsaw), Lasts: 90 * time.Minute})
	added.Record(ticketTagged{"vip"})
	added.Record(ticketUsed{noon.Add(time.Nanosecond)})
	require.EqualValues(t, 3, added.Version())
	add(t, tickets, added)
	require.Empty(t, added.Pending(), "what was recorded is stored")
	require.EqualValues(t, 3, added.Version())

	found := get(t, tickets, "1")
	require.NotSame(t, added, found)
	require.EqualValues(t, 3, found.Version())
	require.Empty(t, found.Pending())
	state := found.State()
	require.Equal(t, holder{"Zoë", "Łódź"}, state.Holder)
	require.EqualValues(t, 1<<60, state.Price)
	require.Equal(t, []string{"vip"}, state.Tags)
	require.Equal(t, noon, state.Booked, "times are in UTC")
	require.Equal(t, noon.Add(time.Nanosecond), *state.Used)
	require.Equal(t, 90*time.Minute, state.Lasts)
}

func notFound(t *testing.T, h harness) {
	tickets := h.tickets(t)
	_, err := tickets.Get(t.Context(), "1")
	require.ErrorIs(t, err, errs.NotFound("ticket_not_found", ""))
	require.ErrorIs(t, tickets.Update(t.Context(), book("1", 1)), errs.KindNotFound, "it was never added")
	require.ErrorIs(t, tickets.Remove(t.Context(), book("1", 1)), errs.KindNotFound)
	_, err = h.notes(t).Get(t.Context(), "1")
	require.ErrorIs(t, err, errs.NotFound("nothing_noted", ""))
}

func addedOnce(t *testing.T, h harness) {
	tickets := h.tickets(t)
	first := book("1", 1)
	add(t, tickets, first)
	again := book("1", 2)
	again.move("elsewhere")
	require.Equal(t, data.IndexID, duplicate(t, tickets.Add(t.Context(), again)).Index)
	require.Equal(t, data.IndexID, duplicate(t, tickets.Add(t.Context(), first)).Index, "it is stored already")
	require.EqualValues(t, 1, get(t, tickets, "1").State().Price)
	require.Len(t, again.Pending(), 2, "what was not stored is pending still")
	require.Error(t, tickets.Add(t.Context(), new(ticket)), "an aggregate needs an id")
}

func updateStores(t *testing.T, h harness) {
	tickets := h.tickets(t)
	one := book("1", 1)
	add(t, tickets, one)
	one.price(2)
	one.price(3)
	require.NoError(t, tickets.Update(t.Context(), one))
	require.EqualValues(t, 3, one.Version())
	found := get(t, tickets, "1")
	require.EqualValues(t, 3, found.State().Price)
	require.EqualValues(t, 3, found.Version())
}

func updateStale(t *testing.T, h harness) {
	tickets := h.tickets(t)
	add(t, tickets, book("1", 1))
	first, second, third := get(t, tickets, "1"), get(t, tickets, "1"), get(t, tickets, "1")
	first.price(2)
	second.price(3)
	require.NoError(t, tickets.Update(t.Context(), first))
	err := tickets.Update(t.Context(), second)
	require.Equal(t, &data.StaleError{Collection: "tickets", ID: "1", Expected: 1, Actual: 2}, stale(t, err))
	require.Equal(t, "stale_version", errs.CodeOf(err))
	stale(t, tickets.Remove(t.Context(), third))
	stale(t, tickets.Update(t.Context(), third))
	require.EqualValues(t, 2, get(t, tickets, "1").State().Price)

	require.NoError(t, tickets.Remove(t.Context(), first))
	require.Zero(t, stale(t, tickets.Update(t.Context(), second)).Actual, "it is gone")
}

func updateUnchanged(t *testing.T, h harness) {
	tickets := h.tickets(t)
	add(t, tickets, book("1", 1))
	one := get(t, tickets, "1")
	require.NoError(t, tickets.Update(t.Context(), one))
	require.EqualValues(t, 1, get(t, tickets, "1").Version())
}

func removeGone(t *testing.T, h harness) {
	tickets := h.tickets(t)
	one := book("1", 1)
	add(t, tickets, one)
	require.NoError(t, tickets.Remove(t.Context(), one))
	_, err := tickets.Get(t.Context(), "1")
	require.ErrorIs(t, err, errs.KindNotFound)
	stale(t, tickets.Remove(t.Context(), one))
	add(t, tickets, book("1", 2))
	require.EqualValues(t, 2, get(t, tickets, "1").State().Price)
}

func uniqueNamed(t *testing.T, h harness) {
	tickets := h.tickets(t)
	add(t, tickets, book("1", 1), book("2", 1))
	third := book("3", 1)
	third.move("1")
	err := tickets.Add(t.Context(), third)
	require.Equal(t, &data.DuplicateError{Collection: "tickets", Index: "seat", ID: "3"}, duplicate(t, err))
	require.Equal(t, "duplicate", errs.CodeOf(err))
	second := get(t, tickets, "2")
	second.move("1")
	duplicate(t, tickets.Update(t.Context(), second))
	require.Equal(t, "2", get(t, tickets, "2").State().Seat)
}

func findPages(t *testing.T, h harness) {
	tickets := h.tickets(t)
	for i := range 25 {
		add(t, tickets, book(fmt.Sprintf("%02d", i), int64(i%5)))
	}
	page, err := tickets.Find(t.Context(), query.Where(price.Ge(2)).OrderBy(price.Desc(), seat.Asc()).Page(2, 6))
	require.NoError(t, err)
	require.Equal(t, 15, page.Total)
	require.Equal(t, 2, page.Number())
	require.Equal(t, []string{"08", "13", "18", "23", "02", "07"}, ids(page.Items))
}

func findTimes(t *testing.T, h harness) {
	tickets := h.tickets(t)
	moments := []time.Time{
		noon.Add(100 * time.Millisecond), noon, noon.Add(time.Nanosecond),
		noon.Add(-time.Second).In(time.FixedZone("east", 9*60*60)), noon.Add(time.Hour).In(time.FixedZone("west", -9*60*60)),
	}
	for i, at := range moments {
		one := new(ticket)
		one.Record(ticketBooked{ID: fmt.Sprint(i), Seat: fmt.Sprint(i), At: at})
		add(t, tickets, one)
	}
	page, err := tickets.Find(t.Context(), query.All().OrderBy(booked.Asc()))
	require.NoError(t, err)
	require.Equal(t, []string{"3", "1", "2", "0", "4"}, ids(page.Items))
	page, err = tickets.Find(t.Context(), query.Where(booked.Gt(noon.In(time.FixedZone("east", 60*60))), used.IsNull()))
	require.NoError(t, err)
	require.Equal(t, []string{"0", "2", "4"}, ids(page.Items))
}

func anyText(t *testing.T, h harness) {
	notes := h.notes(t)
	for i, text := range []string{"", "Żółć 🍕 \u2028", "a\x00b", `"'%_\`, strings.Repeat("long ", 200_000)} {
		key := fmt.Sprintf("ключ %d", i)
		require.NoError(t, notes.Add(t.Context(), data.NewDocument(note{Key: key, Text: text})))
		found, err := notes.Get(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, text, found.Value.Text)
	}
	require.Error(t, notes.Add(t.Context(), data.NewDocument(note{Key: "bad", Text: "\xff"})), "no JSON holds invalid UTF-8")
}

func documents(t *testing.T, h harness) {
	notes := h.notes(t)
	one := data.NewDocument(note{Key: "1", Text: "a"})
	require.Zero(t, one.Version())
	require.NoError(t, notes.Add(t.Context(), one))
	require.EqualValues(t, 1, one.Version())
	late, err := notes.Get(t.Context(), "1")
	require.NoError(t, err)

	one.Value.Rank = 5
	require.NoError(t, notes.Update(t.Context(), one))
	require.EqualValues(t, 2, one.Version())
	late.Value.Rank = 6
	stale(t, notes.Update(t.Context(), late))
	require.EqualValues(t, 1, late.Version(), "it is as it was")
	require.Equal(t, "text", duplicate(t, notes.Add(t.Context(), data.NewDocument(note{Key: "2", Text: "a"}))).Index)

	page, err := notes.Find(t.Context(), query.Where(query.Field[int]("rank").Eq(5)))
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.NoError(t, notes.Remove(t.Context(), page.Items[0]))
	_, err = notes.Get(t.Context(), "1")
	require.ErrorIs(t, err, errs.KindNotFound)
}

func repositoryRace(t *testing.T, h harness) {
	const rounds = 5
	tickets := h.tickets(t)
	add(t, tickets, book("1", 0))
	compete(t, func(int) error {
		for range rounds {
			err := insist(func() error {
				one, err := tickets.Get(t.Context(), "1")
				if err != nil {
					return err
				}
				one.price(one.State().Price + 1)
				return tickets.Update(t.Context(), one)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.EqualValues(t, writers*rounds, get(t, tickets, "1").State().Price)
}

func repositoryDurable(t *testing.T, h harness) {
	one := book("1", 1)
	add(t, h.tickets(t), one)
	require.NoError(t, h.Close())
	again := harness{Store: h.open(t, h.dir), open: h.open, dir: h.dir}
	defer func() { require.NoError(t, again.Close()) }()
	found := get(t, again.tickets(t), "1")
	require.Equal(t, one.State(), found.State())
	require.EqualValues(t, 1, found.Version())
}
