package sqlite_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
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
		datatest.RequireAgreement(t, store, []data.Record{{ID: "1", Version: 1, Body: body}, {ID: "2", Version: 1, Body: []byte(`{"a":"constant"}`)}}, q)
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
