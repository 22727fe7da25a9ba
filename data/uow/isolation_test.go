package uow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// vault is a participant that holds something open.
type vault struct {
	page
	aborts []error
}

func (v *vault) Abort(reason error) error {
	v.aborts = append(v.aborts, reason)
	if errors.Is(reason, errOnPurpose) {
		return uow.SerializationFailure(reason)
	}
	return reason
}

func (v *vault) enlist(ctx context.Context) {
	u, _ := uow.From(ctx)
	_, err := u.Enlist(v, func() uow.Participant { return v })
	if err != nil {
		panic(err)
	}
}

func TestWhoHoldsSomethingLetsGoOfIt(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancel(t.Context())
	tests := []struct {
		name   string
		ctx    context.Context
		fail   error // of the commit
		fn     func(ctx context.Context) error
		aborts []error
		err    error
	}{
		{"not after a commit", t.Context(), nil, func(context.Context) error { return nil }, nil, nil},
		{"after an error, which it may name", t.Context(), nil, func(context.Context) error { return errOnPurpose }, []error{errOnPurpose}, uow.SerializationFailure(errOnPurpose)},
		{"after a commit that failed", t.Context(), stale, func(context.Context) error { return nil }, []error{&uow.OutcomeError{Outcome: uow.RolledBack, Err: stale}}, stale},
		{"after its context", over, nil, func(context.Context) error { cancel(); return nil }, []error{&uow.OutcomeError{Outcome: uow.RolledBack, Err: context.Canceled}}, context.Canceled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := &vault{page: page{notebook: &notebook{fail: test.fail}}}
			err := uow.Do(test.ctx, func(ctx context.Context) error {
				v.enlist(ctx)
				return test.fn(ctx)
			})
			require.Equal(t, test.aborts, v.aborts)
			require.ErrorIs(t, err, test.err)
		})
	}
	t.Run("after a panic", func(t *testing.T) {
		v := &vault{page: page{notebook: new(notebook)}}
		require.PanicsWithValue(t, "on purpose", func() {
			_ = uow.Do(t.Context(), func(ctx context.Context) error { v.enlist(ctx); panic("on purpose") })
		})
		require.Equal(t, []error{nil}, v.aborts)
	})
}

func TestTheParticipantIsKnownWhileTheUnitLasts(t *testing.T) {
	t.Parallel()
	v := &vault{page: page{notebook: new(notebook)}}
	var u *uow.Unit
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		u, _ = uow.From(ctx)
		require.Nil(t, u.Participant())
		v.enlist(ctx)
		require.Same(t, v, u.Participant())
		require.Equal(t, uow.RepeatableRead, u.Level())
		return nil
	}, uow.Isolation(uow.RepeatableRead)))
	require.Nil(t, u.Participant())
}

func TestIsolationCannotComeLate(t *testing.T) {
	t.Parallel()
	join := func(outer, inner uow.Level) error {
		return uow.Do(t.Context(), func(ctx context.Context) error {
			_ = uow.Do(ctx, func(context.Context) error { return nil }, uow.Isolation(inner))
			return nil
		}, uow.Isolation(outer))
	}
	require.NoError(t, join(uow.Serializable, uow.Serializable))
	require.NoError(t, join(uow.Serializable, uow.ReadCommitted))
	require.ErrorIs(t, join(0, uow.ReadCommitted), uow.ErrNotIsolated)
	require.ErrorContains(t, join(uow.RepeatableRead, uow.Serializable), "it has repeatable read and is asked for serializable")
	require.Equal(t, "isolation read committed", uow.Isolation(uow.ReadCommitted).String())
	require.Equal(t, "isolation serializable", uow.Isolation(9).String())
	failure := uow.SerializationFailure(errOnPurpose)
	require.ErrorIs(t, failure, errOnPurpose)
	require.ErrorIs(t, failure, errs.KindConflict)
	require.Equal(t, uow.CodeSerialization, errs.CodeOf(failure))
}
