package eventing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

func TestForget(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			old := newProgram(t, store, eventing.Config{Shards: 2, Retry: eventing.Retry{Attempts: 1}})
			old.ledger.meets(failing("a", 1))
			note(t, store, "a", 1, 2)
			note(t, store, "b", 1)
			require.Error(t, old.CatchUp(t.Context()), "of the first event")
			require.Len(t, old.states(t, "a"), 2)
			require.Equal(t, "subscription_in_use", errs.CodeOf(old.Forget(t.Context(), "ledger")))

			other := newProgram(t, store, eventing.Config{Name: "other"})
			require.NoError(t, other.Forget(t.Context(), "ledger"))
			require.NoError(t, other.Forget(t.Context(), "ledger"), "there is nothing left to forget")
			require.Empty(t, old.states(t, "a"))
			found, err := store.Query(t.Context(), "checkpoints", query.All())
			require.NoError(t, err)
			require.Empty(t, found.Records)
			require.ErrorIs(t, old.Pause(t.Context(), "ledger"), errs.KindNotFound, "as if it had never been run")
		})
	}
}

func TestCatchUpToAPosition(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			p := newProgram(t, store, eventing.Config{})
			first := note(t, store, "a", 1)
			second := note(t, store, "a", 2, 3)
			note(t, store, "a", 4)
			require.NoError(t, p.CatchUpTo(t.Context(), "ledger", first.Position))
			require.Equal(t, []int{1}, p.numbers(t, "a"))
			require.NoError(t, p.Pause(t.Context(), "ledger"))
			require.NoError(t, p.CatchUpTo(t.Context(), "ledger", second.Position), "also while it is paused")
			require.Equal(t, []int{1, 2, 3}, p.numbers(t, "a"), "and not further")
			require.ErrorIs(t, p.CatchUpTo(t.Context(), "leger", 1), errs.KindNotFound)
		})
	}
}

// Those who hold the shards of a paused subscription let go of them.
func TestAPausedSubscriptionCanBeBroughtOn(t *testing.T) {
	t.Parallel()
	store := stores()["memory"](t)
	p := newProgram(t, store, eventing.Config{})
	p.start(t)
	note(t, store, "a", 1)
	p.settle(t)
	require.NoError(t, p.Pause(t.Context(), "ledger"))
	second := note(t, store, "a", 2)
	require.NoError(t, p.CatchUpTo(t.Context(), "ledger", second.Position))
	require.Equal(t, []int{1, 2}, p.numbers(t, "a"))
}
