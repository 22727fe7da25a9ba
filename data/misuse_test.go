package data_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestMisuseInAUnit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		fn   func(ctx context.Context, all orders, one *Order) error
		want string
	}{
		{"a second object under an id", func(ctx context.Context, all orders, _ *Order) error {
			twin := new(Order)
			_ = aggregate.Restore(twin, 1, func(state any) error { state.(*OrderState).ID = "1"; return nil })
			return all.Update(ctx, twin)
		}, `write order "1": the unit of work has another object under this id; change the one that Get or Find returned in the unit`},
		{"adding what was removed", func(ctx context.Context, all orders, one *Order) error {
			return errors.Join(all.Remove(ctx, one), all.Add(ctx, PlaceOrder("1", "N9")))
		}, `add order "1": it was removed in this unit of work; update an object instead of removing it and adding it again`},
		{"updating what was removed", func(ctx context.Context, all orders, one *Order) error {
			return errors.Join(all.Remove(ctx, one), all.Update(ctx, one))
		}, `order "1" does not exist`},
		{"adding what is there", func(ctx context.Context, all orders, _ *Order) error {
			return all.Add(ctx, PlaceOrder("1", "N9"))
		}, `orders "1" breaks the unique index "id"`},
		{"adding what has no id", func(ctx context.Context, all orders, _ *Order) error {
			return all.Add(ctx, new(Order))
		}, `add order: it has no id`},
		{"adding what has recorded nothing", func(ctx context.Context, all orders, _ *Order) error {
			silent := new(Order)
			_ = aggregate.Restore(silent, 0, func(state any) error { state.(*OrderState).ID = "2"; return nil })
			return all.Add(ctx, silent)
		}, `add order "2": it has recorded no event, so there is nothing to store; an aggregate begins with an event`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			all, store := seeded(t, "1")
			err := unit(t, func(ctx context.Context) error {
				one, err := all.Get(ctx, "1")
				require.NoError(t, err)
				return test.fn(ctx, all, one)
			})
			require.EqualError(t, err, test.want)
			require.Zero(t, store.commits)
		})
	}
}

func TestAnIDStaysForLife(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1")
	err := unit(t, func(ctx context.Context) error {
		one, err := all.Get(ctx, "1")
		require.NoError(t, err)
		require.NoError(t, all.Update(ctx, one))
		one.Record(OrderRenamed{"7"})
		return nil
	})
	require.ErrorContains(t, err, `store order "1": its id was changed to "7"; an id stays for life`)
	require.Zero(t, store.commits)
}

func TestTwoTypesCannotBeOneObject(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1")
	rows, err := data.NewDocuments(store, orderConfig, func(s *OrderState) string { return s.ID })
	require.NoError(t, err)
	err = unit(t, func(ctx context.Context) error {
		_, err := all.Get(ctx, "1")
		require.NoError(t, err)
		_, err = rows.Get(ctx, "1")
		return err
	})
	require.EqualError(t, err, `order "1" is in the unit of work as a *data_test.Order already and cannot be a *data.Document`+
		`[github.com/neuroglia-go/neuroglia/data_test.OrderState] as well`)
}

func TestTwoStoresAreRefused(t *testing.T) {
	t.Parallel()
	here, _ := seeded(t, "1")
	there, _ := seeded(t, "1")
	err := unit(t, func(ctx context.Context) error {
		_, err := here.Get(ctx, "1")
		require.NoError(t, err)
		_, err = there.Get(ctx, "1")
		return err
	})
	require.ErrorIs(t, err, uow.ErrSecondStore)
}

func TestAContextThatOutlivesItsUnitIsRefused(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "1")
	var leaked context.Context
	require.NoError(t, unit(t, func(ctx context.Context) error {
		leaked = ctx
		return nil
	}))
	_, err := all.Get(leaked, "1")
	require.ErrorIs(t, err, uow.ErrEnded)
}

func TestAUniqueIndexMayNameItsConflict(t *testing.T) {
	t.Parallel()
	all, err := data.NewRepository[*Order, string](memory.New(), data.Config{
		Collection: "orders",
		Unique:     []data.Index{{Fields: []string{"number"}, Code: "number_taken"}, {Fields: []string{"status", "number"}}},
	})
	require.NoError(t, err)
	require.NoError(t, all.Add(t.Context(), PlaceOrder("1", "N1")))
	require.ErrorIs(t, all.Add(t.Context(), PlaceOrder("2", "N1")), errs.Conflict("number_taken", ""))
	require.ErrorIs(t, unit(t, func(ctx context.Context) error {
		return all.Add(ctx, PlaceOrder("2", "N1"))
	}), errs.Conflict("number_taken", ""))
	require.ErrorIs(t, all.Add(t.Context(), PlaceOrder("1", "N2")), errs.Conflict("duplicate", ""), "an id has no code")
}
