package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// postgresBench measures the log and the documents on a PostgreSQL against what pgbench, COPY and
// hand-written SQL do on the same server in the same run.
func postgresBench(w io.Writer, rounds int, each time.Duration) error {
	program, err := findPgbench()
	if err != nil {
		fmt.Fprintf(w, "\n## postgres\n\nSkipped: %v\n", err)
		return nil
	}
	failed := errors.New("no PostgreSQL can be had; see internal/testenv")
	// The loop is not wanted, but what a benchmark is given to clean up after itself.
	testing.Benchmark(func(b *testing.B) {
		if b.N == 1 {
			failed = runPostgres(w, rounds, each, program, testenv.Postgres(b))
		}
	})
	return failed
}

// findPgbench looks beside the other programs of the server, where it is not on the path.
func findPgbench() (string, error) {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if err != nil || len(found) == 0 {
		return "", errors.New("pgbench is not installed, which is the yardstick; apt-get install postgresql-contrib has it")
	}
	slices.Sort(found)
	return found[len(found)-1], nil
}

// rig is what the measurements share.
type rig struct {
	url, pgbench string
	each         time.Duration
	store        *postgres.Store
	pool         *pgxpool.Pool
	n            atomic.Int64
}

// measurement is a rate per second, and which other one it has to reach how much of.
type measurement struct {
	name, against string
	least         float64
	run           func(r *rig) (float64, error)
}

var eventData = []byte(`{"order_id":"0190f3a0-0000-7000-8000-000000000000","customer":"Maria Rossi","total":"18.39","note":"extra cheese, no onions, ring twice"}`)

func postgresMeasurements() []measurement {
	return []measurement{
		{name: "pgbench INSERT, 16 clients", run: func(r *rig) (float64, error) { return r.runPgbench(16) }},
		{name: "append one event, 16 callers, each alone", against: "pgbench INSERT, 16 clients", least: 0.75, run: func(r *rig) (float64, error) { return r.rate(16, r.appendUngrouped) }},
		{name: "append one event, 16 callers", against: "pgbench INSERT, 16 clients", least: 0.75, run: func(r *rig) (float64, error) { return r.rate(16, r.appendOne) }},
		{name: "append one event, 512 callers", against: "pgbench INSERT, 16 clients", least: 3, run: func(r *rig) (float64, error) { return r.rate(512, r.appendOne) }},
		{name: "COPY 1000 rows", run: func(r *rig) (float64, error) { return r.rate(4, r.copyRows) }},
		{name: "append 1000 events", against: "COPY 1000 rows", least: 0.9, run: func(r *rig) (float64, error) { return r.rate(4, r.appendMany) }},
		{name: "COPY 20000 rows", run: func(r *rig) (float64, error) { return r.rate(1, r.copyAll) }},
		{name: "import 20000 events", against: "COPY 20000 rows", least: 1, run: func(r *rig) (float64, error) { return r.rate(1, r.importAll) }},
		{name: "read all", run: func(r *rig) (float64, error) { return r.rate(1, r.readAll) }},
		{name: "two INSERTs by hand, 16 callers", run: func(r *rig) (float64, error) { return r.rate(16, r.twoInserts) }},
		{name: "document with event, 16 callers", against: "two INSERTs by hand, 16 callers", least: 0.9, run: func(r *rig) (float64, error) { return r.rate(16, r.saveDocument) }},
	}
}

func runPostgres(w io.Writer, rounds int, each time.Duration, program, url string) error {
	r := &rig{url: url, pgbench: program, each: each}
	ctx := context.Background()
	config, err := postgres.ParseURL(url + "&pool_max_conns=16")
	if err != nil {
		return err
	}
	if r.store, err = postgres.New(ctx, config); err != nil {
		return err
	}
	defer func() { _ = r.store.Close() }() // nothing is kept
	if r.pool, err = pgxpool.New(ctx, url+"&pool_max_conns=16"); err != nil {
		return err
	}
	defer r.pool.Close()
	_, err = r.pool.Exec(ctx, `CREATE TABLE bare (pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text, version bigint, type text, id uuid, data bytea, at timestamptz);
		CREATE TABLE copied (LIKE neuroglia_events INCLUDING ALL);
		CREATE TABLE documents (id text COLLATE "C" PRIMARY KEY, version bigint NOT NULL, doc jsonb NOT NULL)`, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return err
	}
	if err := r.store.Define(data.Collection{Name: "orders"}); err != nil {
		return err
	}
	rates := map[string][]float64{}
	for range rounds {
		for _, m := range postgresMeasurements() {
			rate, err := m.run(r)
			if err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			rates[m.name] = append(rates[m.name], rate)
		}
	}
	printRates(w, rates)
	return nil
}

func printRates(w io.Writer, rates map[string][]float64) {
	median := func(name string) float64 {
		slices.Sort(rates[name])
		return rates[name][len(rates[name])/2]
	}
	fmt.Fprint(w, "\n## postgres\n\n| | per second | against | ratio | |\n|---|---:|---|---:|---|\n")
	for _, m := range postgresMeasurements() {
		if m.against == "" {
			fmt.Fprintf(w, "| %s | %.0f | | | |\n", m.name, median(m.name))
			continue
		}
		ratio := median(m.name) / median(m.against)
		verdict := "met"
		if ratio < m.least {
			verdict = "MISSED"
		}
		fmt.Fprintf(w, "| %s | %.0f | %s | %.2f | at least %.2f: %s |\n", m.name, median(m.name), m.against, ratio, m.least, verdict)
	}
}

// rate has callers repeat fn, which says how much it did, and returns how much per second.
func (r *rig) rate(callers int, fn func(ctx context.Context, n int64) (int, error)) (float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), r.each)
	defer cancel()
	var done atomic.Int64
	var working sync.WaitGroup
	failures := make(chan error, callers)
	begin := time.Now()
	for range callers {
		working.Go(func() {
			for ctx.Err() == nil {
				n, err := fn(context.Background(), r.n.Add(1))
				if err != nil {
					failures <- err
					return
				}
				done.Add(int64(n))
			}
		})
	}
	working.Wait()
	select {
	case err := <-failures:
		return 0, err
	default:
		return float64(done.Load()) / time.Since(begin).Seconds(), nil
	}
}

var tps = regexp.MustCompile(`tps = ([0-9.]+) \(without initial connection time\)`)

func (r *rig) runPgbench(clients int) (float64, error) {
	script := filepath.Join(os.TempDir(), fmt.Sprintf("neuroglia-bench-%d.sql", os.Getpid()))
	statement := "\\set n random(1, 1000000000)\nINSERT INTO bare (stream, version, type, id, data, at) VALUES ('order-' || :n, 1, 'order.placed', gen_random_uuid(), '" +
		string(eventData) + "', now());\n"
	if err := os.WriteFile(script, []byte(statement), 0o600); err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(script) }() // it is a temporary file
	seconds := max(1, int(r.each.Seconds()))
	out, err := exec.Command(r.pgbench, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-T", strconv.Itoa(seconds), "-f", script, r.url).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	found := tps.FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("no rate in what pgbench says: %s", out)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}

func orderEvents(n int) []eventstore.Event {
	events := make([]eventstore.Event, n)
	for i := range events {
		events[i] = eventstore.Event{Type: "order.placed", Data: eventData}
	}
	return events
}

func (r *rig) appendOne(ctx context.Context, n int64) (int, error) {
	_, err := r.store.Append(ctx, eventstore.Batch{Stream: fmt.Sprintf("order-%d", n), Events: orderEvents(1)})
	return 1, err
}

type orderPlaced struct {
	Customer string `json:"customer"`
	Total    string `json:"total"`
	Note     string `json:"note"`
}

func (orderPlaced) EventName() string { return "order.placed.v1" }

var placed = []aggregate.Event{orderPlaced{"Maria Rossi", "18.39", "extra cheese, no onions, ring twice, and leave it with the neighbour"}}

// appendUngrouped goes by a commit, which shares its transaction with nobody.
func (r *rig) appendUngrouped(ctx context.Context, n int64) (int, error) {
	return 1, r.store.Commit(ctx, data.Batch{Writes: []data.Write{{Op: data.Append, Collection: "orders", Stream: fmt.Sprintf("order-%d", n), Events: placed}}})
}

func (r *rig) saveDocument(ctx context.Context, n int64) (int, error) {
	id := strconv.FormatInt(n, 10)
	return 1, r.store.Commit(ctx, data.Batch{Writes: []data.Write{{
		Op: data.Put, Collection: "orders", ID: id, Version: 1, Body: eventData, Stream: "order-" + id, Events: placed,
	}}})
}

func (r *rig) twoInserts(ctx context.Context, n int64) (int, error) {
	id := strconv.FormatInt(n, 10)
	return 1, pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO documents VALUES ($1, 1, $2::jsonb)", id, string(eventData)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO bare (stream, version, type, id, data, at) VALUES ($1, 1, 'order.placed', $2::text::uuid, $3, now())",
			"order-"+id, eventstore.NewID(), eventData)
		return err
	})
}

const manyEvents = 1000

func (r *rig) appendMany(ctx context.Context, n int64) (int, error) {
	_, err := r.store.Append(ctx, eventstore.Batch{Stream: fmt.Sprintf("order-%d", n), Events: orderEvents(manyEvents)})
	return manyEvents, err
}

func (r *rig) copyRows(ctx context.Context, n int64) (int, error) {
	return manyEvents, r.copyInto(ctx, n, manyEvents)
}

const importedEvents = 20_000

func (r *rig) copyAll(ctx context.Context, n int64) (int, error) {
	return importedEvents, r.copyInto(ctx, n, importedEvents)
}

// copyInto copies into a table that is like the log, but for its rules.
func (r *rig) copyInto(ctx context.Context, n int64, count int) error {
	columns := []string{"position", "version", "at", "id", "schema_version", "stream", "type", "data", "metadata"}
	stream, now := fmt.Sprintf("order-%d", n), time.Now()
	_, err := r.pool.CopyFrom(ctx, pgx.Identifier{"copied"}, columns, pgx.CopyFromSlice(count, func(i int) ([]any, error) {
		return []any{n<<20 + int64(i), int64(i + 1), now, eventstore.NewID(), int32(1), stream, "order.placed", eventData, []byte(nil)}, nil
	}))
	return err
}

func (r *rig) importAll(ctx context.Context, n int64) (int, error) {
	stream := fmt.Sprintf("order-%d", n)
	_, err := r.store.Import(ctx, func(yield func(eventstore.Record, error) bool) {
		for i := range int64(importedEvents) {
			one := eventstore.Record{Stream: stream, Version: i + 1, Event: eventstore.Event{ID: eventstore.NewID(), Type: "order.placed", Data: eventData}}
			if !yield(one, nil) {
				return
			}
		}
	})
	return importedEvents, err
}

func (r *rig) readAll(ctx context.Context, _ int64) (read int, err error) {
	for _, err := range r.store.ReadAll(ctx, 0, eventstore.Filter{Limit: 200_000}) {
		if err != nil {
			return read, err
		}
		read++
	}
	return read, nil
}
