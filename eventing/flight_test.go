package eventing_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// A batch is handled while the one before it is stored, and reads what that wrote.
func TestOverlap(t *testing.T) {
	t.Parallel()
	store := &wrapped{full: memory.New()}
	p := newProgram(t, store, eventing.Config{Batch: 2, Overlap: true})
	note(t, store, "a", count(7)...)
	third := make(chan struct{})
	var once sync.Once
	p.ledger.meets(func(_ context.Context, e Noted) error {
		if e.N == 3 {
			close(third)
		}
		return nil
	})
	store.onCommit(func(_ context.Context, batch data.Batch, commit func() error) error {
		if touches(batch, "accounts") {
			once.Do(func() { <-third })
		}
		return commit()
	})
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, count(7), p.numbers(t, "a"))
}

// When a batch is not stored, the one that was handled meanwhile is not either, whatever its
// consumer made of the reads that failed.
func TestOverlapAfterAFailure(t *testing.T) {
	t.Parallel()
	for name, cause := range map[string]error{
		"of the store":      errAway,
		"of somebody else":  &data.StaleError{Collection: "accounts"},
		"nobody knows why":  errs.Internal("odd", "odd"),
		"of the checkpoint": &data.StaleError{Collection: "checkpoints", ID: "subscription/ledger/0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &wrapped{full: memory.New()}
			p := newProgram(t, store, eventing.Config{Batch: 2, Overlap: true})
			note(t, store, "a", count(9)...)
			fifth := make(chan struct{})
			var met []int
			p.ledger.meets(func(_ context.Context, e Noted) error {
				if met = append(met, e.N); e.N == 5 && len(met) == 5 {
					close(fifth)
				}
				return nil
			})
			var commits int
			store.onCommit(func(_ context.Context, batch data.Batch, commit func() error) error {
				if touches(batch, "accounts") {
					if commits++; commits == 2 {
						<-fifth
						return cause
					}
				}
				return commit()
			})
			require.NoError(t, p.CatchUp(t.Context()))
			require.Equal(t, count(9), p.numbers(t, "a"))
			require.Equal(t, []int{1, 2, 3, 4, 5, 3}, met[:6], "they are met again in their order")
		})
	}
}

// An event that fails is found and set aside, in whatever batch it is, and its key waits.
func TestOverlapSetsAside(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{Batch: 2, Overlap: true, Retry: eventing.Retry{Attempts: 1}})
	note(t, store, "a", count(5)...)
	note(t, store, "b", count(5)...)
	note(t, store, "a", 6, 7)
	p.ledger.meets(func(_ context.Context, e Noted) error {
		if e.Key == "b" && e.N == 3 {
			return errBad
		}
		return nil
	})
	require.ErrorIs(t, p.CatchUp(t.Context()), errBad)
	require.Equal(t, count(7), p.numbers(t, "a"))
	require.Equal(t, count(2), p.numbers(t, "b"))
	p.ledger.meets(nil)
	_, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "ledger"})
	require.NoError(t, err)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, count(5), p.numbers(t, "b"))
}
