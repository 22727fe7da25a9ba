package sqlite_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// indexesIn lists the indexes that were made by statement.
func indexesIn(t *testing.T, path string) []string {
	t.Helper()
	rows, err := raw(t, path).Query("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
	require.NoError(t, err)
	var names []string
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		if !strings.HasPrefix(name, "neuroglia_") {
			names = append(names, name)
		}
	}
	require.NoError(t, rows.Err())
	return names
}

func TestIndexesFollowTheDefinition(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "orders.db")
	phone, name := data.Index{Name: "phone", Fields: []string{"phone"}}, data.Index{Name: "name", Fields: []string{"name"}}
	define := func(c data.Collection) error {
		store := open(t, sqlite.Config{Path: path})
		return errorsJoinClose(store, store.Define(c))
	}
	require.NoError(t, define(data.Collection{Name: "docs", Indexes: []data.Index{phone, name}}))
	require.Equal(t, []string{"docs.name", "docs.phone"}, indexesIn(t, path))

	_, err := raw(t, path).Exec("CREATE INDEX made_by_hand ON docs (version)")
	require.NoError(t, err)
	require.NoError(t, define(data.Collection{Name: "docs", Unique: []data.Index{phone}}))
	require.Equal(t, []string{"docs.phone", "made_by_hand"}, indexesIn(t, path))

	store := open(t, sqlite.Config{Path: path}, data.Collection{Name: "docs", Unique: []data.Index{phone}})
	batch := data.Batch{Writes: slices.Concat(put("1", `{"phone":"5","name":"A"}`).Writes, put("2", `{"phone":"6","name":"A"}`).Writes)}
	require.NoError(t, store.Commit(t.Context(), batch))
	require.NoError(t, store.Close())
	err = define(data.Collection{Name: "docs", Unique: []data.Index{name}})
	require.ErrorContains(t, err, "documents that are stored already break a unique index; change them, or do not declare it")
	require.Equal(t, []string{"docs.phone", "made_by_hand"}, indexesIn(t, path), "nothing was changed")
}

func errorsJoinClose(store *sqlite.Store, err error) error {
	if closed := store.Close(); err == nil {
		return closed
	}
	return err
}

func TestDefineRefuses(t *testing.T) {
	t.Parallel()
	store := open(t, sqlite.Config{Path: sqlite.Memory}, data.Collection{Name: "docs"})
	tests := []struct {
		name string
		c    data.Collection
		want string
	}{
		{"another definition", data.Collection{Name: "docs", Indexes: []data.Index{{Name: "a", Fields: []string{"a"}}}}, "is defined twice"},
		{"a name that injects", data.Collection{Name: `x" (a); --`}, "use lower-case letters"},
		{"a name of SQLite", data.Collection{Name: "sqlite_docs"}, "are taken"},
		{"a name of ours", data.Collection{Name: "neuroglia_meta"}, "are taken"},
		{"a path that injects", data.Collection{Name: "more", Unique: []data.Index{{Name: "a", Fields: []string{`a"')`}}}}, "is no member name"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, store.Define(test.c), test.want)
		})
	}
}

// Kinds that SQLite reads as the same value are different values.
func TestUniqueIndexTellsKindsApart(t *testing.T) {
	t.Parallel()
	store := open(t, sqlite.Config{Path: sqlite.Memory}, data.Collection{Name: "docs", Unique: []data.Index{{Name: "a", Fields: []string{"a"}}}})
	for i, value := range []string{`1`, `true`, `"1"`, `0`, `false`, `[1]`, `"[1]"`, `{}`, `"{}"`} {
		require.NoError(t, store.Commit(t.Context(), put(string(rune('a'+i)), `{"a":`+value+`}`)), value)
	}
	var duplicate *data.DuplicateError
	for _, value := range []string{`1.0`, `true`, `"[1]"`} {
		require.ErrorAs(t, store.Commit(t.Context(), put("z", `{"a":`+value+`}`)), &duplicate)
		require.Equal(t, "a", duplicate.Index)
	}
}
