package behavior_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// addFill registers the command that fills a till, and then does what more says.
func addFill(s *di.Services, repository tills, more func(ctx context.Context, m *mediator.Mediator) error) {
	mediator.AddHandler[mediator.HandlerFunc[fill, int]](s, func(m *mediator.Mediator) mediator.HandlerFunc[fill, int] {
		return func(ctx context.Context, cmd fill) (int, error) {
			till := new(Till)
			till.Fill(cmd.ID, cmd.Cents)
			if err := repository.Add(ctx, till); err != nil {
				return 0, err
			}
			return till.State().Cents, more(ctx, m)
		}
	})
}

func nothingMore(context.Context, *mediator.Mediator) error { return nil }

func stored(t *testing.T, repository tills, id string) bool {
	t.Helper()
	_, err := repository.Get(context.Background(), id)
	return err == nil
}

func TestUnitOfWorkStoresAllOrNothing(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	for _, test := range []struct {
		name    string
		handler func(context.Context, *mediator.Mediator) error
		event   func(context.Context, TillFilled) error
		stored  bool
		want    error
	}{
		{"success", nothingMore, nil, true, nil},
		{"the handler fails", func(context.Context, *mediator.Mediator) error { return failed }, nil, false, failed},
		{"an event handler fails", nothingMore, func(context.Context, TillFilled) error { return failed }, false, failed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			repository, heard := newTills(t), 0
			m := build(t, func(s *di.Services) {
				mediator.AddBehavior(s, behavior.NewUnitOfWork)
				addFill(s, repository, test.handler)
				mediator.AddEventHandler[mediator.EventHandlerFunc[TillFilled]](s, func() mediator.EventHandlerFunc[TillFilled] {
					return func(ctx context.Context, e TillFilled) error {
						heard++
						_, open := uow.From(ctx)
						require.True(t, open, "events are handled within the unit")
						if test.event != nil {
							return test.event(ctx, e)
						}
						return nil
					}
				})
			})
			_, err := mediator.Send(t.Context(), m, fill{ID: "1", Cents: 5})
			require.ErrorIs(t, err, test.want)
			require.Equal(t, test.stored, stored(t, repository, "1"))
			if test.stored {
				require.Equal(t, 1, heard)
			}
		})
	}
}

func TestANestedCommandJoinsTheUnit(t *testing.T) {
	t.Parallel()
	repository, failed := newTills(t), errors.New("failed")
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, behavior.NewUnitOfWork)
		addFill(s, repository, nothingMore)
		mediator.AddHandler[mediator.HandlerFunc[slow, mediator.None]](s, func(m *mediator.Mediator) mediator.HandlerFunc[slow, mediator.None] {
			return func(ctx context.Context, _ slow) (mediator.None, error) {
				_, err := mediator.Send(ctx, m, fill{ID: "inner", Cents: 1})
				return mediator.None{}, errors.Join(err, failed)
			}
		})
	})
	_, err := mediator.Send(t.Context(), m, slow{})
	require.ErrorIs(t, err, failed)
	require.False(t, stored(t, repository, "inner"), "the inner command was stored although the outer one failed")
}

func TestQueriesAreNoUnits(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, behavior.NewUnitOfWork)
		on(s, func(ctx context.Context, _ ask) (int, error) {
			_, open := uow.From(ctx)
			require.False(t, open)
			return 0, nil
		})
	})
	_, err := mediator.Send(t.Context(), m, ask{})
	require.NoError(t, err)
}

// Whoever is second to write a till gets a stale version, and by Retry another
// go with a till that is loaded anew.
func TestRetryGivesEachTryAUnitOfItsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		repository := newTills(t)
		tries := 0
		m := build(t, func(s *di.Services) {
			mediator.AddBehavior(s, behavior.NewRetry)
			mediator.AddBehavior(s, behavior.NewUnitOfWork)
			addFill(s, repository, nothingMore)
			on(s, func(ctx context.Context, _ stubborn) (int, error) {
				till, err := repository.Get(ctx, "1")
				if err != nil {
					return 0, err
				}
				if tries++; tries == 1 { // somebody else is faster
					require.NoError(t, fillOutside(repository))
				}
				till.Fill("1", 5)
				return till.State().Cents, repository.Update(ctx, till)
			})
		})
		_, err := mediator.Send(t.Context(), m, fill{ID: "1", Cents: 10})
		require.NoError(t, err)

		cents, err := mediator.Send(t.Context(), m, stubborn{})

		require.NoError(t, err)
		require.Equal(t, 2, tries)
		require.Equal(t, 10+100+5, cents)
	})
}

func fillOutside(repository tills) error {
	return uow.Do(context.Background(), func(ctx context.Context) error {
		till, err := repository.Get(ctx, "1")
		if err != nil {
			return err
		}
		till.Fill("1", 100)
		return repository.Update(ctx, till)
	})
}

// Within a unit that failed nothing can be saved by trying again.
func TestRetryDoesNothingWithinAUnit(t *testing.T) {
	t.Parallel()
	tries := 0
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, behavior.NewRetry)
		on(s, func(context.Context, stubborn) (int, error) { tries++; return 0, stale })
	})
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := mediator.Send(ctx, m, stubborn{})
		return err
	})
	require.ErrorIs(t, err, stale)
	require.Equal(t, 1, tries)
}
