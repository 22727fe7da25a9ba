package behavior_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

var (
	stale = errs.Conflict("stale_version", "somebody was faster")
	down  = errs.Unavailable("store_down", "the store does not answer")
)

func TestRetryTriesAgainWhatMayPass(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		failures []error
		tries    int
		fails    bool
	}{
		{"success", nil, 1, false},
		{"a stale version", []error{stale}, 2, false},
		{"wrapped", []error{fmt.Errorf("commit: %w", stale)}, 2, false},
		{"unavailable, then stale", []error{down, stale}, 3, false},
		{"until the attempts are used up", []error{stale, stale, stale, stale, stale}, 4, true},
		{"another conflict", []error{errs.Conflict("kitchen_full", "full")}, 1, true},
		{"invalid", []error{errs.Invalid("bad", "bad")}, 1, true},
		{"unclassified", []error{errors.New("broken")}, 1, true},
		{"a cancelled context", []error{context.Canceled}, 1, true},
		{"a commit that may have happened", []error{uow.UnknownOutcome(down)}, 1, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				m := build(t, func(s *di.Services) {
					mediator.AddBehavior(s, behavior.NewRetry)
					on(s, func(context.Context, stubborn) (int, error) {
						tries++
						if tries <= len(test.failures) {
							return 0, test.failures[tries-1]
						}
						return tries, nil
					})
				})
				start := time.Now()
				answer, err := mediator.Send(t.Context(), m, stubborn{})
				require.Equal(t, test.tries, tries)
				if test.fails {
					require.ErrorIs(t, err, test.failures[tries-1])
				} else {
					require.NoError(t, err)
					require.Equal(t, tries, answer)
				}
				require.LessOrEqual(t, time.Since(start), 70*time.Millisecond, "10 + 20 + 40 at most, on the test's clock")
			})
		})
	}
}

func TestRetryIsForThoseWhoOptIn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		opts  []mediator.HandlerOption
		tries int
	}{
		{"not at all", nil, 1},
		{"by the registration", []mediator.HandlerOption{behavior.WithRetry(behavior.RetryPolicy{Attempts: 7, Base: time.Second, Max: 2 * time.Second})}, 7},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				m := build(t, func(s *di.Services) {
					mediator.AddBehavior(s, behavior.NewRetry)
					on(s, func(context.Context, ask) (int, error) { tries++; return 0, down }, test.opts...)
				})
				start := time.Now()
				_, err := mediator.Send(t.Context(), m, ask{})
				require.Same(t, down, err)
				require.Equal(t, test.tries, tries)
				require.LessOrEqual(t, time.Since(start), 11*time.Second)
			})
		})
	}
}

func TestRetryRespectsTheContext(t *testing.T) {
	t.Parallel()
	policy := behavior.RetryPolicy{Attempts: 100, Base: time.Hour, Max: time.Hour}
	for _, test := range []struct {
		name string
		ctx  func(context.Context) (context.Context, context.CancelFunc)
		most time.Duration
	}{
		{"cancelled", func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(time.Minute, cancel)
			return ctx, cancel
		}, time.Minute},
		{"a deadline before the next try", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Nanosecond)
		}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := build(t, func(s *di.Services) {
					mediator.AddBehavior(s, behavior.NewRetry)
					on(s, func(context.Context, stubborn) (int, error) { return 0, stale })
				})
				ctx, cancel := test.ctx(t.Context())
				defer cancel()
				start := time.Now()
				_, err := mediator.Send(ctx, m, stubborn{policy: policy})
				require.Same(t, stale, err)
				require.LessOrEqual(t, time.Since(start), test.most)
			})
		})
	}
}

func TestStreamsAreNeverTriedAgain(t *testing.T) {
	t.Parallel()
	tries := 0
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, behavior.NewRetry)
		mediator.AddStreamHandler[mediator.StreamHandlerFunc[rows, int]](s, func() mediator.StreamHandlerFunc[rows, int] {
			return func(context.Context, rows) iter.Seq2[int, error] {
				return func(yield func(int, error) bool) { tries++; yield(0, stale) }
			}
		})
	})
	for _, err := range mediator.Stream(t.Context(), m, rows{}) {
		require.Same(t, stale, err)
	}
	require.Equal(t, 1, tries)
}
