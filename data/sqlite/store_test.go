package sqlite_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

func TestUnknownCollection(t *testing.T) {
	t.Parallel()
	store := open(t, sqlite.Config{Path: sqlite.Memory})
	_, err := store.Load(t.Context(), "orders", []string{"1"})
	require.ErrorContains(t, err, `the collection "orders" is not known to the store; call Define first`)
	_, err = store.Query(t.Context(), "orders", query.All())
	require.ErrorContains(t, err, "call Define first")
	require.ErrorContains(t, store.Commit(t.Context(), put("1", `{}`)), "call Define first")
}

func TestManyIDs(t *testing.T) {
	t.Parallel()
	store := open(t, sqlite.Config{Path: sqlite.Memory}, data.Collection{Name: "docs"})
	odd := []string{"", "'", `"`, "a\x00b", "日本", `\`, "[1]"}
	for _, id := range odd {
		require.NoError(t, store.Commit(t.Context(), put(id, `{}`)))
	}
	found, err := store.Load(t.Context(), "docs", append([]string{"missing"}, odd...))
	require.NoError(t, err)
	require.ElementsMatch(t, odd, ids(found))
	for _, id := range odd {
		found, err := store.Load(t.Context(), "docs", []string{id})
		require.NoError(t, err)
		require.Equal(t, []string{id}, ids(found))
	}
}

// The largest query that is allowed is one that SQLite takes.
func TestLargestQuery(t *testing.T) {
	t.Parallel()
	store := open(t, sqlite.Config{Path: sqlite.Memory}, data.Collection{Name: "docs"})
	require.NoError(t, store.Commit(t.Context(), put("1", `{"n":1}`)))
	const n query.Field[int] = "n"
	values := make([]int, query.MaxValues)
	many := make([]query.Condition, query.MaxConditions)
	for i := range values {
		values[i], many[i%len(many)] = i, n.Eq(i%len(many))
	}
	for name, condition := range map[string]query.Condition{"in": n.In(values...), "or": query.Or(many...)} {
		found, err := store.Query(t.Context(), "docs", query.Where(condition))
		require.NoError(t, err, name)
		require.Equal(t, 1, found.Total, name)
	}
	deepest := n.Eq(1)
	for query.Where(query.Not(query.And(deepest))).Err() == nil {
		deepest = query.Not(query.And(deepest))
	}
	_, err := store.Query(t.Context(), "docs", query.Where(deepest))
	require.NoError(t, err)
}

func TestPagesShareASnapshot(t *testing.T) {
	t.Parallel()
	store := openFile(t)
	done := make(chan error, 1)
	go func() {
		for i := range 300 {
			if err := store.Commit(context.Background(), put(fmt.Sprint(i), `{}`)); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for running := true; running; {
		select {
		case err := <-done:
			require.NoError(t, err)
			running = false
		default:
		}
		all, err := store.Query(t.Context(), "docs", query.All().Limit(1_000))
		require.NoError(t, err)
		require.Len(t, all.Records, all.Total)
		beyond, err := store.Query(t.Context(), "docs", query.All().Offset(1_000))
		require.NoError(t, err)
		require.Empty(t, beyond.Records)
		require.GreaterOrEqual(t, beyond.Total, all.Total)
	}
}

func openFile(t *testing.T) *sqlite.Store {
	t.Helper()
	return open(t, sqlite.Config{Path: t.TempDir() + "/docs.db", Synchronous: sqlite.Normal}, data.Collection{Name: "docs"})
}

func ids(records []data.Record) []string {
	found := make([]string, len(records))
	for i, r := range records {
		found[i] = r.ID
	}
	return found
}
