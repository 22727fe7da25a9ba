package lease

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/data"
)

// Guard makes the unit of work in ctx one that is committed only under the lease: when
// somebody else has acquired it by then, nothing is written and the error is a
// [*LostError]. Outside of a unit it looks now.
func (s *Leases) Guard(ctx context.Context, l Lease) error {
	return data.Join(ctx, s.store, guardKey{s}, func(bool) *guard { return &guard{leases: s} }, func(g *guard) error {
		for _, held := range g.held {
			if held.Name == l.Name && held.Token == l.Token {
				return nil
			}
			if held.Name == l.Name {
				return &LostError{Name: l.Name, Token: min(l.Token, held.Token)}
			}
		}
		g.held = append(g.held, l)
		return nil
	})
}

type guardKey struct{ *Leases }

// guard is what a unit of work has to hold at its commit.
type guard struct {
	leases *Leases
	held   []Lease
}

var _ data.Part = (*guard)(nil)

// Events is the method of data.Part.
func (*guard) Events() []any { return nil }

// Writes is the method of data.Part.
func (g *guard) Writes() ([]data.Write, error) {
	writes := make([]data.Write, len(g.held))
	for i, l := range g.held {
		writes[i] = g.leases.check(l)
	}
	return writes, nil
}

// Explain is the method of data.Part.
func (g *guard) Explain(err error) error {
	stale, ok := errors.AsType[*data.StaleError](err)
	if !ok || stale.Collection != g.leases.collection {
		return err
	}
	for _, l := range g.held {
		if stale.ID == termID(l.Name) {
			return &LostError{Name: l.Name, Token: l.Token}
		}
	}
	return err
}

// Settle is the method of data.Part.
func (*guard) Settle(context.Context) {}
