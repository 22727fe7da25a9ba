package uow_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

type traceKey struct{}

func TestHooksRunInOrderAfterTheCommit(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	var seen []string
	hook := func(name string) func(context.Context) {
		return func(context.Context) {
			require.Equal(t, []string{"a"}, n.lines)
			seen = append(seen, name)
		}
	}
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		uow.AfterCommit(ctx, hook("first"))
		require.NoError(t, uow.Do(ctx, func(ctx context.Context) error {
			uow.AfterCommit(ctx, hook("second"))
			return nil
		}))
		require.Empty(t, seen)
		return n.write(ctx, "a")
	}))
	require.Equal(t, []string{"first", "second"}, seen)
}

func TestHooksDoNotRunWithoutACommit(t *testing.T) {
	t.Parallel()
	var leaked context.Context
	hook := func(context.Context) { t.Error("the hook ran") }
	require.Error(t, uow.Do(t.Context(), func(ctx context.Context) error {
		leaked = ctx
		uow.AfterCommit(ctx, hook)
		return errOnPurpose
	}))
	require.Panics(t, func() {
		_ = uow.Do(t.Context(), func(ctx context.Context) error {
			uow.AfterCommit(ctx, hook)
			panic("on purpose")
		})
	})
	uow.AfterCommit(leaked, hook)
}

func TestAHookIsOutsideOfTheUnit(t *testing.T) {
	t.Parallel()
	traced := context.WithValue(t.Context(), traceKey{}, "trace")
	ran := 0
	check := func(ctx context.Context) {
		ran++
		_, ok := uow.From(ctx)
		require.False(t, ok, "it is in no unit")
		require.NoError(t, ctx.Err(), "it is not over")
		require.Equal(t, "trace", ctx.Value(traceKey{}), "it has the values")
		uow.AfterCommit(ctx, func(context.Context) { ran++ })
	}

	ctx, cancel := context.WithCancel(traced)
	var leaked context.Context
	require.NoError(t, uow.Do(ctx, func(ctx context.Context) error {
		leaked = ctx
		uow.AfterCommit(ctx, func(context.Context) { cancel() })
		uow.AfterCommit(ctx, check)
		return nil
	}))
	require.Equal(t, 2, ran, "and may begin anew")

	uow.AfterCommit(leaked, check)
	require.Equal(t, 4, ran, "once committed, there is nothing to wait for")
	uow.AfterCommit(ctx, check)
	require.Equal(t, 6, ran, "without a unit, neither")
}

func TestAHookThatPanicsDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	second := false
	require.PanicsWithValue(t, "on purpose", func() {
		_ = uow.Do(t.Context(), func(ctx context.Context) error {
			uow.AfterCommit(ctx, func(context.Context) { panic("on purpose") })
			uow.AfterCommit(ctx, func(context.Context) { second = true })
			return n.write(ctx, "a")
		})
	})
	require.True(t, second)
	require.Equal(t, []string{"a"}, n.lines)
}
