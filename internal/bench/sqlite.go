package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	driver "modernc.org/sqlite"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// sqliteBench measures the log and the documents on SQLite against what the same SQLite does by
// hand, each commit on disk before it is acknowledged.
func sqliteBench(w io.Writer, rounds int, each time.Duration, sizes [2]int) (err error) {
	dir, err := os.MkdirTemp("", "neuroglia-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := &sqliteRig{each: each}
	defer func() { err = errors.Join(err, r.close()) }()
	if err := r.openReads(filepath.Join(dir, "reads.db")); err != nil {
		return err
	}
	round := 0
	err = compare(w, "sqlite", rounds, r.measurements(), func() error {
		round++
		return r.begin(filepath.Join(dir, fmt.Sprint(round)))
	})
	if err != nil {
		return err
	}
	return constantMemory(w, "sqlite", sizes, func(size int) (eventstore.Store, func(), error) {
		store, err := filledSQLite(filepath.Join(dir, fmt.Sprintf("size-%d.db", size)), size)
		return store, func() { _ = store.Close() }, err // nothing is kept
	})
}

// sqliteRig has a store that is written, a database of the same tables that is written by hand,
// both new in each round, and a store that is read.
type sqliteRig struct {
	each             time.Duration
	store, readStore *sqlite.Store
	rows, reads      *eventLog
	hand, readHand   *sql.DB
	event, order     *sql.Stmt
}

func openHand(path string) (*sql.DB, error) {
	connector, err := driver.NewConnector("file:" + path + "?_txlock=immediate&_pragma=synchronous(full)")
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	return db, nil
}

func (r *sqliteRig) begin(path string) (err error) {
	if err := r.closeRound(); err != nil {
		return err
	}
	ctx := context.Background()
	if r.store, err = sqlite.New(ctx, sqlite.Config{Path: path + "-store.db"}); err != nil {
		return err
	}
	if r.rows, err = newEventLog(ctx, r.store); err != nil {
		return err
	}
	same, err := sqlite.New(ctx, sqlite.Config{Path: path + "-hand.db"})
	if err != nil {
		return err
	}
	if err := errors.Join(same.Define(data.Collection{Name: "orders"}), same.Close()); err != nil {
		return err
	}
	if r.hand, err = openHand(path + "-hand.db"); err != nil {
		return err
	}
	return r.prepare(ctx)
}

func (r *sqliteRig) closeRound() error {
	if r.store == nil {
		return nil
	}
	return errors.Join(r.store.Close(), r.hand.Close())
}

func (r *sqliteRig) close() error {
	err := r.closeRound()
	if r.readStore != nil {
		err = errors.Join(err, r.readStore.Close())
	}
	if r.readHand != nil {
		err = errors.Join(err, r.readHand.Close())
	}
	return err
}

func (r *sqliteRig) openReads(path string) (err error) {
	if r.readStore, err = filledSQLite(path, readEvents); err != nil {
		return err
	}
	if r.reads, err = newEventLog(context.Background(), r.readStore); err != nil {
		return err
	}
	if err := r.reads.live(context.Background()); err != nil {
		return err
	}
	r.readHand, err = openHand(path)
	return err
}

// filledSQLite returns a store with so many events, which is not waited for to be on disk.
func filledSQLite(path string, size int) (*sqlite.Store, error) {
	ctx := context.Background()
	store, err := sqlite.New(ctx, sqlite.Config{Path: path, Synchronous: sqlite.Normal})
	if err != nil {
		return nil, err
	}
	for n := 0; n < size; n += manyEvents {
		_, err := store.Append(ctx, eventstore.Batch{Stream: "order-1", Expected: eventstore.Any, Events: orderEvents(min(manyEvents, size-n))})
		if err != nil {
			return store, err
		}
	}
	return store, nil
}

func (r *sqliteRig) measurements() []measurement {
	in := func(callers int, fn func(ctx context.Context) (int, error)) func() (float64, error) {
		return func() (float64, error) { return rate(callers, r.each, fn) }
	}
	const single, hand = "INSERT by hand", "two INSERTs by hand"
	return []measurement{
		{name: single, run: in(1, r.insertRow)},
		{name: "append", against: single, least: 0.75, run: in(1, func(ctx context.Context) (int, error) { return r.rows.appendOne(ctx) })},
		{name: "append in a unit", against: single, least: 0.75, run: in(1, func(ctx context.Context) (int, error) { return r.rows.commitOne(ctx) })},
		{name: "append, 512 callers", against: single, least: 3, run: in(512, func(ctx context.Context) (int, error) { return r.rows.appendOne(ctx) })},
		{name: "1000 INSERTs by hand in a transaction", run: in(1, r.insertMany)},
		{name: "append 1000 events", against: "1000 INSERTs by hand in a transaction", least: 0.9, run: in(1, func(ctx context.Context) (int, error) { return r.rows.appendMany(ctx) })},
		{name: hand, run: in(1, r.twoInserts)},
		{name: "document with event", against: hand, least: 0.9, run: in(1, func(ctx context.Context) (int, error) { return r.rows.saveDocument(ctx) })},
		{name: "SELECT all rows by hand", run: in(1, r.selectAll)},
		{name: "read all", against: "SELECT all rows by hand", run: in(1, func(ctx context.Context) (int, error) { return r.reads.readAll(ctx) })},
		{name: "SELECT a life by hand", run: in(1, r.selectLife)},
		{name: "load 1000 events", against: "SELECT a life by hand", run: in(1, func(ctx context.Context) (int, error) { return r.reads.loadFolded(ctx) })},
		{name: "… from a snapshot", against: "SELECT a life by hand", run: in(1, func(ctx context.Context) (int, error) { return r.reads.loadSnapshot(ctx) })},
	}
}
