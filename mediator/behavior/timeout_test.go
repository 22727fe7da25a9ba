package behavior_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// wait returns a handler that waits for its context and fails with what it says,
// or with the given error, or succeeds after a minute.
func wait[Q any](err error) func(context.Context, Q) (mediator.None, error) {
	return func(ctx context.Context, _ Q) (mediator.None, error) {
		select {
		case <-ctx.Done():
			return mediator.None{}, errors.Join(err, ctx.Err())
		case <-time.After(time.Minute):
			return mediator.None{}, nil
		}
	}
}

type slow struct {
	mediator.Command[mediator.None]
}

func TestTimeoutEndsTheContext(t *testing.T) {
	t.Parallel()
	notFound := errs.NotFound("till_not_found", "no till")
	for _, test := range []struct {
		name    string
		limit   time.Duration
		own     []mediator.HandlerOption
		request patient
		fails   error
		kind    errs.Kind
		took    time.Duration
	}{
		{name: "the limit of all", limit: time.Second, request: patient{limit: 2 * time.Second}, kind: errs.KindTimeout, took: 2 * time.Second},
		{name: "the limit of the registration", limit: time.Second, own: []mediator.HandlerOption{behavior.WithTimeout(3 * time.Second)}, request: patient{limit: 2 * time.Second}, kind: errs.KindTimeout, took: 3 * time.Second},
		{name: "no limit of its own", limit: time.Second, took: time.Minute},
		{name: "a failure that nobody classified", limit: time.Second, request: patient{limit: time.Second}, fails: errors.New("pool closed"), kind: errs.KindTimeout, took: time.Second},
		{name: "a failure with a meaning", limit: time.Second, request: patient{limit: time.Second}, fails: notFound, kind: errs.KindNotFound, took: time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := build(t, func(s *di.Services) {
					mediator.AddBehavior(s, behavior.NewTimeout(test.limit))
					on(s, wait[patient](test.fails), test.own...)
				})
				start := time.Now()
				_, err := mediator.Send(t.Context(), m, test.request)
				require.Equal(t, test.took, time.Since(start))
				if test.took == time.Minute {
					require.NoError(t, err)
					return
				}
				require.Equal(t, test.kind, errs.KindOf(err))
				require.ErrorIs(t, err, context.DeadlineExceeded)
			})
		})
	}
}

func TestTimeoutOfRequestsThatDoNotSay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := build(t, func(s *di.Services) {
			mediator.AddBehavior(s, behavior.NewTimeout(time.Second))
			on(s, wait[slow](nil))
		})
		_, err := mediator.Send(t.Context(), m, slow{})
		require.EqualError(t, err, "behavior_test.slow did not end within 1s: context deadline exceeded")

		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err = mediator.Send(ctx, m, slow{})
		require.NotContains(t, err.Error(), "within 1s", "the caller's own deadline came first")
	})
}
