package datatest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// HandWritten is how an adapter has SQL of one's own run in the transaction of a unit of work.
type HandWritten struct {
	// Exec runs a statement without result.
	Exec func(ctx context.Context, store data.Store, statement string) error
	// Int runs a query and returns the one integer that it results in.
	Int func(ctx context.Context, store data.Store, statement string) (int, error)
}

// TestHandWritten holds an adapter to what hand-written SQL in a unit of work means: it is
// committed and rolled back with the documents and the events, and repositories see it.
func TestHandWritten(t *testing.T, open Open, sql HandWritten) {
	t.Helper()
	var all []subtest
	for name, run := range map[string]func(p paper){
		"is committed with documents and events": handCommits,
		"is rolled back with them":               handRollsBack,
		"is seen by repositories":                handSeen,
		"is one transaction for those that join": handJoins,
		"has to be in a unit":                    handOutside,
		"does not outlive its unit":              handOutlives,
		"goes with every level":                  handLevels,
		"is not committed once it failed":        handFailed,
	} {
		all = append(all, subtest{name, func(h harness) {
			p := paper{h, sql}
			require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
				return p.exec(ctx, "CREATE TABLE stock (n integer NOT NULL)")
			}))
			run(p)
		}})
	}
	runAll(t, open, all)
}

// paper is what hand-written SQL is written on: a table "stock".
type paper struct {
	harness
	sql HandWritten
}

func (p paper) exec(ctx context.Context, statement string) error {
	return p.sql.Exec(ctx, p.Store, statement)
}

const insertStock = "INSERT INTO stock (n) VALUES (1)"

// requireStock checks how many rows are in stock, in a unit of its own.
func (p paper) requireStock(expected int) {
	p.Helper()
	require.NoError(p, uow.Do(p.Context(), func(ctx context.Context) error {
		n, err := p.sql.Int(ctx, p.Store, "SELECT count(*) FROM stock")
		require.Equal(p, expected, n)
		return err
	}))
}

func handCommits(p paper) {
	tickets := p.tickets()
	require.NoError(p, uow.Do(p.Context(), func(ctx context.Context) error {
		return errors.Join(tickets.Add(ctx, book("1", 1)), p.exec(ctx, insertStock), tickets.Add(ctx, book("2", 2)), p.exec(ctx, insertStock))
	}))
	p.requireStock(2)
	requirePrices(p.harness, tickets, map[string]int64{"1": 1, "2": 2})
	require.Len(p, p.stream("ticket-1", eventstore.ReadOptions{}), 1)
	require.NoError(p, uow.Do(p.Context(), func(ctx context.Context) error { return p.exec(ctx, "DELETE FROM stock") }), "and nothing else")
	p.requireStock(0)
}

func handRollsBack(p paper) {
	tickets := p.tickets()
	add(p.harness, tickets, book("1", 1))
	unit := func(ctx context.Context, end func() error) error {
		return uow.Do(ctx, func(ctx context.Context) error {
			require.NoError(p, errors.Join(tickets.Add(ctx, book("2", 2)), p.exec(ctx, insertStock)))
			return end()
		})
	}
	ctx, cancel := context.WithCancel(p.Context())
	require.Equal(p, errOnPurpose, unit(ctx, func() error { return errOnPurpose }))
	require.PanicsWithValue(p, "on purpose", func() { _ = unit(ctx, func() error { panic("on purpose") }) })
	require.ErrorIs(p, unit(ctx, func() error { cancel(); return nil }), context.Canceled)
	err := uow.Do(p.Context(), func(ctx context.Context) error {
		clash := book("2", 2)
		clash.move("1")
		return errors.Join(p.exec(ctx, insertStock), tickets.Add(ctx, clash))
	})
	require.Equal(p, "seat", duplicate(p.harness, err).Index, "a commit that is refused")
	err = uow.Do(p.Context(), func(ctx context.Context) error {
		_ = uow.Do(ctx, func(ctx context.Context) error { return errors.Join(p.exec(ctx, insertStock), errOnPurpose) })
		return nil
	})
	require.ErrorIs(p, err, errOnPurpose, "an inner unit that fails")
	p.requireStock(0)
	requirePrices(p.harness, tickets, map[string]int64{"1": 1})
	require.Empty(p, p.stream("ticket-2", eventstore.ReadOptions{}))
}

func handSeen(p paper) {
	tickets := p.tickets()
	add(p.harness, tickets, book("1", 1), book("2", 2), book("3", 3))
	require.NoError(p, uow.Do(p.Context(), func(ctx context.Context) error {
		first, err := tickets.Get(ctx, "1")
		require.NoError(p, err)
		require.NoError(p, p.exec(ctx, "DELETE FROM tickets WHERE id <> '3'"))
		found, err := tickets.Get(ctx, "1")
		require.NoError(p, err)
		require.Same(p, first, found, "what the unit has loaded stays as it is")
		_, err = tickets.Get(ctx, "2")
		require.Error(p, err)
		n, err := data.Count(ctx, tickets, query.Where(query.ID.Ne("1")))
		require.NoError(p, err)
		require.Equal(p, 1, n)
		return reprice(ctx, tickets, "3", 30)
	}))
	requirePrices(p.harness, tickets, map[string]int64{"3": 30})
}

func handJoins(p paper) {
	tickets := p.tickets()
	require.NoError(p, uow.Do(p.Context(), func(ctx context.Context) error {
		require.NoError(p, p.exec(ctx, insertStock))
		return uow.Do(ctx, func(ctx context.Context) error {
			n, err := p.sql.Int(ctx, p.Store, "SELECT count(*) FROM stock")
			require.Equal(p, 1, n)
			return errors.Join(err, p.exec(ctx, insertStock), tickets.Add(ctx, book("1", 1)))
		})
	}))
	p.requireStock(2)
	requirePrices(p.harness, tickets, map[string]int64{"1": 1})
}

func handOutside(p paper) {
	require.ErrorContains(p, p.exec(p.Context(), insertStock), "call it in uow.Do")
	p.requireStock(0)
}

func handOutlives(p paper) {
	var leaked context.Context
	require.NoError(p, uow.Do(p.Context(), func(ctx context.Context) error {
		leaked = ctx
		return p.exec(ctx, insertStock)
	}))
	require.ErrorIs(p, p.exec(leaked, insertStock), uow.ErrEnded)
	p.requireStock(1)
}

func handLevels(p paper) {
	tickets := p.tickets()
	for i, level := range []uow.Level{uow.ReadCommitted, uow.RepeatableRead, uow.Serializable} {
		require.NoError(p, uow.Do(p.Context(), func(ctx context.Context) error {
			return errors.Join(p.exec(ctx, insertStock), tickets.Add(ctx, book(string(rune('a'+i)), 1)))
		}, uow.Isolation(level)), level.String())
	}
	p.requireStock(3)
	requirePrices(p.harness, tickets, map[string]int64{"a": 1, "b": 1, "c": 1})
}

func handFailed(p paper) {
	tickets := p.tickets()
	err := uow.Do(p.Context(), func(ctx context.Context) error {
		require.NoError(p, p.exec(ctx, insertStock))
		require.Error(p, p.exec(ctx, "ROLLBACK; nonsense"))
		return tickets.Add(ctx, book("1", 1))
	})
	require.Error(p, err)
	require.Equal(p, uow.RolledBack, uow.OutcomeOf(err))
	p.requireStock(0)
	requirePrices(p.harness, tickets, map[string]int64{})
	require.NoError(p, tickets.Add(p.Context(), book("1", 1)), "the store is of use")
}
