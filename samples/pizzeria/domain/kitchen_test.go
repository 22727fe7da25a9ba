package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestTheOvenHoldsAsManyOrdersAsItsCapacity(t *testing.T) {
	t.Parallel()
	k := domain.OpenKitchen()
	require.NoError(t, k.Take("o1", 2))
	require.NoError(t, k.Take("o2", 2))
	err := k.Take("o3", 2)
	require.Equal(t, "kitchen_full", errs.CodeOf(err))
	require.ErrorIs(t, err, errs.KindConflict)

	k.Finish("o1")
	require.NoError(t, k.Take("o3", 2))
	require.Equal(t, domain.KitchenState{ID: domain.KitchenID, Cooking: []string{"o2", "o3"}, TotalProcessed: 1}, k.State())
}

func TestAnAbandonedOrderIsNotCounted(t *testing.T) {
	t.Parallel()
	k := domain.OpenKitchen()
	require.NoError(t, k.Take("o1", 3))
	k.Abandon("o1")
	before := k.Version()
	k.Abandon("o1")
	k.Finish("unknown")
	require.Equal(t, before, k.Version(), "an order without a place changes nothing")
	require.Empty(t, k.State().Cooking)
	require.Zero(t, k.State().TotalProcessed)
}
