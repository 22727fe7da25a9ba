package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// newRows returns writes of so many new documents.
func newRows(collection string, from, n int) (writes []data.Write) {
	for i := range n {
		body := fmt.Appendf(nil, `{"n":%d,"text":"höchst é"}`, from+i)
		writes = append(writes, data.Write{Op: data.Put, Collection: collection, ID: fmt.Sprintf("%06d", from+i), Version: 1, Body: body})
	}
	return writes
}

func defined(t *testing.T, store *postgres.Store) *postgres.Store {
	t.Helper()
	require.NoError(t, store.Define(data.Collection{Name: "rows"}))
	require.NoError(t, store.Define(data.Collection{Name: "others"}))
	require.NoError(t, store.Define(data.Collection{Name: "sorted", Indexes: []data.Index{{Name: "n", Fields: []string{"n"}}}}))
	return store
}

func countOf(t *testing.T, store *postgres.Store, collection string) int {
	t.Helper()
	found, err := store.Query(t.Context(), collection, query.All().Limit(1))
	require.NoError(t, err)
	return found.Total
}

// Documents that are copied are among the other writes of their commit, however large they are and
// however the server is spoken to.
func TestCopiedDocuments(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, options string }{{"prepared", ""}, {"not prepared", "&pooling=transaction"}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			store := defined(t, open(t, test.options))
			require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: newRows("rows", 0, 2)}))

			large := data.Write{Op: data.Put, Collection: "rows", ID: "large", Version: 7, Body: []byte(`{"text":"` + strings.Repeat("x", 300_000) + `"}`)}
			writes := append(newRows("rows", 1000, 600), newRows("others", 1000, 600)...)
			writes = append(writes, newRows("sorted", 1000, 600)...)
			writes = append(writes, large,
				data.Write{Op: data.Delete, Collection: "rows", ID: "000000", Expected: 1},
				data.Write{Op: data.Put, Collection: "rows", ID: "000001", Expected: 1, Version: 2, Body: []byte(`{"n":0}`)})
			require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: writes}))

			require.Equal(t, 602, countOf(t, store, "rows"))
			require.Equal(t, 600, countOf(t, store, "others"))
			require.Equal(t, 600, countOf(t, store, "sorted"))
			found, err := store.Load(t.Context(), "rows", []string{"large", "000001", "001599"})
			require.NoError(t, err)
			versions := map[string]int64{}
			for _, r := range found {
				versions[r.ID] = r.Version
				if r.ID == "large" {
					require.JSONEq(t, string(large.Body), string(r.Body))
				}
			}
			require.Equal(t, map[string]int64{"large": 7, "000001": 2, "001599": 1}, versions)
		})
	}
}

// A commit that is refused says which document it is about, and leaves nothing.
func TestCopiedDocumentsAreRefused(t *testing.T) { //nolint:tparallel // each goes on where the one before was
	t.Parallel()
	store := defined(t, open(t, "&pool_max_conns=1"))
	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: newRows("rows", 300, 2)}))
	for _, test := range []struct {
		name string
		also data.Write
		want func(t *testing.T, err error)
	}{
		{"for one that is there", newRows("rows", 301, 1)[0], isDuplicate("000301")},
		{"for one that it has twice", newRows("rows", 1234, 1)[0], isDuplicate("001234")},
		{
			"for a version",
			data.Write{Op: data.Put, Collection: "rows", ID: "000300", Expected: 5, Version: 6, Body: []byte(`{}`)},
			func(t *testing.T, err error) {
				t.Helper()
				stale, ok := errors.AsType[*data.StaleError](err)
				require.True(t, ok, "%v", err)
				require.Equal(t, data.StaleError{Collection: "rows", ID: "000300", Expected: 5, Actual: 1}, *stale)
			},
		},
		{
			"for what is no JSON",
			data.Write{Op: data.Put, Collection: "rows", ID: "broken", Version: 1, Body: []byte(`{`)},
			func(t *testing.T, err error) { t.Helper(); require.Error(t, err) },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			writes := append(newRows("others", 1000, 600), newRows("rows", 1000, 600)...)
			test.want(t, store.Commit(t.Context(), data.Batch{Writes: append(writes, test.also)}))
			require.Equal(t, 2, countOf(t, store, "rows"))
			require.Zero(t, countOf(t, store, "others"))
		})
	}
}

func isDuplicate(id string) func(t *testing.T, err error) {
	return func(t *testing.T, err error) {
		t.Helper()
		duplicate, ok := errors.AsType[*data.DuplicateError](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, data.DuplicateError{Collection: "rows", Index: data.IndexID, ID: id}, *duplicate)
	}
}

// TestCopiedDocumentsMeetFaults cuts the connection in front of each message: what is said of the
// commit is what happened.
func TestCopiedDocumentsMeetFaults(t *testing.T) {
	t.Parallel()
	w := newWire(t, testenv.Postgres(t))
	config, err := postgres.ParseURL(w.url + "&pool_max_conns=1&synchronous_commit=off")
	require.NoError(t, err)
	store, err := postgres.New(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	defined(t, store)
	committed := 0
	commit := func() error {
		return store.Commit(t.Context(), data.Batch{Writes: newRows("rows", 1000*committed, 600)})
	}
	succeed := func() {
		require.NoError(t, commit())
		committed++
	}
	succeed()
	w.count(0, toServer)
	succeed()
	for d, n := range w.messages() {
		for at := 1; at <= n; at++ {
			succeed() // on a connection that has prepared its statements
			w.count(at, direction(d))
			err := commit()
			w.mend(t)
			rows := countOf(t, store, "rows")
			outcome, ok := errors.AsType[*uow.OutcomeError](err)
			if unknown := ok && outcome.Outcome == uow.Unknown; err == nil || unknown && rows > 600*committed {
				committed++
			}
			require.Equal(t, 600*committed, rows, "message %d of %d %v: %v", at, n, direction(d), err)
		}
	}
}
