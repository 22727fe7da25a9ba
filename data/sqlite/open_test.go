package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	driver "modernc.org/sqlite"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/errs"
)

// raw opens the file as another program would.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	connector, err := driver.NewConnector("file:" + path + "?_txlock=immediate&_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	db := sql.OpenDB(connector)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func open(t *testing.T, config sqlite.Config, collections ...data.Collection) *sqlite.Store {
	t.Helper()
	store, err := sqlite.New(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	for _, c := range collections {
		require.NoError(t, store.Define(c))
	}
	return store
}

func put(id, body string) data.Batch {
	return data.Batch{Writes: []data.Write{{Op: data.Put, Collection: "docs", ID: id, Version: 1, Body: []byte(body)}}}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	newer := filepath.Join(dir, "newer.db")
	require.NoError(t, open(t, sqlite.Config{Path: newer}).Close())
	_, err := raw(t, newer).Exec("UPDATE neuroglia_meta SET value = 3")
	require.NoError(t, err)
	tests := []struct {
		name, path, want string
	}{
		{"a folder", dir, "cannot be opened; see that it is a file, and that this user may read and write it"},
		{"below a file", filepath.Join(file("file", ""), "orders.db"), "make the folder of the database"},
		{"a text", file("notes.txt", "These are notes and no database, whatever the name says. They go on for a while, as notes do."), "is not a SQLite database; give another path, or move the file away"},
		{"a newer format", newer, "it is of format 3 and this program reads up to 2; run the newer version that wrote it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := sqlite.New(t.Context(), sqlite.Config{Path: test.path})
			require.ErrorContains(t, err, test.want)
			require.ErrorContains(t, err, dir)
		})
	}
}

func TestOpenLockedFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "locked.db")
	tx, err := raw(t, path).Begin()
	require.NoError(t, err)
	_, err = sqlite.New(t.Context(), sqlite.Config{Path: path, BusyTimeout: time.Millisecond})
	require.ErrorContains(t, err, "is locked by another process; stop that one, or wait for it")
	require.NoError(t, tx.Rollback())
	require.NoError(t, open(t, sqlite.Config{Path: path}).Ping(t.Context()))
}

func TestPathsWithMeaningInURLs(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "50% of #1?", "a b.db")
	store := open(t, sqlite.Config{Path: path}, data.Collection{Name: "docs"})
	require.NoError(t, store.Commit(t.Context(), put("1", `{}`)))
	require.FileExists(t, path)
}

func TestDurabilityIsAsAskedFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "orders.db")
	store := open(t, sqlite.Config{Path: path}, data.Collection{Name: "docs"})
	var mode string
	other := raw(t, path)
	require.NoError(t, other.QueryRow("PRAGMA journal_mode").Scan(&mode))
	require.Equal(t, "wal", mode)
	require.NoError(t, other.Close())
	require.NoError(t, store.Commit(t.Context(), put("1", `{"a":1}`)))
	require.FileExists(t, path+"-wal")
	require.NoError(t, store.Close())
	require.NoFileExists(t, path+"-wal", "Close leaves one file")
	require.NoError(t, store.Close(), "closing again does nothing")
	require.ErrorIs(t, store.Ping(t.Context()), sqlite.ErrClosed)
	require.ErrorIs(t, store.Define(data.Collection{Name: "more"}), sqlite.ErrClosed)
	require.ErrorIs(t, store.Commit(t.Context(), put("2", `{}`)), sqlite.ErrClosed)
}

func TestMemoryIsPrivate(t *testing.T) {
	t.Parallel()
	docs := data.Collection{Name: "docs"}
	one := open(t, sqlite.Config{Path: sqlite.Memory}, docs)
	other := open(t, sqlite.Config{Path: sqlite.Memory}, docs)
	require.NoError(t, one.Commit(t.Context(), put("1", `{}`)))
	found, err := other.Query(t.Context(), "docs", query.All())
	require.NoError(t, err)
	require.Zero(t, found.Total)
}

func TestBusyIsUnavailable(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "busy.db")
	store := open(t, sqlite.Config{Path: path, BusyTimeout: time.Millisecond}, data.Collection{Name: "docs"})
	tx, err := raw(t, path).Begin()
	require.NoError(t, err)
	err = store.Commit(t.Context(), put("1", `{}`))
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.Equal(t, "store_busy", errs.CodeOf(err))
	_, err = store.Query(t.Context(), "docs", query.All())
	require.NoError(t, err, "readers do not wait for writers")
	require.NoError(t, tx.Rollback())
	require.NoError(t, store.Commit(t.Context(), put("1", `{}`)))
}
