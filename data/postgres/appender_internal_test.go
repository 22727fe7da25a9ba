package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// blocked is a store of whose log nobody can write until it is unblocked.
type blocked struct {
	*Store
	blocker *pgx.Conn
}

func newBlocked(t *testing.T) blocked {
	t.Helper()
	url := testenv.Postgres(t)
	store, err := New(t.Context(), Config{URL: url + "&pool_max_conns=1"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	store.appender.send(newGroup([]*pendingAppend{pendingIn(t.Context(), "b-1"), pendingIn(t.Context(), "b-2")})) // prepares the statement
	b := blocked{Store: store}
	b.blocker, err = pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(b.unblock)
	_, err = b.blocker.Exec(t.Context(), "BEGIN; LOCK TABLE neuroglia_events IN EXCLUSIVE MODE")
	require.NoError(t, err)
	return b
}

func (b blocked) unblock() { _ = b.blocker.Close(context.Background()) }

func pendingIn(ctx context.Context, stream string) *pendingAppend {
	return &pendingAppend{ctx: ctx, outcome: make(chan appendOutcome, 1), batch: eventstore.Batch{
		Stream: stream, Events: []eventstore.Event{{ID: eventstore.NewID(), Type: "x", SchemaVersion: 1, Data: []byte("{}")}},
	}}
}

// waits returns once a writer waits for the lock on the log.
func (b blocked) waits(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		n := 0
		err := b.blocker.QueryRow(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'neuroglia_events'::regclass").Scan(&n)
		return err == nil && n > 0
	}, time.Minute, time.Millisecond)
}

func TestAGroupGoesOnWhileOneOfItsCallersIsInterested(t *testing.T) {
	t.Parallel()
	store := newBlocked(t)
	leaving, leave := context.WithCancel(t.Context())
	g := newGroup([]*pendingAppend{pendingIn(leaving, "a-1"), pendingIn(t.Context(), "a-2")})
	go store.appender.send(g)
	store.waits(t)
	leave()
	require.False(t, store.appender.withdraw(g.members[0]))
	require.NoError(t, g.ctx.Err())
	store.unblock()
	for _, p := range g.members {
		o := <-p.outcome
		require.NoError(t, o.err)
		require.Equal(t, []int64{1}, o.commit.Versions)
	}
}

func TestAGroupThatNobodyIsInterestedInIsGivenUp(t *testing.T) {
	t.Parallel()
	store := newBlocked(t)
	leaving, leave := context.WithCancel(t.Context())
	g := newGroup([]*pendingAppend{pendingIn(leaving, "a-1"), pendingIn(leaving, "a-2")})
	go store.appender.send(g)
	store.waits(t)
	leave()
	for _, p := range g.members {
		require.False(t, store.appender.withdraw(p))
	}
	require.Error(t, g.ctx.Err())
	for _, p := range g.members {
		require.Equal(t, uow.Unknown, uow.OutcomeOf((<-p.outcome).err))
	}
}

func TestAnAppendThatWasLeftIsNotSentAlone(t *testing.T) {
	t.Parallel()
	why := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	p := pendingIn(ctx, "a-1")
	new(appender).sendAlone(p)
	require.Equal(t, why, (<-p.outcome).err)
}
