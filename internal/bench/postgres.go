package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// postgresBench measures the log and the documents on a PostgreSQL against what pgbench, COPY and
// hand-written SQL do on the same server in the same run.
func postgresBench(w io.Writer, rounds int, each time.Duration, sizes [2]int) error {
	program, err := findPgbench()
	if err != nil {
		fmt.Fprintf(w, "\n## postgres\n\nSkipped: %v\n", err)
		return nil
	}
	failed := errors.New("no PostgreSQL can be had; see internal/testenv")
	// The loop is not wanted, but what a benchmark is given to clean up after itself.
	testing.Benchmark(func(b *testing.B) {
		if b.N > 1 {
			return
		}
		url := testenv.Postgres(b)
		if failed = runPostgres(w, rounds, each, program, url); failed == nil {
			failed = postgresMemory(w, sizes, url)
		}
	})
	return failed
}

// postgresRig is what the measurements share. What is appended, what is copied and what is read
// are logs of their own, so that none is slow for the size of another.
type postgresRig struct {
	url, pgbench      string
	each              time.Duration
	rows, bulk, reads *eventLog
	bulkStore         *postgres.Store
	hand              *pgxpool.Pool
}

// readEvents is how many there are to be read.
const readEvents = 200_000

func runPostgres(w io.Writer, rounds int, each time.Duration, program, url string) error {
	ctx := context.Background()
	r := &postgresRig{url: url, pgbench: program, each: each}
	done, err := r.open(ctx)
	defer done()
	if err != nil {
		return err
	}
	return compare(w, "postgres", rounds, r.measurements(), func() error {
		_, err := r.hand.Exec(ctx, "TRUNCATE bare, copied, documents, neuroglia_events, orders, bulk.neuroglia_events", pgx.QueryExecModeSimpleProtocol)
		return err
	})
}

func (r *postgresRig) open(ctx context.Context) (done func(), err error) {
	var open []func()
	done = func() {
		for _, closing := range open {
			closing()
		}
	}
	store := func(options string) (*postgres.Store, *eventLog, error) {
		s, err := openPostgres(ctx, r.url+options)
		if err != nil {
			return nil, nil, err
		}
		open = append(open, func() { _ = s.Close() }) // nothing is kept
		log, err := newEventLog(ctx, s)
		return s, log, err
	}
	var reads *postgres.Store
	if _, r.rows, err = store("&pool_max_conns=16"); err != nil {
		return done, err
	}
	if r.bulkStore, r.bulk, err = store("&pool_max_conns=4&schema=bulk"); err != nil {
		return done, err
	}
	if reads, r.reads, err = store("&pool_max_conns=1&schema=reads"); err != nil {
		return done, err
	}
	if r.hand, err = pgxpool.New(ctx, r.url+"&pool_max_conns=16"); err != nil {
		return done, err
	}
	open = append(open, r.hand.Close)
	if err := r.prepare(ctx); err != nil {
		return done, err
	}
	if err := r.reads.live(ctx); err != nil {
		return done, err
	}
	_, err = reads.Import(ctx, records("order-1", readEvents))
	return done, err
}

func openPostgres(ctx context.Context, url string) (*postgres.Store, error) {
	config, err := postgres.ParseURL(url)
	if err != nil {
		return nil, err
	}
	return postgres.New(ctx, config)
}

func (r *postgresRig) measurements() []measurement {
	in := func(callers int, fn func(ctx context.Context) (int, error)) func() (float64, error) {
		return func() (float64, error) { return rate(callers, r.each, fn) }
	}
	const single, hand = "pgbench INSERT, 16 clients", "two INSERTs by hand, 16 callers"
	return []measurement{
		{name: single, run: func() (float64, error) { return pgbench(r.pgbench, r.url, 16, r.each) }},
		{name: "pgx INSERT, 16 callers", against: single, run: in(16, r.insertRow)},
		{name: "append, 16 callers", against: single, least: 0.75, run: in(16, r.rows.appendOne)},
		{name: "append in a unit, 16 callers", against: single, least: 0.75, run: in(16, r.rows.commitOne)},
		{name: "append, 512 callers", against: single, least: 3, run: in(512, r.rows.appendOne)},
		{name: "COPY 1000 rows, 4 callers", run: in(4, r.copyRows)},
		{name: "append 1000 events, 4 callers", against: "COPY 1000 rows, 4 callers", least: 0.9, run: in(4, r.bulk.appendMany)},
		{name: "COPY 20000 rows", run: in(1, r.copyAll)},
		{name: "import 20000 events", against: "COPY 20000 rows", least: 1, run: in(1, r.importAll)},
		{name: hand, run: in(16, r.twoInserts)},
		{name: "the same, pipelined by hand", against: hand, run: in(16, r.twoInsertsPipelined)},
		{name: "document with event, 16 callers", against: hand, least: 0.9, run: in(16, r.rows.saveDocument)},
		{name: "SELECT all rows by hand", run: in(1, r.selectAll)},
		{name: "read all", against: "SELECT all rows by hand", atLeast: 400_000, run: in(1, r.reads.readAll)},
		{name: "SELECT a life by hand", run: in(1, r.selectLife)},
		{name: "load 1000 events", against: "SELECT a life by hand", run: in(1, r.reads.loadFolded)},
		{name: "… from a snapshot", against: "SELECT a life by hand", run: in(1, r.reads.loadSnapshot)},
	}
}

func postgresMemory(w io.Writer, sizes [2]int, url string) error {
	ctx := context.Background()
	return constantMemory(w, "postgres", sizes, func(size int) (eventstore.Store, func(), error) {
		store, err := openPostgres(ctx, fmt.Sprintf("%s&pool_max_conns=1&schema=size_%d", url, size))
		if err != nil {
			return nil, nil, err
		}
		_, err = store.Import(ctx, records("order-1", int64(size)))
		return store, func() { _ = store.Close() }, err // nothing is kept
	})
}

const postgresTables = `CREATE TABLE bare (pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text, version bigint, type text, id uuid, data bytea, at timestamptz);
	CREATE TABLE copied (LIKE neuroglia_events INCLUDING ALL);
	CREATE SEQUENCE numbers;
	CREATE TABLE documents (LIKE orders INCLUDING ALL)`

func (r *postgresRig) prepare(ctx context.Context) error {
	_, err := r.hand.Exec(ctx, postgresTables, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	return nil
}
