package transport_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

func TestGroupComplete(t *testing.T) {
	t.Parallel()
	group, err := transport.Group{Name: "kitchen"}.Complete()
	require.NoError(t, err)
	require.NotNil(t, group.Log)
	group.Log = nil
	require.Equal(t, transport.Group{
		Name: "kitchen", Attempts: 10, Concurrency: 16, InFlight: 1024, Grace: 20 * time.Second,
		Backoff: transport.Backoff{First: 100 * time.Millisecond, Limit: 30 * time.Second},
	}, group)
	for _, test := range []struct {
		name  string
		group transport.Group
		says  string
	}{
		{"no name", transport.Group{}, `the group name "" is not one of`},
		{"a name with a dot", transport.Group{Name: "a.b"}, `the group name "a.b" is not one of`},
		{"an empty type", transport.Group{Name: "a", Types: []string{""}}, `the type "" of group "a" is neither`},
		{"a star in the middle", transport.Group{Name: "a", Types: []string{"a.*.b"}}, `the type "a.*.b" of group`},
		{"a negative number", transport.Group{Name: "a", Attempts: -1}, "below zero"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := test.group.Complete()
			require.ErrorIs(t, err, errs.KindInvalid)
			require.ErrorContains(t, err, test.says)
		})
	}
}

func TestGroupReceives(t *testing.T) {
	t.Parallel()
	require.True(t, transport.Group{}.Receives("anything"))
	group := transport.Group{Types: []string{"com.example.*", "order.placed"}}
	for name, receives := range map[string]bool{
		"com.example.a": true, "com.example.a.b": true, "order.placed": true,
		"com.example": false, "com.examples.a": false, "order.placed.v2": false, "": false,
	} {
		require.Equal(t, receives, group.Receives(name), name)
	}
}

func TestBackoffDoublesUpToItsLimit(t *testing.T) {
	t.Parallel()
	b := transport.Backoff{First: 10 * time.Millisecond, Limit: 35 * time.Millisecond}
	for try, longest := range map[int]time.Duration{1: 10, 2: 20, 3: 35, 4: 35, 1000: 35} {
		longest *= time.Millisecond
		for range 50 {
			delay := b.Delay(try)
			require.GreaterOrEqual(t, delay, longest/2)
			require.LessOrEqual(t, delay, longest)
		}
	}
	require.GreaterOrEqual(t, transport.Backoff{}.Delay(1), 50*time.Millisecond)
}

func TestBackoffWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		b := transport.Backoff{First: 40 * time.Second, Limit: 40 * time.Second}
		require.True(t, b.Wait(ctx, 1))
		first := b.Wait(ctx, 1)
		require.False(t, first && b.Wait(ctx, 1), "the minute is over")
	})
}

func TestReject(t *testing.T) {
	t.Parallel()
	require.NoError(t, transport.Reject(nil))
	cause := errors.New("cause")
	err := transport.Reject(cause)
	require.ErrorIs(t, err, cause)
	require.True(t, transport.Rejected(err))
	require.False(t, transport.Rejected(cause))
}

func TestDriversOpenByScheme(t *testing.T) {
	t.Parallel()
	failure := errors.New("refused")
	drivers := transport.Drivers{
		"nats": func(_ context.Context, url string) (transport.Bus, error) {
			require.Equal(t, "nats://host", url)
			return nil, nil
		},
		"amqp": func(context.Context, string) (transport.Bus, error) { return nil, failure },
	}
	_, err := drivers.Open(t.Context(), "NATS://host")
	require.NoError(t, err)
	_, err = drivers.Open(t.Context(), "amqp://host")
	require.ErrorIs(t, err, failure)
	_, err = drivers.Open(t.Context(), "kafka://host")
	require.EqualError(t, err, `the transport URL has the unknown scheme "kafka"; use amqp: or nats:`)
	_, err = drivers.Open(t.Context(), "host")
	require.EqualError(t, err, `the transport URL has no scheme; begin it with amqp: or nats:`)
	_, err = transport.Drivers{"a": nil}.Open(t.Context(), "b:")
	require.EqualError(t, err, `the transport URL has the unknown scheme "b"; use a:`)
	_, err = transport.Drivers{}.Open(t.Context(), "b:")
	require.ErrorContains(t, err, "there is none")
}
