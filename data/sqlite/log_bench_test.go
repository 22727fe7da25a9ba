package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	driver "modernc.org/sqlite"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// eventBody is a typical event, about 200 bytes.
const eventBody = `{"order_id":"0190f3a0-0000-7000-8000-000000000000","customer":{"name":"Maria Kowalska","phone":"+49 30 1234567"},"total":"18.39","placed_at":"2026-03-01T18:00:00.000000000Z","note":"ring twice"}`

func event() eventstore.Event {
	return eventstore.Event{Type: "order.placed", Data: []byte(eventBody)}
}

// BenchmarkRawEvent is what SQLite itself does with one row of the log in one
// transaction, to compare BenchmarkAppend with.
func BenchmarkRawEvent(b *testing.B) {
	connector, err := driver.NewConnector("file:" + filepath.Join(b.TempDir(), "raw.db") + "?_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	require.NoError(b, err)
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	_, err = db.Exec(`CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, type TEXT, id TEXT, at INTEGER, data TEXT, UNIQUE (stream, version))`)
	require.NoError(b, err)
	statement, err := db.Prepare("INSERT INTO events (stream, version, type, id, at, data) VALUES (?, 1, 'order.placed', ?, 1, ?)")
	require.NoError(b, err)
	i := 0
	for b.Loop() {
		_, err := statement.Exec(fmt.Sprint("order-", i), eventstore.NewID(), eventBody)
		require.NoError(b, err)
		i++
	}
	perSecond(b, b.N)
}

func perSecond(b *testing.B, events int) {
	b.Helper()
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			store := openBench(b, "", data.Collection{Name: "orders"})
			i := 0
			for b.Loop() {
				events := make([]eventstore.Event, n)
				for k := range events {
					events[k] = event()
				}
				_, err := store.Append(context.Background(), eventstore.Batch{Stream: fmt.Sprint("order-", i), Events: events})
				require.NoError(b, err)
				i++
			}
			perSecond(b, b.N*n)
		})
	}
}

func BenchmarkAppendParallel(b *testing.B) {
	for _, callers := range []int{16, 64, 512} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			store := openBench(b, "", data.Collection{Name: "orders"})
			var next atomic.Int64
			b.SetParallelism(max(1, callers/runtime.GOMAXPROCS(0)))
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					_, err := store.Append(context.Background(), eventstore.Batch{Stream: fmt.Sprint("order-", next.Add(1)), Events: []eventstore.Event{event()}})
					require.NoError(b, err)
				}
			})
			perSecond(b, b.N)
		})
	}
}

type benchPlaced struct {
	Body string `json:"body"`
}

func (benchPlaced) EventName() string { return "order.placed.v1" }

// BenchmarkCommitWithEvent saves a document and its event; compare with BenchmarkCommit.
func BenchmarkCommitWithEvent(b *testing.B) {
	store := openBench(b, "", data.Collection{Name: "orders"})
	i := 0
	for b.Loop() {
		batch := insert(i)
		batch.Writes[0].Stream, batch.Writes[0].Events = "order-"+batch.Writes[0].ID, []aggregate.Event{benchPlaced{eventBody}}
		require.NoError(b, store.Commit(context.Background(), batch))
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

// BenchmarkRawCommitWithEvent is the same two INSERTs into the same tables in a
// transaction written by hand, to compare BenchmarkCommitWithEvent with.
func BenchmarkRawCommitWithEvent(b *testing.B) {
	path := filepath.Join(b.TempDir(), "raw.db")
	store, err := sqlite.New(b.Context(), sqlite.Config{Path: path})
	require.NoError(b, err)
	require.NoError(b, store.Define(data.Collection{Name: "orders"}))
	require.NoError(b, store.Close())
	connector, err := driver.NewConnector("file:" + path + "?_txlock=immediate&_pragma=synchronous(full)")
	require.NoError(b, err)
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	document, err := db.Prepare("INSERT INTO orders VALUES (?, 1, jsonb(?))")
	require.NoError(b, err)
	event, err := db.Prepare("INSERT INTO neuroglia_events (stream, version, category, type, schema, id, at, data) VALUES (?, 1, 'order', 'order.placed', 1, ?, 1, ?)")
	require.NoError(b, err)
	i := 0
	for b.Loop() {
		id := fmt.Sprintf("%08d", i)
		tx, err := db.Begin()
		require.NoError(b, err)
		_, err = tx.Stmt(document).Exec(id, body(i))
		require.NoError(b, err)
		_, err = tx.Stmt(event).Exec("order-"+id, eventstore.NewID(), eventBody)
		require.NoError(b, err)
		require.NoError(b, tx.Commit())
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

// BenchmarkReadLog reads 100 000 events, all of them and one stream of 1 000.
func BenchmarkReadLog(b *testing.B) {
	const streams, perStream = 100, 1000
	store := openBench(b, "?synchronous=normal", data.Collection{Name: "orders"})
	for i := range streams {
		events := make([]eventstore.Event, perStream)
		for k := range events {
			events[k] = event()
		}
		_, err := store.Append(context.Background(), eventstore.Batch{Stream: fmt.Sprintf("order-%d", i), Events: events})
		require.NoError(b, err)
	}
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		read := 0
		for b.Loop() {
			for _, err := range store.ReadAll(context.Background(), 0, eventstore.Filter{}) {
				require.NoError(b, err)
				read++
			}
		}
		perSecond(b, read)
	})
	b.Run("stream", func(b *testing.B) {
		b.ReportAllocs()
		read := 0
		for b.Loop() {
			for _, err := range store.ReadStream(context.Background(), "order-50", eventstore.ReadOptions{}) {
				require.NoError(b, err)
				read++
			}
		}
		perSecond(b, read)
	})
}
