package session_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
)

func TestThePurgerForgetsWhatIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := session.NewMemory()
		sessions, err := session.New(session.Config{Store: store, TTL: time.Hour})
		require.NoError(t, err)
		old, _, err := sessions.Issue(t.Context(), auth.Identity{Subject: "ann"})
		require.NoError(t, err)

		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		purger := session.NewPurger(sessions, session.PurgerConfig{Every: time.Minute})
		go func() { ended <- purger.Run(ctx) }()
		<-time.After(30 * time.Minute)
		fresh, _, err := sessions.Issue(t.Context(), auth.Identity{Subject: "ann"})
		require.NoError(t, err)
		require.True(t, has(t, store, old))
		<-time.After(32 * time.Minute)
		require.False(t, has(t, store, old))
		require.True(t, has(t, store, fresh))

		cancel()
		require.NoError(t, <-ended)
		require.Equal(t, "session purger", purger.String())
	})
}

func has(t *testing.T, store session.Store, s session.Session) bool {
	t.Helper()
	_, ok, err := store.Get(t.Context(), s.ID)
	require.NoError(t, err)
	return ok
}

// flaky fails to purge at first.
type flaky struct {
	session.Store
	purges int
}

func (f *flaky) Purge(ctx context.Context, until time.Time) (int, error) {
	f.purges++
	if f.purges == 1 {
		return 0, errors.New("the disk is full")
	}
	return f.Store.Purge(ctx, until)
}

func TestThePurgerOutlivesAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		store := &flaky{Store: session.NewMemory()}
		sessions, err := session.New(session.Config{Store: store, TTL: time.Minute})
		require.NoError(t, err)
		_, _, err = sessions.Issue(t.Context(), auth.Identity{Subject: "ann"})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Minute)
		defer cancel()
		purger := session.NewPurger(sessions, session.PurgerConfig{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		require.NoError(t, purger.Run(ctx))
		require.Equal(t, 2, store.purges, "every ten minutes or a little more")
		require.Contains(t, log.String(), `msg="purging sessions failed" error="purge sessions: the disk is full"`)
		require.Contains(t, log.String(), `msg="sessions purged" sessions=1`)
	})
}
