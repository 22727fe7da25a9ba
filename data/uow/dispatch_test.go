package uow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

func TestDispatch(t *testing.T) {
	t.Parallel()
	t.Run("hands over until nothing is new", func(t *testing.T) {
		t.Parallel()
		n := new(notebook)
		var seen []any
		err := uow.Do(t.Context(), func(ctx context.Context) error {
			return errors.Join(n.write(ctx, "a"), n.write(ctx, "b"))
		}, uow.Dispatch(func(ctx context.Context, event any) error {
			require.Empty(t, n.lines, "before the commit")
			seen = append(seen, event)
			if event == "a" {
				return uow.Do(ctx, func(ctx context.Context) error { return n.write(ctx, "c") })
			}
			return nil
		}))
		require.NoError(t, err)
		require.Equal(t, []any{"a", "b", "c"}, seen)
		require.Equal(t, []string{"a", "b", "c"}, n.lines)
	})
	t.Run("fails the unit with the error of the handler", func(t *testing.T) {
		t.Parallel()
		n := new(notebook)
		err := uow.Do(t.Context(), func(ctx context.Context) error { return n.write(ctx, "a") },
			uow.Dispatch(func(context.Context, any) error { return errOnPurpose }))
		require.Equal(t, errOnPurpose, err)
		require.Empty(t, n.lines)
	})
	t.Run("ends a chain without end", func(t *testing.T) {
		t.Parallel()
		n := new(notebook)
		err := uow.Do(t.Context(), func(ctx context.Context) error { return n.write(ctx, "a") },
			uow.Dispatch(func(ctx context.Context, _ any) error { return n.write(ctx, "again") }))
		require.ErrorIs(t, err, uow.ErrEndless)
		require.Empty(t, n.lines)
	})
	t.Run("belongs to the outermost", func(t *testing.T) {
		t.Parallel()
		n := new(notebook)
		inner := uow.Dispatch(func(context.Context, any) error { return errOnPurpose })
		require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
			return uow.Do(ctx, func(ctx context.Context) error { return n.write(ctx, "a") }, inner)
		}, uow.Dispatch(nil)))
		require.Equal(t, "dispatch events", inner.String())
	})
}
