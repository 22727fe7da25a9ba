package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

func happened(n int) []eventstore.Event {
	events := make([]eventstore.Event, n)
	for i := range events {
		events[i] = eventstore.Event{Type: "order.placed", Data: fmt.Appendf(nil, `{"n":%d,"name":"Margherita","price":"18.39"}`, i)}
	}
	return events
}

func TestAFileWithoutALogGetsOne(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "old.db")
	store := open(t, sqlite.Config{Path: path}, data.Collection{Name: "docs"})
	require.NoError(t, store.Commit(t.Context(), put("1", `{}`)))
	require.NoError(t, store.Close())
	_, err := raw(t, path).Exec("DROP TABLE neuroglia_events; UPDATE neuroglia_meta SET value = 1")
	require.NoError(t, err)

	store = open(t, sqlite.Config{Path: path}, data.Collection{Name: "docs"})
	commit, err := store.Append(t.Context(), eventstore.Batch{Stream: "order-1", Events: happened(1)})
	require.NoError(t, err)
	require.Equal(t, []int64{1}, commit.Versions)
	found, err := store.Query(t.Context(), "docs", query.All())
	require.NoError(t, err)
	require.Equal(t, 1, found.Total)
}

// Another process is another store on the same file, whose writes nobody tells of.
func TestAReaderHearsOfOtherProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shared.db")
	reader, writer := open(t, sqlite.Config{Path: path}), open(t, sqlite.Config{Path: path})
	heard := make(chan error, 1)
	go func() {
		_, err := reader.Wait(context.Background(), 0)
		heard <- err
	}()
	_, err := writer.Append(t.Context(), eventstore.Batch{Stream: "order-1", Events: happened(1)})
	require.NoError(t, err)
	require.NoError(t, <-heard)
}

func TestErasedDataIsNotInTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "erased.db")
	store := open(t, sqlite.Config{Path: path})
	const secret = "Ada-Lovelace-lives-in-London"
	for i := range 20 {
		_, err := store.Append(t.Context(), eventstore.Batch{Stream: fmt.Sprint("person-", i), Events: []eventstore.Event{
			{Type: "person.moved", Data: []byte(`{"who":"` + secret + `"}`)},
		}})
		require.NoError(t, err)
	}
	for i := range 20 {
		n, err := store.Erase(t.Context(), fmt.Sprint("person-", i))
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	}
	require.NoError(t, store.Close())
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(content), secret)
}

func TestBackup(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"file": filepath.Join(t.TempDir(), "live.db"), "memory": sqlite.Memory} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			docs := data.Collection{Name: "docs", Unique: []data.Index{{Name: "n", Fields: []string{"n"}}}}
			store := open(t, sqlite.Config{Path: path}, docs)
			require.NoError(t, store.Commit(t.Context(), put("1", `{"n":1}`)))
			_, err := store.Append(t.Context(), eventstore.Batch{Stream: "order-1", Events: happened(3)})
			require.NoError(t, err)
			stop, stopped := make(chan struct{}), make(chan error, 1)
			go func() { stopped <- appendUntil(store, stop) }()

			backup := filepath.Join(t.TempDir(), "folder", "backup.db")
			require.NoError(t, store.Backup(t.Context(), backup))
			close(stop)
			require.NoError(t, <-stopped)
			require.ErrorContains(t, store.Backup(t.Context(), backup), "there is a file already")
			left, err := os.ReadDir(filepath.Dir(backup))
			require.NoError(t, err)
			require.Len(t, left, 1, "nothing else is left there")

			copied := open(t, sqlite.Config{Path: backup}, docs)
			found, err := copied.Query(t.Context(), "docs", query.All())
			require.NoError(t, err)
			require.Equal(t, []string{"1"}, ids(found.Records))
			n := 0
			for _, err := range copied.ReadStream(t.Context(), "order-1", eventstore.ReadOptions{}) {
				require.NoError(t, err)
				n++
			}
			require.Equal(t, 3, n)
		})
	}
}

// appendUntil keeps a writer at work, and fails if the log does.
func appendUntil(store *sqlite.Store, stop <-chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		if _, err := store.Append(context.Background(), eventstore.Batch{Stream: "busy-1", Expected: eventstore.Any, Events: happened(1)}); err != nil {
			return err
		}
	}
}

func TestBackupThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store := open(t, sqlite.Config{Path: filepath.Join(dir, "live.db")})
	over, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	cancel(gone)
	require.ErrorIs(t, store.Backup(over, filepath.Join(dir, "a.db")), gone)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	require.Error(t, store.Backup(t.Context(), filepath.Join(dir, "file", "a.db")))
	require.NoError(t, store.Close())
	require.ErrorIs(t, store.Backup(t.Context(), filepath.Join(dir, "a.db")), sqlite.ErrClosed)
	require.NoFileExists(t, filepath.Join(dir, "a.db"))
}
