package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	driver "modernc.org/sqlite"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// body is an order of the pizzeria, about 900 bytes.
func body(i int) string {
	line := `{"line_id":"0190f3a0-0000-7000-8000-000000000000","name":"Margherita","size":"large","toppings":["cheese","ham"],"price":"18.39"}`
	return fmt.Sprintf(`{"id":"%08d","customer":{"name":"Maria %d","phone":"%d"},"pizzas":[%s],"status":"s%d","order_time":"2026-01-01T00:00:%09dZ"}`,
		i, i, i, strings.Join([]string{line, line, line, line, line, line}, ","), i%7, i)
}

func openBench(b *testing.B, options string, c data.Collection) *sqlite.Store {
	b.Helper()
	config, err := sqlite.ParseURL("sqlite:" + filepath.Join(b.TempDir(), "bench.db") + options)
	require.NoError(b, err)
	store, err := sqlite.New(b.Context(), config)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, store.Close()) })
	require.NoError(b, store.Define(c))
	return store
}

func insert(i int) data.Batch {
	return data.Batch{Writes: []data.Write{
		{Op: data.Put, Collection: "orders", ID: fmt.Sprintf("%08d", i), Version: 1, Body: []byte(body(i))},
	}}
}

// BenchmarkRawInsert is what SQLite itself does with one row in one transaction,
// to compare BenchmarkCommit with.
func BenchmarkRawInsert(b *testing.B) {
	for _, synchronous := range []string{"full", "normal"} {
		b.Run(synchronous, func(b *testing.B) {
			connector, err := driver.NewConnector("file:" + filepath.Join(b.TempDir(), "raw.db") + "?_pragma=journal_mode(wal)&_pragma=synchronous(" + synchronous + ")")
			require.NoError(b, err)
			db := sql.OpenDB(connector)
			db.SetMaxOpenConns(1)
			b.Cleanup(func() { require.NoError(b, db.Close()) })
			_, err = db.Exec("CREATE TABLE orders (id TEXT PRIMARY KEY, version INTEGER, doc TEXT)")
			require.NoError(b, err)
			statement, err := db.Prepare("INSERT INTO orders VALUES (?, ?, ?)")
			require.NoError(b, err)
			i := 0
			for b.Loop() {
				_, err := statement.Exec(fmt.Sprintf("%08d", i), 1, body(i))
				require.NoError(b, err)
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

func BenchmarkCommit(b *testing.B) {
	for _, synchronous := range []string{"full", "normal"} {
		b.Run(synchronous, func(b *testing.B) {
			store := openBench(b, "?synchronous="+synchronous, data.Collection{Name: "orders"})
			i := 0
			for b.Loop() {
				require.NoError(b, store.Commit(context.Background(), insert(i)))
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

// BenchmarkCommitParallel shows what callers gain who share a sync of the disk.
func BenchmarkCommitParallel(b *testing.B) {
	for _, callers := range []int{2, 16, 64} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			store := openBench(b, "", data.Collection{Name: "orders"})
			var next atomic.Int64
			b.SetParallelism(max(1, callers/runtime.GOMAXPROCS(0)))
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					require.NoError(b, store.Commit(context.Background(), insert(int(next.Add(1)))))
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

// BenchmarkOpen is what a program pays at start on a database in order.
func BenchmarkOpen(b *testing.B) {
	config := sqlite.Config{Path: filepath.Join(b.TempDir(), "bench.db")}
	for b.Loop() {
		store, err := sqlite.New(b.Context(), config)
		require.NoError(b, err)
		for _, name := range []string{"orders", "customers", "pizzas", "kitchens"} {
			require.NoError(b, store.Define(data.Collection{Name: name, Unique: []data.Index{{Name: "a", Fields: []string{"a"}}}}))
		}
		require.NoError(b, store.Close())
	}
}

func BenchmarkRead(b *testing.B) {
	const stored = 10_000
	store := openBench(b, "", data.Collection{
		Name:    "orders",
		Indexes: []data.Index{{Name: "order_time", Fields: []string{"order_time"}}, {Name: "status", Fields: []string{"status"}}},
	})
	var batch data.Batch
	for i := range stored {
		batch.Writes = append(batch.Writes, insert(i).Writes...)
	}
	require.NoError(b, store.Commit(context.Background(), batch))
	b.Run("Load", func(b *testing.B) {
		i := 0
		for b.Loop() {
			found, err := store.Load(context.Background(), "orders", []string{fmt.Sprintf("%08d", i%stored)})
			require.NoError(b, err)
			require.Len(b, found, 1)
			i++
		}
	})
	newest := query.All().OrderBy(query.Text("order_time").Desc()).Page(1, 20)
	for name, q := range map[string]query.Query{
		"Newest":             newest,
		"NewestOfStatus":     newest.Where(query.Text("status").Eq("s3")),
		"WithoutIndex":       newest.Where(query.Text("customer.name").HasSuffix("77")),
		"EqualityUsingIndex": query.Where(query.Text("order_time").Eq("2026-01-01T00:00:000000077Z")),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				found, err := store.Query(context.Background(), "orders", q)
				require.NoError(b, err)
				require.NotEmpty(b, found.Records)
			}
		})
	}
}

// BenchmarkPage reads a page of 20 at the start, in the middle and at the end of 20 000
// documents, by number and after a cursor.
func BenchmarkPage(b *testing.B) {
	const stored = 20_000
	store := openBench(b, "", data.Collection{Name: "orders", Indexes: []data.Index{{Name: "order_time", Fields: []string{"order_time"}}}})
	var batch data.Batch
	for i := range stored {
		batch.Writes = append(batch.Writes, insert(i).Writes...)
	}
	require.NoError(b, store.Commit(context.Background(), batch))
	q := query.All().OrderBy(query.Text("order_time").Desc())
	for _, before := range []int{20, stored / 2, stored - 40} {
		last, err := query.NewDocument(fmt.Sprintf("%08d", stored-before), []byte(body(stored-before)))
		require.NoError(b, err)
		for name, page := range map[string]query.Query{"offset": q.Offset(before).Limit(20), "cursor": q.After(q.CursorOf(last)).Limit(20)} {
			b.Run(fmt.Sprintf("%s/%d", name, before), func(b *testing.B) {
				for b.Loop() {
					found, err := store.Query(context.Background(), "orders", page)
					require.NoError(b, err)
					require.Len(b, found.Records, 20)
				}
			})
		}
	}
}

// BenchmarkAggregate adds up 20 000 documents by group.
func BenchmarkAggregate(b *testing.B) {
	const stored = 20_000
	store := openBench(b, "", data.Collection{Name: "orders"})
	var batch data.Batch
	for i := range stored {
		batch.Writes = append(batch.Writes, insert(i).Writes...)
	}
	require.NoError(b, store.Commit(context.Background(), batch))
	a := query.All().Aggregate(query.Count(), query.Field[int]("customer.phone").Sum()).By(query.Text("status").Key())
	for b.Loop() {
		groups, err := store.Aggregate(context.Background(), "orders", a)
		require.NoError(b, err)
		require.Len(b, groups, 7)
	}
	b.ReportMetric(float64(b.N*stored)/b.Elapsed().Seconds(), "documents/s")
}
