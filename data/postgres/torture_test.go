package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TortureVariable says how long the torture lasts: "10m". The default is short.
const TortureVariable = "NEUROGLIA_TORTURE"

const (
	torturers       = 24
	torturedStreams = 40
)

func tortureTime(t *testing.T) time.Duration {
	t.Helper()
	given := os.Getenv(TortureVariable)
	if given == "" {
		return 8 * time.Second
	}
	d, err := time.ParseDuration(given)
	require.NoError(t, err, "%s", TortureVariable)
	return d
}

// TestTorture has 24 writers append under conditions in which a log that is read by its
// numbers loses events: half of them hold a transaction id before they append, all dawdle at
// random before and after, one in ten rolls back, they compete for streams, and their
// connections are terminated. Readers follow meanwhile.
//
// The reader of the store must see every event that was acknowledged, once, in the order of
// its stream. A reader that goes by numbers alone runs beside it and must be seen to lose some:
// otherwise the test would prove nothing.
func TestTorture(t *testing.T) {
	url := testenv.Postgres(t)
	config, err := postgres.ParseURL(url + "&pool_max_conns=8")
	require.NoError(t, err)
	store, err := postgres.New(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	pool, err := pgxpool.New(t.Context(), url+"&pool_max_conns=40")
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	_, err = pool.Exec(t.Context(), "CREATE TABLE torture (n int)")
	require.NoError(t, err)

	w := &torture{store: store, pool: pool, acknowledged: map[string]bool{}, uncertain: map[string]bool{}}
	writing, stop := context.WithTimeout(t.Context(), tortureTime(t))
	defer stop()
	reading, end := context.WithCancel(t.Context())
	defer end()
	var writers, readers sync.WaitGroup
	var horizon, naive follower
	readers.Go(func() { horizon.follow(reading, horizon.fromStore(store)) })
	readers.Go(func() { naive.follow(reading, naive.byNumber(pool)) })
	for n := range torturers {
		writers.Go(func() { w.write(writing, n) })
	}
	writers.Go(func() { w.kill(writing) })
	writers.Wait()
	last := w.settle(t)
	horizon.until(t, last)
	end()
	readers.Wait()

	t.Logf("%d acknowledged, %d uncertain, %d refused, %d rolled back, %d backends terminated; reader: %d seen; reader by number: %d never seen",
		len(w.acknowledged), len(w.uncertain), w.refused.Load(), w.rolledBack.Load(), w.killed.Load(), len(horizon.seen), w.missing(&naive))
	require.NoError(t, horizon.err)
	require.Greater(t, len(w.acknowledged), 1000)
	require.Positive(t, w.refused.Load(), "writers compete")
	require.Positive(t, w.rolledBack.Load())
	require.Positive(t, w.killed.Load())
	require.Zero(t, w.missing(&horizon), "nothing that was acknowledged is lost")
	require.Empty(t, horizon.faults, "order and number of events")
	require.Empty(t, w.invented(&horizon), "nothing that was refused is seen")
	require.Positive(t, w.missing(&naive), "a reader that goes by numbers alone loses events, so the test bites")
}

// torture is what the writers share.
type torture struct {
	store *postgres.Store
	pool  *pgxpool.Pool

	refused, rolledBack, killed atomic.Int64

	mu                      sync.Mutex
	acknowledged, uncertain map[string]bool
}

func (w *torture) note(err error, ids ...string) {
	if outcome := uow.OutcomeOf(err); err != nil && outcome != uow.Unknown {
		w.refused.Add(1)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range ids {
		if err == nil {
			w.acknowledged[id] = true
		} else {
			w.uncertain[id] = true
		}
	}
}

// write appends until ctx is over; even writers through the store, odd ones in transactions of
// their own, which a hand-written unit of work would be.
func (w *torture) write(ctx context.Context, n int) {
	for ctx.Err() == nil {
		stream := fmt.Sprintf("torture-%d", rand.IntN(torturedStreams))
		if n%2 == 0 {
			w.append(stream)
		} else {
			w.transact(stream)
		}
	}
}

func (w *torture) append(stream string) {
	ctx := context.Background()
	events := make([]eventstore.Event, 1+rand.IntN(3))
	ids := make([]string, len(events))
	for i := range events {
		ids[i] = eventstore.NewID()
		events[i] = eventstore.Event{ID: ids[i], Type: "torture.done"}
	}
	batches := []eventstore.Batch{{Stream: stream, Expected: eventstore.Any, Events: events}}
	switch rand.IntN(4) {
	case 0: // a conflict for sure
		batches[0].Expected = eventstore.None
	case 1: // several streams
		other := eventstore.NewID()
		ids = append(ids, other)
		batches = append(batches, eventstore.Batch{Stream: "lone-" + other, Events: []eventstore.Event{{ID: other, Type: "torture.done"}}})
	}
	_, err := w.store.Append(ctx, batches...)
	w.note(err, ids...)
}

// transact holds a transaction id early, dawdles, appends, dawdles and ends one way or another.
func (w *torture) transact(stream string) {
	ctx := context.Background()
	id := eventstore.NewID()
	rolledBack := errors.New("rolled back on purpose")
	reached := false
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO torture VALUES (1)"); err != nil {
			return err
		}
		if err := dawdle(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `SELECT * FROM neuroglia_append(true, ARRAY[$1::text], ARRAY[-1::bigint], ARRAY[$2::text], ARRAY[1], ARRAY[1], ARRAY[$2::text],
			ARRAY['torture.done'], ARRAY[1], ARRAY[NULL::bigint], ARRAY['{}'::bytea], ARRAY[NULL::bytea])`, stream, id)
		if err != nil {
			return err
		}
		if err := dawdle(ctx, tx); err != nil {
			return err
		}
		if rand.IntN(10) == 0 {
			return rolledBack
		}
		reached = true
		return nil
	})
	switch {
	case errors.Is(err, rolledBack):
		w.rolledBack.Add(1)
	case err != nil && reached:
		w.note(uow.UnknownOutcome(err), id)
	default:
		w.note(err, id)
	}
}

func dawdle(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, "SELECT pg_sleep($1)", rand.Float64()*0.02)
	return err
}

// kill terminates backends, one after the other.
func (w *torture) kill(ctx context.Context) {
	for every := time.NewTicker(100 * time.Millisecond); ; {
		select {
		case <-ctx.Done():
			every.Stop()
			return
		case <-every.C:
		}
		var n int64
		err := w.pool.QueryRow(context.Background(), `SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND query NOT LIKE '%by number%' ORDER BY random() LIMIT 1) AS victim`).Scan(&n)
		if err == nil {
			w.killed.Add(n)
		}
	}
}

// settle appends a last event and returns where it is.
func (w *torture) settle(t *testing.T) eventstore.Position {
	t.Helper()
	for tries := 0; ; tries++ {
		commit, err := w.store.Append(t.Context(), eventstore.Batch{Stream: "torture-last", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "torture.ended"}}})
		if err == nil {
			return commit.Position
		}
		require.Less(t, tries, 100, "%v", err)
	}
}

// missing counts what was acknowledged and not seen.
func (w *torture) missing(f *follower) (n int) {
	for id := range w.acknowledged {
		if !f.seen[id] {
			n++
		}
	}
	return n
}

// invented returns what was seen and cannot be.
func (w *torture) invented(f *follower) (ids []string) {
	for id := range f.seen {
		if !w.acknowledged[id] && !w.uncertain[id] && id != f.last {
			ids = append(ids, id)
		}
	}
	return ids
}

// follower reads the log from the beginning and checks what it sees.
type follower struct {
	position atomic.Int64
	seen     map[string]bool
	versions map[string]int64
	faults   []string
	last     string
	err      error
}

// page returns the records behind the position.
type page func(ctx context.Context, after eventstore.Position) ([]eventstore.Record, error)

func (f *follower) fromStore(store *postgres.Store) page {
	return func(ctx context.Context, after eventstore.Position) (page []eventstore.Record, err error) {
		if _, err := store.Wait(ctx, after); err != nil {
			return nil, err
		}
		for r, err := range store.ReadAll(ctx, after, eventstore.Filter{Limit: 500}) {
			if err != nil {
				return page, err
			}
			page = append(page, r)
		}
		return page, nil
	}
}

func (f *follower) byNumber(pool *pgxpool.Pool) page {
	return func(ctx context.Context, after eventstore.Position) ([]eventstore.Record, error) {
		rows, err := pool.Query(ctx, `/* by number */ SELECT position, stream, version, id::text FROM neuroglia_events WHERE position > $1 ORDER BY position LIMIT 500`, int64(after))
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r eventstore.Record, err error) {
			return r, row.Scan((*int64)(&r.Position), &r.Stream, &r.Version, &r.ID)
		})
	}
}

// follow reads on until ctx is over. Its connection may be terminated, too: then it asks again.
func (f *follower) follow(ctx context.Context, next page) {
	f.seen, f.versions = map[string]bool{}, map[string]int64{}
	for ctx.Err() == nil {
		page, err := next(ctx, eventstore.Position(f.position.Load()))
		if err != nil && uow.OutcomeOf(err) == uow.Unknown {
			f.err = err
			return
		}
		for _, r := range page {
			f.see(r)
		}
	}
}

func (f *follower) see(r eventstore.Record) {
	switch {
	case f.seen[r.ID]:
		f.faults = append(f.faults, fmt.Sprintf("%s@%d was seen twice", r.Stream, r.Version))
	case r.Version != f.versions[r.Stream]+1:
		f.faults = append(f.faults, fmt.Sprintf("%s@%d came after version %d", r.Stream, r.Version, f.versions[r.Stream]))
	case int64(r.Position) <= f.position.Load():
		f.faults = append(f.faults, fmt.Sprintf("%s@%d came at position %d after %d", r.Stream, r.Version, r.Position, f.position.Load()))
	}
	if r.Type == "torture.ended" {
		f.last = r.ID
	}
	f.seen[r.ID], f.versions[r.Stream] = true, r.Version
	f.position.Store(int64(r.Position))
}

// until waits until the follower has come to the position.
func (f *follower) until(t *testing.T, last eventstore.Position) {
	t.Helper()
	require.Eventually(t, func() bool { return f.position.Load() >= int64(last) }, 30*time.Second, 10*time.Millisecond)
}
