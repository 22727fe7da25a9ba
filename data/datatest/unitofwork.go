package datatest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// TestUnitOfWork runs units of work over the store, through the portable
// repositories.
func TestUnitOfWork(t *testing.T, open Open, features Features) {
	t.Helper()
	tests := []subtest{
		{"what a unit writes is stored at its end", unitCommits},
		{"an error leaves nothing behind", unitError},
		{"a panic leaves nothing behind", unitPanic},
		{"a context that is over leaves nothing behind", unitCanceled},
		{"a conflict leaves nothing behind", unitConflict},
		{"a unit has one object per id", unitIdentity},
		{"a unit reads its own writes", unitOwnWrites},
		{"a unit swaps unique values", unitSwap},
		{"what a unit depends on can be checked", unitCheck},
		{"events handed over may write", unitDispatch},
		{"units that compete lose nothing", unitRace},
		{"units that compete keep a limit", unitLimit},
		{"a unit answers like a model that stores at once", unitModel},
	}
	if features.Durable {
		tests = append(tests, subtest{"a unit outlives the store as a whole", unitDurable})
	}
	runAll(t, open, tests)
}

var errOnPurpose = errors.New("on purpose")

// requirePrices checks that the stored tickets are these, by id and price.
func requirePrices(h harness, tickets ticketRepository, expected map[string]int64) {
	h.Helper()
	page, err := tickets.Find(h.Context(), query.All())
	require.NoError(h, err)
	stored := map[string]int64{}
	for _, one := range page.Items {
		stored[one.ID()] = one.State().Price
	}
	require.Equal(h, expected, stored)
}

// reprice loads, changes and updates in one go.
func reprice(ctx context.Context, tickets ticketRepository, id string, to int64) error {
	one, err := tickets.Get(ctx, id)
	if err != nil {
		return err
	}
	one.price(to)
	return tickets.Update(ctx, one)
}

// mixed adds 3, changes 1 and removes 2.
func mixed(ctx context.Context, tickets ticketRepository) error {
	second, err := tickets.Get(ctx, "2")
	return errors.Join(err,
		reprice(ctx, tickets, "1", 10),
		tickets.Remove(ctx, second),
		tickets.Add(ctx, book("3", 3)))
}

func unitCommits(h harness) {
	tickets, notes := h.tickets(), h.notes()
	add(h, tickets, book("1", 1), book("2", 2))
	written := data.NewDocument(note{Key: "n"})
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		require.NoError(h, notes.Add(ctx, written))
		requirePrices(h, tickets, map[string]int64{"1": 1, "2": 2})
		return nil
	}))
	requirePrices(h, tickets, map[string]int64{"1": 10, "3": 3})
	require.EqualValues(h, 1, written.Version())
}

func unitError(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	err := uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		return errOnPurpose
	})
	require.Equal(h, errOnPurpose, err)
	require.Equal(h, uow.RolledBack, uow.OutcomeOf(err))
	requirePrices(h, tickets, map[string]int64{"1": 1, "2": 2})
}

func unitPanic(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	require.PanicsWithValue(h, "on purpose", func() {
		_ = uow.Do(h.Context(), func(ctx context.Context) error {
			require.NoError(h, mixed(ctx, tickets))
			panic("on purpose")
		})
	})
	requirePrices(h, tickets, map[string]int64{"1": 1, "2": 2})
}

func unitCanceled(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	ctx, cancel := context.WithCancel(h.Context())
	err := uow.Do(ctx, func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		cancel()
		return nil
	})
	require.ErrorIs(h, err, context.Canceled)
	require.Equal(h, uow.RolledBack, uow.OutcomeOf(err))
	requirePrices(h, tickets, map[string]int64{"1": 1, "2": 2})
}

func unitConflict(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	err := uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		require.NoError(h, reprice(h.Context(), tickets, "1", 7), "somebody else is faster")
		return nil
	})
	require.Equal(h, &data.StaleError{Collection: "tickets", ID: "1", Expected: 1, Actual: 2}, stale(h, err))
	require.Equal(h, uow.RolledBack, uow.OutcomeOf(err))
	requirePrices(h, tickets, map[string]int64{"1": 7, "2": 2})

	err = uow.Do(h.Context(), func(ctx context.Context) error {
		clash := book("4", 4)
		clash.move("1")
		return errors.Join(tickets.Add(ctx, clash), reprice(ctx, tickets, "2", 9))
	})
	require.Equal(h, "seat", duplicate(h, err).Index)
	requirePrices(h, tickets, map[string]int64{"1": 7, "2": 2})
}

func unitIdentity(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		first, err := tickets.Get(ctx, "1")
		require.NoError(h, err)
		again, err := tickets.Get(ctx, "1")
		require.NoError(h, err)
		require.Same(h, first, again)
		page, err := tickets.Find(ctx, query.All())
		require.NoError(h, err)
		require.Same(h, first, page.Items[0])
		second, err := tickets.Get(ctx, "2")
		require.NoError(h, err)
		require.Same(h, second, page.Items[1])
		return nil
	}))
}

func unitOwnWrites(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2), book("4", 4))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		_, err := tickets.Get(ctx, "2")
		require.ErrorIs(h, err, errs.KindNotFound)
		page, err := tickets.Find(ctx, query.Where(price.Ge(2)).OrderBy(price.Desc()))
		require.NoError(h, err)
		require.Equal(h, []string{"1", "4", "3"}, ids(page.Items))
		page, err = tickets.Find(ctx, query.All().OrderBy(price.Asc()).Page(2, 2))
		require.NoError(h, err)
		require.Equal(h, []string{"1"}, ids(page.Items))
		require.Equal(h, 3, page.Total)
		return nil
	}))
}

func unitSwap(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		first, err := tickets.Get(ctx, "1")
		require.NoError(h, err)
		second, err := tickets.Get(ctx, "2")
		require.NoError(h, err)
		first.move("2")
		second.move("1")
		return errors.Join(tickets.Update(ctx, first), tickets.Update(ctx, second))
	}))
	require.Equal(h, "2", get(h, tickets, "1").State().Seat)
	require.Equal(h, "1", get(h, tickets, "2").State().Seat)
}

func unitCheck(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("rule", 1), book("1", 1))
	err := uow.Do(h.Context(), func(ctx context.Context) error {
		rule, err := tickets.Get(ctx, "rule")
		require.NoError(h, err)
		require.NoError(h, tickets.Update(ctx, rule))
		require.NoError(h, reprice(ctx, tickets, "1", rule.State().Price*2))
		return reprice(h.Context(), tickets, "rule", 50)
	})
	require.Equal(h, "rule", stale(h, err).ID)
	requirePrices(h, tickets, map[string]int64{"rule": 50, "1": 1})
}

func unitDispatch(h harness) {
	tickets, notes := h.tickets(), h.notes()
	handle := uow.Dispatch(func(ctx context.Context, event any) error {
		switch e := event.(type) {
		case ticketBooked:
			return reprice(ctx, tickets, e.ID, e.Price+1)
		case ticketPriced:
			return notes.Add(ctx, data.NewDocument(note{Key: "priced", Rank: int(e.Price)}))
		}
		return nil
	})
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error { return tickets.Add(ctx, book("1", 1)) }, handle))
	requirePrices(h, tickets, map[string]int64{"1": 2})
	found, err := notes.Get(h.Context(), "priced")
	require.NoError(h, err)
	require.Equal(h, 2, found.Value.Rank)
}

func unitDurable(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2))
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error { return mixed(ctx, tickets) }))
	require.NoError(h, h.Close())
	again := h.opened()
	requirePrices(h, again.tickets(), map[string]int64{"1": 10, "3": 3})
}

// insistUnit repeats a unit while it comes too late.
func insistUnit(ctx context.Context, fn func(ctx context.Context) error) error {
	return insist(func() error { return uow.Do(ctx, fn) })
}

// unitRace moves amounts between tickets: each writer takes from one and gives to
// the next, so that the sum stays and no update may be lost.
func unitRace(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("0", 100), book("1", 100), book("2", 100))
	names := []string{"0", "1", "2"}
	compete(h, func(writer int) error {
		from, to := names[writer%3], names[(writer+1)%3]
		return insistUnit(h.Context(), func(ctx context.Context) error {
			giver, err := tickets.Get(ctx, from)
			if err != nil {
				return err
			}
			taker, err := tickets.Get(ctx, to)
			if err != nil {
				return err
			}
			return errors.Join(reprice(ctx, tickets, from, giver.State().Price-7), reprice(ctx, tickets, to, taker.State().Price+7))
		})
	})
	// Writers 0, 3, … 15 are six, the other two groups five each.
	requirePrices(h, tickets, map[string]int64{"0": 100 - 6*7 + 5*7, "1": 100 - 5*7 + 6*7, "2": 100})
}

// unitLimit has more writers than places: an aggregate that is checked and changed by
// everyone who takes a place keeps the limit.
func unitLimit(h harness) {
	const places = 3
	tickets := h.tickets()
	add(h, tickets, book("taken", 0))
	full := errs.Conflict("full", "no place is left")
	compete(h, func(writer int) error {
		err := insistUnit(h.Context(), func(ctx context.Context) error {
			taken, err := tickets.Get(ctx, "taken")
			if err != nil {
				return err
			}
			if taken.State().Price == places {
				return full
			}
			id := string(rune('a' + writer))
			return errors.Join(reprice(ctx, tickets, "taken", taken.State().Price+1), tickets.Add(ctx, book(id, 1)))
		})
		if errors.Is(err, full) {
			return nil
		}
		return err
	})
	page, err := tickets.Find(h.Context(), query.All())
	require.NoError(h, err)
	require.Equal(h, places+1, page.Total)
}
