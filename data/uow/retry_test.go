package uow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

var (
	stale = errs.Conflict("stale_version", "somebody was faster")
	down  = errs.Unavailable("store_down", "the store does not answer")
	taken = errs.Conflict("phone_taken", "the phone is taken")
)

// busy is who is overloaded.
type busy struct{}

func (busy) Error() string             { return "busy" }
func (busy) Unwrap() error             { return down }
func (busy) RetryAfter() time.Duration { return time.Second }

func TestRetryRunsAFreshUnitWhileItMayPass(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		failures []error
		tries    int
		fails    bool
	}{
		{"success", nil, 1, false},
		{"a stale version", []error{stale}, 2, false},
		{"wrapped, as a commit returns it", []error{&uow.OutcomeError{Outcome: uow.RolledBack, Err: fmt.Errorf("commit: %w", stale)}}, 2, false},
		{"units that do not go together", []error{uow.SerializationFailure(errors.New("40001"))}, 2, false},
		{"unavailable, then a race that was declared", []error{down, taken}, 3, false},
		{"until the attempts are used up", []error{stale, stale, stale, stale, stale}, 4, true},
		{"another conflict", []error{errs.Conflict("kitchen_full", "full")}, 1, true},
		{"unclassified", []error{errOnPurpose}, 1, true},
		{"a context that was cancelled", []error{context.Canceled}, 1, true},
		{"somebody who says when to come back", []error{busy{}}, 1, true},
		{"a commit that may have happened", []error{uow.UnknownOutcome(down)}, 1, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				n, tries := new(notebook), 0
				units := map[*uow.Unit]bool{}
				start := time.Now()
				err := uow.Retry(t.Context(), uow.RetryPolicy{Conflicts: []string{"phone_taken"}}, func(ctx context.Context) error {
					u, _ := uow.From(ctx)
					units[u] = true
					require.NoError(t, n.write(ctx, "a"))
					tries++
					if tries <= len(test.failures) {
						return test.failures[tries-1]
					}
					return nil
				})
				require.Equal(t, test.tries, tries)
				require.Len(t, units, tries, "each a unit of its own")
				require.LessOrEqual(t, time.Since(start), 70*time.Millisecond, "10 + 20 + 40 at most, on the test's clock")
				if test.fails {
					require.Equal(t, test.failures[tries-1], err)
					require.Empty(t, n.lines)
					return
				}
				require.NoError(t, err)
				require.Equal(t, []string{"a"}, n.lines, "once")
			})
		})
	}
}

func TestRetryWithinAUnitTriesOnce(t *testing.T) {
	t.Parallel()
	tries := 0
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		return uow.Retry(ctx, uow.RetryPolicy{}, func(context.Context) error { tries++; return stale })
	})
	require.ErrorIs(t, err, stale)
	require.Equal(t, 1, tries)
}

func TestRetryEndsWithItsContext(t *testing.T) {
	t.Parallel()
	policy := uow.RetryPolicy{Attempts: 100, Base: time.Hour, Max: time.Hour}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Nanosecond, cancel)
		start := time.Now()
		require.Equal(t, stale, uow.Retry(ctx, policy, func(context.Context) error { return stale }))
		require.Equal(t, time.Nanosecond, time.Since(start), "while it waits")
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		defer cancel()
		start := time.Now()
		require.Equal(t, stale, uow.Retry(ctx, policy, func(context.Context) error { return stale }))
		require.Zero(t, time.Since(start), "where the deadline is before the next try")
	})
}
