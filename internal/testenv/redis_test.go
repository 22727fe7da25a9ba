package testenv_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func TestKeysOfATestAreGoneAtItsEnd(t *testing.T) { //nolint:tparallel // the subtest ends before its keys are looked for
	t.Parallel()
	server, other := testenv.Redis(t)
	options, err := redis.ParseURL(server)
	require.NoError(t, err)
	client := redis.NewClient(options)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	var prefix string
	t.Run("test", func(t *testing.T) {
		_, prefix = testenv.Redis(t)
		require.NotEqual(t, other, prefix)
		require.NoError(t, client.Set(t.Context(), prefix+"mine", 1, time.Hour).Err())
		require.NoError(t, client.Set(t.Context(), other+"another", 1, time.Hour).Err())
	})
	require.Zero(t, client.Exists(t.Context(), prefix+"mine").Val())
	require.EqualValues(t, 1, client.Exists(t.Context(), other+"another").Val())
	require.True(t, strings.HasPrefix(prefix, "neuroglia_test_"))
}

func TestARedisServerOfATestKeepsNothing(t *testing.T) {
	t.Parallel()
	server := testenv.RedisServer(t)
	options, err := redis.ParseURL(server.URL)
	require.NoError(t, err)
	client := redis.NewClient(options)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	require.NoError(t, client.Set(t.Context(), "key", 1, 0).Err())
	server.Kill(t)
	require.Error(t, client.Get(t.Context(), "key").Err())
	server.Start(t)
	require.ErrorIs(t, client.Get(t.Context(), "key").Err(), redis.Nil)
}
