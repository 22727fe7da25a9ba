package redisthrottle_test

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/redisthrottle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/throttletest"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func open(t *testing.T) (*redisthrottle.Store, *redis.Client, string) {
	t.Helper()
	url, prefix := testenv.Redis(t)
	store, err := redisthrottle.Open(t.Context(), url, redisthrottle.Config{Prefix: prefix})
	require.NoError(t, err)
	options, err := redis.ParseURL(url)
	require.NoError(t, err)
	client := redis.NewClient(options)
	t.Cleanup(func() {
		require.NoError(t, store.Close())
		require.NoError(t, client.Close())
	})
	return store, client, prefix
}

func TestContract(t *testing.T) {
	t.Parallel()
	throttletest.TestStore(t, func(t *testing.T) throttle.Store {
		store, _, _ := open(t)
		return store
	})
}

func TestRedisForgetsARecordWhenItSaysSo(t *testing.T) {
	t.Parallel()
	store, client, prefix := open(t)
	ends := time.Now().UTC().Add(time.Hour).Truncate(time.Second)
	swap := func(old, next throttle.Record) {
		swapped, err := store.Swap(t.Context(), "a", old, next)
		require.NoError(t, err)
		require.True(t, swapped)
	}
	left := func() time.Duration {
		at, err := client.PExpireTime(t.Context(), prefix+"throttle:a").Result()
		require.NoError(t, err)
		return at
	}
	first := throttle.Record{Attempts: 1, Forget: ends}
	swap(throttle.Record{}, first)
	require.Equal(t, ends, time.UnixMilli(left().Milliseconds()).UTC())

	later := throttle.Record{Attempts: 2, Until: ends, Forget: ends.Add(time.Microsecond)}
	swap(first, later)
	require.Equal(t, ends.Add(time.Millisecond), time.UnixMilli(left().Milliseconds()).UTC(), "not before")

	never := throttle.Record{Attempts: 3}
	swap(later, never)
	require.Equal(t, time.Duration(-1), left(), "it stays")

	swap(never, throttle.Record{Attempts: 4, Forget: ends.Add(-2 * time.Hour)})
	require.Empty(t, client.Keys(t.Context(), prefix+"*").Val(), "it is forgotten already")
}

func TestWhatIsNoRecordIsAnError(t *testing.T) {
	t.Parallel()
	store, client, prefix := open(t)
	for _, text := range []string{"x", "1", "1 2", "1 2 x"} {
		require.NoError(t, client.Set(t.Context(), prefix+"throttle:a", text, time.Minute).Err())
		_, err := store.Get(t.Context(), "a")
		require.ErrorContains(t, err, "is no record", text)
	}
}

func TestWhileRedisIsDownNobodyGetsIn(t *testing.T) {
	t.Parallel()
	server := testenv.RedisServer(t)
	store, err := redisthrottle.Open(t.Context(), server.URL, redisthrottle.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	limits, err := throttle.New(throttle.Config{Store: store})
	require.NoError(t, err)
	ada := throttle.Attempt{Account: "ada"}
	require.NoError(t, limits.Allow(t.Context(), ada))

	server.Kill(t)
	err = limits.Allow(t.Context(), ada)
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.Equal(t, throttle.CodeUnavailable, errs.CodeOf(err))
	require.Error(t, store.Ping(t.Context()))

	server.Start(t)
	require.NoError(t, limits.Allow(t.Context(), ada))
}

func TestOpenRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	_, err := redisthrottle.Open(t.Context(), "redis://ann:s3cret@host:port", redisthrottle.Config{})
	require.ErrorContains(t, err, "redis://user:password@host:6379/0")
	require.NotContains(t, err.Error(), "s3cret")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err = redisthrottle.Open(ctx, "redis://127.0.0.1:1/0?max_retries=-1", redisthrottle.Config{})
	require.ErrorContains(t, err, "reach Redis")
}
