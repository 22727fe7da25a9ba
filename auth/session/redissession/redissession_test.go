package redissession_test

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/session/redissession"
	"github.com/neuroglia-go/neuroglia/auth/session/sessiontest"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func open(t *testing.T) (*redissession.Store, *redis.Client, string) {
	t.Helper()
	url, prefix := testenv.Redis(t)
	store, err := redissession.Open(t.Context(), url, redissession.Config{Prefix: prefix})
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
	sessiontest.TestStore(t, func(t *testing.T) session.Store {
		store, _, _ := open(t)
		return store
	}, sessiontest.Features{Vanishes: true})
}

func TestRedisForgetsWhatIsOver(t *testing.T) {
	t.Parallel()
	store, client, prefix := open(t)
	now := time.Now().UTC()
	ends := now.Add(time.Hour).Truncate(time.Second)
	for i, id := range []string{"a", "b"} {
		require.NoError(t, store.Add(t.Context(), session.Record{
			ID: id, Owner: "#ann", Created: now, Expires: ends.Add(time.Duration(i) * time.Minute), Data: []byte("{}"),
		}))
	}
	expires := func(key string) time.Time {
		at, err := client.PExpireTime(t.Context(), prefix+key).Result()
		require.NoError(t, err)
		return time.UnixMilli(at.Milliseconds()).UTC()
	}
	require.Equal(t, ends, expires("session:a"))
	require.Equal(t, ends.Add(time.Minute), expires("owner:#ann"), "the index lasts as long as the last session")

	extended, err := store.Extend(t.Context(), "a", ends, ends.Add(time.Hour))
	require.NoError(t, err)
	require.True(t, extended)
	require.Equal(t, ends.Add(time.Hour), expires("session:a"))
	require.Equal(t, ends.Add(time.Hour), expires("owner:#ann"))

	require.NoError(t, store.Add(t.Context(), session.Record{ID: "c", Owner: "#ann", Expires: now.Add(-time.Second), Data: []byte("{}")}))
	require.Zero(t, client.Exists(t.Context(), prefix+"session:c").Val(), "it is over already")
	require.ElementsMatch(t, []string{"a", "b"}, client.ZRange(t.Context(), prefix+"owner:#ann", 0, -1).Val())

	require.NoError(t, store.DeleteAll(t.Context(), "#ann"))
	require.Empty(t, client.Keys(t.Context(), prefix+"*").Val(), "nothing is left behind")
}

// What Redis holds lets nobody in.
func TestTheSecretIsNotStored(t *testing.T) {
	t.Parallel()
	store, client, prefix := open(t)
	sessions, err := session.New(session.Config{Store: store})
	require.NoError(t, err)
	opened, token, err := sessions.Issue(t.Context(), auth.Identity{Subject: "ann"})
	require.NoError(t, err)
	found := client.HGetAll(t.Context(), prefix+"session:"+opened.ID).Val()
	require.Len(t, found, 4)
	for _, value := range found {
		require.NotContains(t, value, token.Reveal())
	}
	require.NotContains(t, opened.ID, token.Reveal())
	identity, err := sessions.Identify(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, "ann", identity.Subject)
}

func TestAServerThatIsDownIsUnavailable(t *testing.T) {
	t.Parallel()
	server := testenv.RedisServer(t)
	store, err := redissession.Open(t.Context(), server.URL, redissession.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	sessions, err := session.New(session.Config{Store: store})
	require.NoError(t, err)
	_, token, err := sessions.Issue(t.Context(), auth.Identity{Subject: "ann"})
	require.NoError(t, err)

	server.Kill(t)
	_, err = sessions.Identify(t.Context(), token)
	require.ErrorIs(t, err, errs.KindUnavailable, "nobody is told to sign in again")
	require.Equal(t, "storage_unavailable", errs.CodeOf(err))

	server.Start(t)
	_, err = sessions.Identify(t.Context(), token)
	require.ErrorIs(t, err, errs.KindUnauthenticated, "it kept nothing on disk")
}

func TestOpenRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	_, err := redissession.Open(t.Context(), "redis://ann:s3cret@host:port", redissession.Config{})
	require.ErrorContains(t, err, "redis://user:password@host:6379/0")
	require.NotContains(t, err.Error(), "s3cret")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err = redissession.Open(ctx, "redis://127.0.0.1:1/0?max_retries=-1", redissession.Config{})
	require.ErrorIs(t, err, errs.KindUnavailable)
}
