package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/datatest"
)

// connect opens the database a second time.
func connect(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

func execute(t *testing.T, pool *pgxpool.Pool, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		_, err := pool.Exec(t.Context(), statement)
		require.NoError(t, err, "%s", statement)
	}
}

// serverFaults are what a server answers instead of doing what it is told. They could be told, all but
// one: a backend that is terminated during COMMIT says nothing about it.
func serverFaults(db *pgxpool.Pool, w *wire) []datatest.Fault {
	var faults []datatest.Fault
	for _, table := range []string{"neuroglia_events", "accounts", "receipts"} {
		faults = append(faults,
			raising(db, table, "BEFORE INSERT OR UPDATE", "", "P0001"),
			raising(db, table, "AFTER INSERT OR UPDATE", "", "P0001"),
			raising(db, table, "AFTER INSERT OR UPDATE", "DEFERRABLE INITIALLY DEFERRED", "23514"))
	}
	faults = append(faults, // these two are tried again as often as a commit is
		raising(db, "neuroglia_events", "BEFORE INSERT OR UPDATE", "", "40P01"),
		raising(db, "neuroglia_events", "AFTER INSERT OR UPDATE", "DEFERRABLE INITIALLY DEFERRED", "40001"))
	terminated := trigger(db, "the backend is terminated during COMMIT", "neuroglia_events", "AFTER INSERT OR UPDATE", "DEFERRABLE INITIALLY DEFERRED",
		"PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1)")
	terminated.tellable = false
	return append(faults, terminated.fault(),
		whileItWaits(db, w, "the statement is canceled while it waits", "pg_cancel_backend"),
		whileItWaits(db, w, "the backend is terminated while it waits", "pg_terminate_backend"),
		whileItWaits(db, w, "the time for a statement is up while it waits", ""))
}

// triggered is a fault that a trigger makes.
type triggered struct {
	db                                *pgxpool.Pool
	name, table, when, deferred, does string
	tellable                          bool
}

func trigger(db *pgxpool.Pool, name, table, when, deferred, does string) triggered {
	return triggered{db, name, table, when, deferred, does, true}
}

// raising has a statement, or the COMMIT, fail with a code.
func raising(db *pgxpool.Pool, table, when, deferred, code string) datatest.Fault {
	name := when + " " + table + " fails with " + code
	if deferred != "" {
		name = "COMMIT after a change of " + table + " fails with " + code
	}
	return trigger(db, name, table, when, deferred, "RAISE EXCEPTION 'refused' USING ERRCODE = '"+code+"'").fault()
}

func (f triggered) fault() datatest.Fault {
	return datatest.Fault{Name: f.name, Strike: func(t *testing.T) func() bool {
		t.Helper()
		constraint := ""
		if f.deferred != "" {
			constraint = "CONSTRAINT"
		}
		execute(t, f.db,
			"CREATE OR REPLACE FUNCTION torture() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "+f.does+"; RETURN NEW; END $$",
			"CREATE "+constraint+" TRIGGER torture "+f.when+" ON "+f.table+" "+f.deferred+" FOR EACH ROW EXECUTE FUNCTION torture()")
		return func() bool {
			execute(t, f.db, "DROP TRIGGER torture ON "+f.table)
			return f.tellable
		}
	}}
}

// whileItWaits holds a table that the unit writes to, and calls a function on the backend that waits for it; none
// has the server give up by itself.
func whileItWaits(db *pgxpool.Pool, w *wire, name, function string) datatest.Fault {
	return datatest.Fault{Name: name, Strike: func(t *testing.T) func() bool {
		t.Helper()
		if function == "" {
			execute(t, db, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 100', current_database()); END $$")
			w.hangUp()
		}
		tx, err := db.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "LOCK TABLE receipts IN EXCLUSIVE MODE")
		require.NoError(t, err)
		done := make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		go func() { done <- disturb(ctx, db, function) }()
		return func() bool {
			stop()
			require.NoError(t, <-done)
			require.NoError(t, tx.Rollback(context.WithoutCancel(t.Context())))
			if function == "" {
				execute(t, db, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET statement_timeout', current_database()); END $$")
				w.hangUp()
			}
			return true
		}
	}}
}

// disturb calls the function on whoever waits for a lock, until ctx is over.
func disturb(ctx context.Context, db *pgxpool.Pool, function string) error {
	for ctx.Err() == nil && function != "" {
		_, err := db.Exec(context.WithoutCancel(ctx), "SELECT "+function+"(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
		if err != nil {
			return err
		}
	}
	return nil
}
