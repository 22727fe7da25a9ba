package sqlite_test

import (
	"context"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// FuzzQuery gives everything that may come from outside any value: whatever a query
// does not refuse has to be good SQL, leave the data alone, and find what memory finds.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{"a", "customer.phone", "x' OR 1=1 --", `a")) UNION SELECT`, "?1", "$id", "a\x00", "é", "\U0010ffff", "%", "_", "*", "[1]", "{}", `{"a":1}`, "'", `\`, "\n", "null", "1.0"} {
		f.Add(s, s, int64(len(s)), 0.5, uint8(len(s)))
	}
	store := openDocs(f, data.Collection{Name: "docs", Indexes: []data.Index{{Name: "a", Fields: []string{"a"}}}})
	f.Fuzz(func(t *testing.T, path, text string, i int64, fl float64, pick uint8) {
		name, number, float := query.Text(path), query.Field[int64](path), query.Field[float64](path)
		conditions := []query.Condition{
			name.Eq(text), name.Ge(text), name.Contains(text), name.HasPrefix(text), name.HasSuffix(text),
			name.ContainsFold(text), name.HasPrefixFold(text), name.HasSuffixFold(text), name.EqFold(text),
			number.In(i, -i), number.Gt(i), float.Le(fl), query.List[string](path).Any(text), name.IsNull(), name.NotIn(text),
		}
		one, two := conditions[int(pick)%len(conditions)], conditions[int(pick>>4)%len(conditions)]
		q := query.Where(query.Or(one, query.Not(two))).OrderBy(name.Desc()).Limit(int(pick) + 1)
		if q.Err() != nil {
			_, err := store.Query(t.Context(), "docs", q)
			require.ErrorContains(t, err, q.Err().Error())
			return
		}
		if !utf8.ValidString(text) {
			text = ""
		}
		body, err := json.Marshal(map[string]any{"a": text, "b": i, "list": []string{text}, "customer": map[string]any{"phone": text}})
		require.NoError(t, err)
		records := []data.Record{{ID: "1", Version: 1, Body: body}, {ID: "2", Version: 1, Body: []byte(`{"a":"constant"}`)}}
		reload(t, store, records)
		want, total := inMemory(t, records, q)
		found, err := store.Query(t.Context(), "docs", q)
		require.NoError(t, err)
		require.Equal(t, want, ids(found.Records))
		require.Equal(t, total, found.Total)
	})
}

func openDocs(t testing.TB, c data.Collection) *sqlite.Store {
	t.Helper()
	store, err := sqlite.New(t.Context(), sqlite.Config{Path: sqlite.Memory})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	require.NoError(t, store.Define(c))
	return store
}

// reload makes the records everything that the store holds.
func reload(t require.TestingT, store *sqlite.Store, records []data.Record) {
	old, err := store.Query(context.Background(), "docs", query.All())
	require.NoError(t, err)
	var batch data.Batch
	for _, r := range old.Records {
		batch.Writes = append(batch.Writes, data.Write{Op: data.Delete, Collection: "docs", ID: r.ID, Expected: r.Version})
	}
	require.NoError(t, store.Commit(context.Background(), batch))
	batch.Writes = nil
	for _, r := range records {
		batch.Writes = append(batch.Writes, data.Write{Op: data.Put, Collection: "docs", ID: r.ID, Version: r.Version, Body: r.Body})
	}
	require.NoError(t, store.Commit(context.Background(), batch))
}

func inMemory(t require.TestingT, records []data.Record, q query.Query) (found []string, total int) {
	docs := make([]query.Document, len(records))
	for i, r := range records {
		var err error
		docs[i], err = query.NewDocument(r.ID, r.Body)
		require.NoError(t, err)
	}
	page, total := q.Apply(docs)
	found = make([]string, len(page))
	for i, doc := range page {
		found[i] = doc.ID()
	}
	return found, total
}

func ids(records []data.Record) []string {
	found := make([]string, len(records))
	for i, r := range records {
		found[i] = r.ID
	}
	return found
}
