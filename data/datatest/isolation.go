package datatest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// TestIsolation holds a store that is a [data.Transactor] to that contract, through the
// portable repositories.
func TestIsolation(t *testing.T, open Open, _ Features) {
	t.Helper()
	var tests []subtest
	for _, level := range []uow.Level{uow.ReadCommitted, uow.RepeatableRead, uow.Serializable} {
		add := func(name string, run func(h harness, level uow.Level)) {
			tests = append(tests, subtest{level.String() + ": " + name, func(h harness) { run(h, level) }})
		}
		add("what a unit writes is stored at its end", isolatedCommits)
		add("a unit reads its own writes", isolatedOwnWrites)
		add("a unit that fails leaves nothing behind and holds nothing", isolatedFails)
		add("a unit that lost a race has written nothing", isolatedRace)
		add("a unit that joins shares the transaction", isolatedJoin)
	}
	for _, level := range []uow.Level{uow.RepeatableRead, uow.Serializable} {
		tests = append(tests, subtest{level.String() + ": all reads see one moment", func(h harness) { isolatedMoment(h, level) }})
	}
	tests = append(tests, subtest{"what a serializable unit decided by is still so when it commits", isolatedSkew})
	runAll(t, open, tests)
}

// soon bounds an attempt that a store may hold up until a unit has ended.
const soon = 50 * time.Millisecond

// meanwhile attempts to write outside of the unit, and reports whether it was let to.
func meanwhile(h harness, write func(ctx context.Context) error) bool {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), soon)
	defer cancel()
	err := write(ctx)
	if err != nil {
		require.ErrorIs(h, err, context.DeadlineExceeded)
	}
	return err == nil
}

func isolatedCommits(h harness, level uow.Level) {
	tickets, notes := h.tickets(), h.notes()
	add(h, tickets, book("1", 1), book("2", 2))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		return notes.Add(ctx, data.NewDocument(note{Key: "n"}))
	}, uow.Isolation(level)))
	requirePrices(h, tickets, map[string]int64{"1": 10, "3": 3})
	_, err := notes.Get(h.Context(), "n")
	require.NoError(h, err)
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		requirePricesIn(ctx, h, tickets, map[string]int64{"1": 10, "3": 3})
		return nil
	}, uow.Isolation(level)), "a unit that only reads")
}

// requirePricesIn is requirePrices as the unit in ctx sees it.
func requirePricesIn(ctx context.Context, h harness, tickets ticketRepository, expected map[string]int64) {
	h.Helper()
	page, err := tickets.Find(ctx, query.All())
	require.NoError(h, err)
	seen := map[string]int64{}
	for _, one := range page.Items {
		seen[one.ID()] = one.State().Price
	}
	require.Equal(h, expected, seen)
}

func isolatedOwnWrites(h harness, level uow.Level) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2), book("4", 4))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		_, err := tickets.Get(ctx, "2")
		require.ErrorIs(h, err, errs.KindNotFound)
		page, err := tickets.Find(ctx, query.All().OrderBy(price.Asc()).Page(2, 2))
		require.NoError(h, err)
		require.Equal(h, []string{"1"}, ids(page.Items))
		require.Equal(h, 3, page.Total)
		page, err = tickets.Find(ctx, query.All().OrderBy(price.Asc()).After("").Limit(2))
		require.NoError(h, err)
		require.Equal(h, []string{"3", "4"}, ids(page.Items))
		figures, err := data.Aggregate(ctx, tickets, query.All().Aggregate(query.Count(), price.Sum()))
		require.NoError(h, err)
		require.EqualValues(h, 3, figures[0].Results[0].Count())
		return nil
	}, uow.Isolation(level)))
}

func isolatedFails(h harness, level uow.Level) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	failing := func(end func(cancel func()) error) error {
		ctx, cancel := context.WithCancel(h.Context())
		defer cancel()
		return uow.Do(ctx, func(ctx context.Context) error {
			require.NoError(h, mixed(ctx, tickets))
			return end(cancel)
		}, uow.Isolation(level))
	}
	require.Equal(h, errOnPurpose, failing(func(func()) error { return errOnPurpose }))
	require.PanicsWithValue(h, "on purpose", func() {
		_ = failing(func(func()) error { panic("on purpose") })
	})
	err := failing(func(cancel func()) error { cancel(); return nil })
	require.ErrorIs(h, err, context.Canceled)
	require.Equal(h, uow.RolledBack, uow.OutcomeOf(err))

	forgetful := uow.Do(h.Context(), func(ctx context.Context) error {
		one, err := tickets.Get(ctx, "1")
		require.NoError(h, err)
		one.price(99)
		return nil
	}, uow.Isolation(level))
	require.Error(h, forgetful)
	requirePrices(h, tickets, map[string]int64{"1": 1, "2": 2})
	require.NoError(h, reprice(h.Context(), tickets, "1", 5), "nobody is kept waiting")
}

// isolatedRace has somebody else change what the unit has read: either that one waits, or
// the unit is told.
func isolatedRace(h harness, level uow.Level) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	won := false
	err := uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		won = meanwhile(h, func(ctx context.Context) error { return reprice(ctx, tickets, "1", 7) })
		return nil
	}, uow.Isolation(level))
	if !won {
		require.NoError(h, err)
		requirePrices(h, tickets, map[string]int64{"1": 10, "3": 3})
		return
	}
	require.ErrorIs(h, err, errs.KindConflict)
	require.Contains(h, []string{"stale_version", uow.CodeSerialization}, errs.CodeOf(err))
	require.Equal(h, uow.RolledBack, uow.OutcomeOf(err))
	requirePrices(h, tickets, map[string]int64{"1": 7, "2": 2})
}

func isolatedJoin(h harness, level uow.Level) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, reprice(ctx, tickets, "1", 2))
		before, ok := data.Held(ctx)
		require.True(h, ok)
		return uow.Do(ctx, func(ctx context.Context) error {
			same, _ := data.Held(ctx)
			require.Equal(h, before, same)
			return tickets.Add(ctx, book("2", 2))
		}, uow.Isolation(level))
	}, uow.Isolation(level)))
	requirePrices(h, tickets, map[string]int64{"1": 2, "2": 2})

	err := uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, reprice(ctx, tickets, "1", 3))
		_ = uow.Do(ctx, func(context.Context) error { return nil }, uow.Isolation(level))
		return nil
	}, uow.Isolation(level-1))
	require.ErrorIs(h, err, uow.ErrNotIsolated)
	requirePrices(h, tickets, map[string]int64{"1": 2, "2": 2})
}

func isolatedMoment(h harness, level uow.Level) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		_, err := tickets.Get(ctx, "1")
		require.NoError(h, err)
		meanwhile(h, func(ctx context.Context) error {
			return errors.Join(reprice(ctx, tickets, "2", 20), tickets.Add(ctx, book("3", 3)))
		})
		requirePricesIn(ctx, h, tickets, map[string]int64{"1": 1, "2": 2})
		page, err := tickets.Find(ctx, query.All().OrderBy(price.Asc()).Page(1, 1))
		require.NoError(h, err)
		require.Equal(h, 2, page.Total)
		return nil
	}, uow.Isolation(level)))
}

// isolatedSkew has everybody leave unless they are the last: each removes a ticket of
// its own, after having counted them all.
func isolatedSkew(h harness) {
	tickets := h.tickets()
	for writer := range writers {
		add(h, tickets, book(string(rune('a'+writer)), 1))
	}
	compete(h, func(writer int) error {
		patient := uow.RetryPolicy{Attempts: tries, Max: 20 * time.Millisecond}
		return uow.Retry(h.Context(), patient, func(ctx context.Context) error {
			page, err := tickets.Find(ctx, query.All())
			if err != nil || page.Total == 1 {
				return err
			}
			one, err := tickets.Get(ctx, string(rune('a'+writer)))
			if err != nil {
				return err
			}
			return tickets.Remove(ctx, one)
		}, uow.Isolation(uow.Serializable))
	})
	page, err := tickets.Find(h.Context(), query.All())
	require.NoError(h, err)
	require.Equal(h, 1, page.Total)
}
