package postgres_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TestTorture has two processes of 12 writers each. Half of the writers hold a transaction id
// before they append, which is where a log that is read by its numbers loses events;
// one in ten of those rolls back. One backend after the other is terminated.
func TestTorture(t *testing.T) {
	datatest.TortureEventStore(t, datatest.Torture{
		Place:     func(t *testing.T) string { t.Helper(); return testenv.Postgres(t) },
		Open:      openVictim,
		Processes: 1,
	})
}

func openVictim(t *testing.T, url string) datatest.Victim {
	t.Helper()
	var store data.Store
	insist(t, func() (err error) {
		store, err = postgres.Open(t.Context(), url+"&pool_max_conns=8")
		return err
	})
	pool, err := pgxpool.New(t.Context(), url+"&pool_max_conns=14")
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	insist(t, func() error {
		_, err := pool.Exec(t.Context(), "CREATE TABLE IF NOT EXISTS torture (n int)")
		return err
	})
	v := victim{pool}
	return datatest.Victim{Store: store, Hold: v.hold, Disrupt: v.terminate, Naive: v.byNumber}
}

// insist tries again what fails, for a process may start while backends are terminated and while
// the server is down.
func insist(t *testing.T, do func() error) {
	t.Helper()
	err := do()
	for again := 0; err != nil && again < 300; again++ {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-t.Context().Done():
		}
		err = do()
	}
	require.NoError(t, err)
}

// victim does to a database what the store does not.
type victim struct{ pool *pgxpool.Pool }

var errOnPurpose = errors.New("rolled back on purpose")

// hold appends in a hand-written transaction that has a transaction id before it draws its
// numbers, and dawdles in between.
func (v victim) hold(ctx context.Context, batch eventstore.Batch, rollBack bool) error {
	ids, types, places := make([]string, len(batch.Events)), make([]string, len(batch.Events)), make([]int32, len(batch.Events))
	for i, e := range batch.Events {
		ids[i], types[i], places[i] = e.ID, e.Type, int32(i+1)
	}
	ready := false
	err := pgx.BeginFunc(ctx, v.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO torture VALUES (1)"); err != nil {
			return err
		}
		if err := dawdle(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `SELECT * FROM neuroglia_append(true, ARRAY[$1::text], ARRAY[-1::bigint], ARRAY[$2::text], array_fill(1, ARRAY[cardinality($3::int[])]), $3, $4,
			$5, array_fill(1, ARRAY[cardinality($3)]), array_fill(NULL::bigint, ARRAY[cardinality($3)]), array_fill('{}'::bytea, ARRAY[cardinality($3)]),
			array_fill(NULL::bytea, ARRAY[cardinality($3)]))`, batch.Stream, ids[len(ids)-1], places, ids, types)
		if err != nil {
			return err
		}
		if err := dawdle(ctx, tx); err != nil {
			return err
		}
		if rollBack {
			return errOnPurpose
		}
		ready = true
		return nil
	})
	if err != nil && ready {
		return uow.UnknownOutcome(err)
	}
	return err
}

func dawdle(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, "SELECT pg_sleep($1)", rand.Float64()*0.02)
	return err
}

// terminate ends a backend that is not at work for the naive reader, which would be
// kept from losing anything.
func (v victim) terminate(ctx context.Context) (n int, err error) {
	err = v.pool.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND query NOT LIKE '%by number%' ORDER BY random() LIMIT 1) AS victim`).Scan(&n)
	return n, err
}

// byNumber reads on from the highest number that was seen.
func (v victim) byNumber(ctx context.Context, after eventstore.Position) ([]eventstore.Record, error) {
	rows, err := v.pool.Query(ctx, `/* by number */ SELECT position, stream, version, id::text, type FROM neuroglia_events WHERE position > $1 ORDER BY position`, int64(after))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r eventstore.Record, err error) {
		return r, row.Scan((*int64)(&r.Position), &r.Stream, &r.Version, &r.ID, &r.Type)
	})
}
