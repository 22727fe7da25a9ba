package uow_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// notebook is a store of lines; page is its participant.
type notebook struct {
	lines []string
	fail  error
}

type page struct {
	notebook *notebook
	lines    []string
	told     int
}

func (p *page) Events() []any {
	var events []any
	for _, line := range p.lines[p.told:] {
		events = append(events, line)
	}
	p.told = len(p.lines)
	return events
}

func (p *page) Commit(ctx context.Context) error {
	if p.notebook.fail != nil {
		return p.notebook.fail
	}
	if _, ok := uow.From(ctx); ok {
		return errors.New("the commit is in a unit")
	}
	p.notebook.lines = append(p.notebook.lines, p.lines...)
	return nil
}

// write takes part in the unit in ctx, as a repository does.
func (n *notebook) write(ctx context.Context, line string) error {
	u, ok := uow.From(ctx)
	if !ok {
		return errors.New("there is no unit")
	}
	if err := u.Enter(); err != nil {
		return err
	}
	defer u.Leave()
	participant, err := u.Enlist(n, func() uow.Participant { return &page{notebook: n} })
	if err != nil {
		return err
	}
	p := participant.(*page)
	p.lines = append(p.lines, line)
	return nil
}

var errOnPurpose = errors.New("on purpose")

func TestAUnitCommitsOnceAtItsEnd(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		require.NoError(t, n.write(ctx, "a"))
		require.NoError(t, n.write(ctx, "b"))
		require.Empty(t, n.lines)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, uow.Committed, uow.OutcomeOf(err))
	require.Equal(t, []string{"a", "b"}, n.lines)
}

func TestAUnitWithoutStoreCommitsNothing(t *testing.T) {
	t.Parallel()
	require.NoError(t, uow.Do(t.Context(), func(context.Context) error { return nil }))
}

func TestAnErrorIsReturnedAsItIs(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		require.NoError(t, n.write(ctx, "a"))
		return errOnPurpose
	})
	require.Equal(t, errOnPurpose, err)
	require.Equal(t, uow.RolledBack, uow.OutcomeOf(err))
	require.Empty(t, n.lines)
}

func TestAPanicGoesOnAndLeavesNothing(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	var leaked context.Context
	require.PanicsWithValue(t, "on purpose", func() {
		_ = uow.Do(t.Context(), func(ctx context.Context) error {
			leaked = ctx
			require.NoError(t, n.write(ctx, "a"))
			panic("on purpose")
		})
	})
	require.Empty(t, n.lines)
	require.ErrorIs(t, n.write(leaked, "b"), uow.ErrEnded)
}

func TestAContextThatIsOverCommitsNothing(t *testing.T) {
	t.Parallel()
	why := errors.New("the client went away")
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(why)
		err := uow.Do(ctx, func(context.Context) error { panic("not reached") })
		require.ErrorIs(t, err, why)
	})
	t.Run("while it runs", func(t *testing.T) {
		t.Parallel()
		n := new(notebook)
		ctx, cancel := context.WithCancelCause(t.Context())
		err := uow.Do(ctx, func(ctx context.Context) error {
			cancel(why)
			return n.write(ctx, "a")
		})
		require.ErrorIs(t, err, why)
		require.Equal(t, uow.RolledBack, uow.OutcomeOf(err))
		require.Empty(t, n.lines)
	})
}

func TestASecondStoreIsRefused(t *testing.T) {
	t.Parallel()
	first, second := new(notebook), new(notebook)
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		return errors.Join(first.write(ctx, "a"), second.write(ctx, "b"))
	})
	require.ErrorIs(t, err, uow.ErrSecondStore)
	require.ErrorContains(t, err, "began with a *uow_test.notebook")
	require.Empty(t, slices.Concat(first.lines, second.lines))
}

func TestAUnitThatIsOverRefusesEveryone(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	var leaked context.Context
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		leaked = ctx
		return nil
	}))
	require.ErrorIs(t, n.write(leaked, "a"), uow.ErrEnded)
	require.ErrorIs(t, uow.Do(leaked, func(context.Context) error { panic("not reached") }), uow.ErrEnded)
}

func TestUseByTwoGoroutinesAtATimeIsSeen(t *testing.T) {
	t.Parallel()
	n := new(notebook)
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		u, _ := uow.From(ctx)
		require.NoError(t, u.Enter())
		require.ErrorIs(t, n.write(ctx, "a"), uow.ErrConcurrent)
		u.Leave()
		require.NoError(t, n.write(ctx, "b"))
		return u.Enter()
	})
	require.ErrorIs(t, err, uow.ErrConcurrent, "somebody is still at work")
	require.Empty(t, n.lines)

	err = uow.Do(t.Context(), func(ctx context.Context) error {
		u, _ := uow.From(ctx)
		return u.Enter()
	}, uow.Dispatch(func(context.Context, any) error { return nil }))
	require.ErrorIs(t, err, uow.ErrConcurrent)
}

func TestLeavingTooLateDoesNotOpenTheUnitAgain(t *testing.T) {
	t.Parallel()
	var u *uow.Unit
	require.Error(t, uow.Do(t.Context(), func(ctx context.Context) error {
		u, _ = uow.From(ctx)
		return u.Enter()
	}))
	u.Leave()
	require.ErrorIs(t, u.Enter(), uow.ErrEnded)
}

func TestTheCallerIsToldTheOutcome(t *testing.T) {
	t.Parallel()
	stale := errs.Conflict("stale_version", "too late")
	lost := errs.Unavailable("connection_lost", "the connection was lost")
	tests := []struct {
		name    string
		fail    error
		outcome uow.Outcome
		kind    errs.Kind
		code    string
		message string
	}{
		{"refused", stale, uow.RolledBack, errs.KindConflict, "stale_version", "the unit of work was not committed: too late"},
		{
			"unknown", uow.UnknownOutcome(lost), uow.Unknown, errs.KindInternal, "outcome_unknown",
			"it is unknown whether the unit of work was committed: the connection was lost",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := &notebook{fail: test.fail}
			hooked := false
			err := uow.Do(t.Context(), func(ctx context.Context) error {
				uow.AfterCommit(ctx, func(context.Context) { hooked = true })
				return n.write(ctx, "a")
			})
			require.Equal(t, test.outcome, uow.OutcomeOf(err))
			require.Equal(t, test.kind, errs.KindOf(err))
			require.Equal(t, test.code, errs.CodeOf(err))
			require.EqualError(t, err, test.message)
			require.ErrorIs(t, err, test.fail, "the cause is found")
			require.False(t, hooked)
		})
	}
	require.Equal(t, []string{"committed", "rolled back", "unknown", "unknown"},
		[]string{uow.Committed.String(), uow.RolledBack.String(), uow.Unknown.String(), uow.Outcome(9).String()})
}
