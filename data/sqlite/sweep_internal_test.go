package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// onDisk tells whether the text is in the file or in the log beside it.
func onDisk(t *testing.T, path, text string) bool {
	t.Helper()
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	log, err := os.ReadFile(path + "-wal")
	require.NoError(t, err)
	return bytes.Contains(file, []byte(text)) || bytes.Contains(log, []byte(text))
}

func TestWhatIsDeletedIsNowhereOnTheDisk(t *testing.T) {
	t.Parallel()
	deletions := map[string]func(ctx context.Context, store *Store, size int) error{
		"a document": func(ctx context.Context, store *Store, size int) error {
			if err := store.Commit(ctx, one("1", secret(size))); err != nil {
				return err
			}
			store.writer.truncate() // so that it is in the file and not in the log only
			return store.Commit(ctx, data.Batch{Writes: []data.Write{{Op: data.Delete, Collection: "docs", ID: "1", Expected: 1}}})
		},
		"a stream": func(ctx context.Context, store *Store, size int) error {
			if _, err := store.Append(ctx, eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "x", Data: []byte(secret(size))}}}); err != nil {
				return err
			}
			store.writer.truncate()
			_, err := store.Erase(ctx, "a-1")
			return err
		},
		"a document in a transaction": func(ctx context.Context, store *Store, size int) error {
			if err := store.Commit(ctx, one("1", secret(size))); err != nil {
				return err
			}
			store.writer.truncate()
			held, err := store.Begin(ctx, uow.Serializable)
			if err != nil {
				return err
			}
			return held.Commit(ctx, data.Batch{Writes: []data.Write{{Op: data.Delete, Collection: "docs", ID: "1", Expected: 1}}})
		},
	}
	for name, deletion := range deletions {
		for _, size := range []int{100, 100_000} {
			t.Run(fmt.Sprintf("%s of %d bytes", name, size), func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "secrets.db")
				store := newStore(t, path)
				for i := range 20 { // who stays
					require.NoError(t, store.Commit(t.Context(), one(fmt.Sprint("other-", i), `{"a":"b"}`)))
				}
				store.sweeper.pause = time.Millisecond
				require.NoError(t, deletion(t.Context(), store, size))
				require.Eventually(t, func() bool { return !onDisk(t, path, secretText) }, 10*time.Second, time.Millisecond)
			})
		}
	}
}

const secretText = "nobody may know"

func secret(size int) string {
	return `{"a":"` + strings.Repeat(secretText+". ", size/len(secretText)) + `"}`
}

func TestTheLogIsEmptiedOnceNobodyReadsFromIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secrets.db")
	store := newStore(t, path)
	store.sweeper.pause = time.Millisecond
	require.NoError(t, store.Commit(t.Context(), one("1", secret(100))))
	snapshot, err := store.Begin(t.Context(), uow.RepeatableRead)
	require.NoError(t, err)
	reader := snapshot.(*transaction)
	require.NoError(t, reader.tx.QueryRowContext(t.Context(), "SELECT count(*) FROM docs").Scan(new(int)))
	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: []data.Write{{Op: data.Delete, Collection: "docs", ID: "1", Expected: 1}}}))
	require.False(t, store.writer.truncate(), "somebody reads")
	require.True(t, onDisk(t, path, secretText))
	require.NoError(t, snapshot.Rollback(nil))
	require.Eventually(t, func() bool { return !onDisk(t, path, secretText) }, 10*time.Second, time.Millisecond)
}

// Another process keeps the file open, so that closing does not take the log away.
func TestCloseSweepsWhatIsDue(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secrets.db")
	store, err := New(t.Context(), Config{Path: path})
	require.NoError(t, err)
	newStore(t, path)
	require.NoError(t, store.Define(data.Collection{Name: "docs"}))
	require.NoError(t, store.Commit(t.Context(), one("1", secret(100))))
	store.sweeper.pause = time.Hour
	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: []data.Write{{Op: data.Delete, Collection: "docs", ID: "1", Expected: 1}}}))
	require.True(t, onDisk(t, path, secretText))
	require.NoError(t, store.Close())
	require.False(t, onDisk(t, path, secretText))
}

// A process that dies leaves its log.
func TestALogThatWasLeftBehindIsSwept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secrets.db")
	newStore(t, path)
	require.True(t, leftBehind(path))
	newStore(t, path)
	require.Eventually(t, func() bool { return !leftBehind(path) }, 20*time.Second, sweepPause/10)
}

func TestCloseInTheUnitThatHoldsTheTransaction(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"file": filepath.Join(t.TempDir(), "held.db"), "memory": Memory} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, err := New(t.Context(), Config{Path: path})
			require.NoError(t, err)
			store.patience = time.Millisecond
			err = uow.Do(t.Context(), func(ctx context.Context) error {
				_, err := Tx(ctx, store)
				require.NoError(t, err)
				err = store.Close()
				require.Equal(t, "store_in_use", errs.CodeOf(err))
				require.NoError(t, store.Close(), "closing again does nothing")
				return nil
			})
			require.ErrorIs(t, err, ErrClosed)
			require.Eventually(t, func() bool { return store.writer.db.Stats().OpenConnections == 0 }, 10*time.Second, time.Millisecond)
			if path != Memory {
				require.NoFileExists(t, path+"-wal", "the file was let go of")
			}
		})
	}
}
