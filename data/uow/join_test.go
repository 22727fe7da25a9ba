package uow_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

func TestJoining(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fn    func(ctx context.Context, n *notebook) error
		lines []string
		err   error
	}{
		{
			name: "the outermost commits",
			fn: func(ctx context.Context, n *notebook) error {
				return errors.Join(
					n.write(ctx, "a"),
					uow.Do(ctx, func(ctx context.Context) error { return n.write(ctx, "b") }),
					n.write(ctx, "c"))
			},
			lines: []string{"a", "b", "c"},
		},
		{
			name: "an inner failure that is passed on",
			fn: func(ctx context.Context, _ *notebook) error {
				return uow.Do(ctx, func(context.Context) error { return errOnPurpose })
			},
			err: errOnPurpose,
		},
		{
			name: "an inner failure that is swallowed",
			fn: func(ctx context.Context, n *notebook) error {
				_ = uow.Do(ctx, func(context.Context) error { return errOnPurpose })
				return n.write(ctx, "a")
			},
			err: errOnPurpose,
		},
		{
			name: "of two inner failures the first is told",
			fn: func(ctx context.Context, _ *notebook) error {
				_ = uow.Do(ctx, func(context.Context) error { return errOnPurpose })
				_ = uow.Do(ctx, func(context.Context) error { return io.EOF })
				return nil
			},
			err: errOnPurpose,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := new(notebook)
			err := uow.Do(t.Context(), func(ctx context.Context) error { return test.fn(ctx, n) })
			require.ErrorIs(t, err, test.err)
			require.NotErrorIs(t, err, io.EOF)
			require.Equal(t, test.lines, n.lines)
		})
	}
}

func TestAPanicOfAnInnerUnitFailsTheOuter(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		require.Panics(t, func() {
			_ = uow.Do(ctx, func(context.Context) error { panic("on purpose") })
		})
		return n.write(ctx, "a")
	})
	require.EqualError(t, err, "the unit of work was not committed: a unit of work that had joined it panicked")
	require.Empty(t, n.lines)
}
