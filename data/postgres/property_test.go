package postgres_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// The generators draw from small pools, so that values meet: what is stored is
// asked for, paths are shared, and kinds mix at one path.

var (
	somePaths = []string{"a", "a", "a", "b", "b", "c", "nested.a", "nested.deep.b", "list", "missing", "with-hyphen"}
	someTexts = []string{
		"", "a", "A", strings.Repeat("é", 199), strings.Repeat("é", 200), strings.Repeat("é", 201), strings.Repeat("é", 200) + "A", "ab", strings.Repeat("é", 199), strings.Repeat("é", 200), strings.Repeat("é", 201), strings.Repeat("é", 200) + "A", "aB", "abc", "b", "Ma", "Maria", "MARIA", "é", "É", "日本", "😀", "\U0010ffff", "\ud7ff", "\ue000",
		"%", "_", "*", "?", "[a]", "[1]", "[]", "{}", "{", `{"a":1}`, "'", `"`, `\`, "a'; DROP TABLE docs; --", "\x00", "a\x00b", "a\x00B",
		"\n", "null", "true", "0", "1", "1.0", "2026-01-01T00:00:00.000000000Z",
	}
	// lookAlikes are what a database takes for one another unless told otherwise.
	lookAlikes = []any{
		true, false, 0, 1, 1.0, "1", "true", "[1]", []any{1}, "{}", map[string]any{}, "a", "A", "a\x00b", "a\x00c", "A\x00b", "", nil,
	}
	someNumbers = []any{
		0, 1, -1, 2, 42, 0.0, 1.0, -0.5, 0.1, 1e300, -1e300, 5e-324, int64(9007199254740993), 9007199254740992.0,
		int64(9223372036854775807), 9223372036854775807.0, int64(-9223372036854775808),
	}
)

func text() *rapid.Generator[string] {
	alike := rapid.SampledFrom([]string{"a", "A", "a\x00b", "A\x00B", "\x00", "[", "[1]", "1", ""})
	return rapid.OneOf(alike, alike, rapid.SampledFrom(someTexts), rapid.StringN(0, 6, -1))
}

func number() *rapid.Generator[any] {
	return rapid.OneOf(rapid.SampledFrom(someNumbers), rapid.Map(rapid.IntRange(-3, 3), toAny[int]), rapid.Map(rapid.Float64Range(-2, 2), toAny[float64]))
}

func toAny[T any](v T) any { return v }

func scalar() *rapid.Generator[any] {
	alike := rapid.SampledFrom(lookAlikes).Filter(isScalar)
	return rapid.OneOf(alike, alike, alike, number(), rapid.Map(text(), toAny[string]), rapid.Map(rapid.Bool(), toAny[bool]), rapid.Just[any](nil))
}

func isScalar(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return false
	}
	return true
}

func member() *rapid.Generator[any] {
	return rapid.OneOf(scalar(), scalar(), scalar(), rapid.SampledFrom(lookAlikes),
		rapid.Map(rapid.SliceOfN(scalar(), 0, 3), toAny[[]any]),
		rapid.Just[any](map[string]any{"a": 1}), rapid.Just[any]([]any{[]any{1}, map[string]any{}}))
}

func documents() *rapid.Generator[[]data.Record] {
	object := rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c", "list", "with-hyphen"}), member(), 0, 5)
	return rapid.Custom(func(t *rapid.T) []data.Record {
		records := make([]data.Record, rapid.IntRange(0, 16).Draw(t, "count"))
		for i := range records {
			doc := object.Draw(t, "document")
			if rapid.Bool().Draw(t, "is nested") {
				inner := object.Draw(t, "nested")
				inner["deep"] = object.Draw(t, "deep")
				doc["nested"] = inner
			}
			body, err := json.Marshal(doc)
			require.NoError(t, err)
			id := strings.ReplaceAll(text().Draw(t, "id"), "\x00", "")
			records[i] = data.Record{ID: fmt.Sprintf("%s-%d", id, i), Version: 1, Body: withoutNUL(body)}
		}
		return records
	})
}

// withoutNUL takes out of a document what the database refuses. Queries keep it.
func withoutNUL(body []byte) []byte { return bytes.ReplaceAll(body, []byte(`\u0000`), nil) }

func condition(depth int) *rapid.Generator[query.Condition] {
	if depth == 0 {
		return rapid.OneOf(comparison(), comparison(), textTest(), listTest())
	}
	inner := condition(depth - 1)
	return rapid.OneOf(inner, inner,
		rapid.Map(rapid.SliceOfN(inner, 0, 3), func(cs []query.Condition) query.Condition { return query.And(cs...) }),
		rapid.Map(rapid.SliceOfN(inner, 0, 3), func(cs []query.Condition) query.Condition { return query.Or(cs...) }),
		rapid.Map(inner, query.Not))
}

func comparison() *rapid.Generator[query.Condition] {
	return rapid.Custom(func(t *rapid.T) query.Condition {
		f := query.Field[any](rapid.SampledFrom(somePaths).Draw(t, "path"))
		v := scalar().Draw(t, "value")
		switch rapid.IntRange(0, 9).Draw(t, "operator") {
		case 0:
			return f.Ne(v)
		case 1:
			return f.Lt(v)
		case 2:
			return f.Le(v)
		case 3:
			return f.Gt(v)
		case 4:
			return f.Ge(v)
		case 5:
			return f.In(rapid.SliceOfN(scalar(), 0, 4).Draw(t, "values")...)
		case 6:
			return f.NotIn(rapid.SliceOfN(scalar(), 0, 4).Draw(t, "values")...)
		case 7:
			return f.IsNull()
		case 8:
			return f.Between(v, scalar().Draw(t, "high"))
		}
		return f.Eq(v)
	})
}

func textTest() *rapid.Generator[query.Condition] {
	return rapid.Custom(func(t *rapid.T) query.Condition {
		f := query.Text(rapid.SampledFrom(append([]string{string(query.ID)}, somePaths...)).Draw(t, "path"))
		tests := []func(string) query.Condition{
			f.Eq, f.Ne, f.Lt, f.Ge, f.Contains, f.HasPrefix, f.HasSuffix,
			f.EqFold, f.ContainsFold, f.HasPrefixFold, f.HasSuffixFold,
		}
		return rapid.SampledFrom(tests).Draw(t, "operator")(text().Draw(t, "text"))
	})
}

// TestEveryOperatorOnEveryValueAgrees goes through what chance may leave out.
func TestEveryOperatorOnEveryValueAgrees(t *testing.T) {
	t.Parallel()
	values := slices.Concat(lookAlikes, someNumbers)
	for _, s := range someTexts {
		values = append(values, s)
	}
	records := make([]data.Record, len(values))
	for i, v := range values {
		body, err := json.Marshal(map[string]any{"a": v, "list": []any{v, "other"}})
		require.NoError(t, err)
		records[i] = data.Record{ID: fmt.Sprintf("%03d", i), Version: 1, Body: withoutNUL(body)}
	}
	store := openDocs(t, data.Collection{Name: "docs"}, "")
	reload(t, store, records)
	a, list, name := query.Field[any]("a"), query.List[any]("list"), query.Text("a")
	for _, v := range values {
		if !isScalar(v) {
			continue
		}
		conditions := []query.Condition{a.Eq(v), a.Ne(v), a.Lt(v), a.Le(v), a.Gt(v), a.Ge(v), a.In(v, "zz", nil), a.NotIn(v, 7), list.Any(v)}
		if s, ok := v.(string); ok {
			conditions = append(conditions, name.Contains(s), name.HasPrefix(s), name.HasSuffix(s),
				name.EqFold(s), name.ContainsFold(s), name.HasPrefixFold(s), name.HasSuffixFold(s))
		}
		for i, c := range conditions {
			q := comparable(query.Where(c).OrderBy(a.Asc()), records)
			want, total := inMemory(t, records, q)
			found, err := store.Query(t.Context(), "docs", q)
			require.NoError(t, err)
			require.Equal(t, want, ids(found.Records), "%v, condition %d %#v", v, i, c)
			require.Equal(t, total, found.Total)
		}
	}
}

func listTest() *rapid.Generator[query.Condition] {
	return rapid.Custom(func(t *rapid.T) query.Condition {
		return query.List[any](rapid.SampledFrom(somePaths).Draw(t, "path")).Any(scalar().Draw(t, "element"))
	})
}

func queries() *rapid.Generator[query.Query] {
	return rapid.Custom(func(t *rapid.T) query.Query {
		q := query.Where(condition(3).Draw(t, "condition"))
		for range rapid.IntRange(0, 3).Draw(t, "keys") {
			order := query.Order{
				Path:       query.Path(rapid.SampledFrom(append([]string{string(query.ID)}, somePaths...)).Draw(t, "key")),
				Descending: rapid.Bool().Draw(t, "descending"),
				NullsLast:  rapid.Bool().Draw(t, "nulls last"),
			}
			q = q.OrderBy(order)
		}
		if rapid.Bool().Draw(t, "paged") {
			q = q.Page(rapid.IntRange(1, 3).Draw(t, "page"), rapid.IntRange(1, 5).Draw(t, "size"))
		} else if rapid.Bool().Draw(t, "offset") {
			q = q.Offset(rapid.IntRange(0, 5).Draw(t, "leave out"))
		}
		return q
	})
}

// TestMemoryAndPostgresAgree holds the translation to the semantics of package query.
func TestMemoryAndPostgresAgree(t *testing.T) {
	t.Parallel()
	plain, indexed := openDocs(t, data.Collection{Name: "docs"}, "&pooling=transaction"), openDocs(t, data.Collection{
		Name: "docs",
		Indexes: []data.Index{
			{Name: "a", Fields: []string{"a"}},
			{Name: "b_c", Fields: []string{"b", "c"}},
			{Name: "deep", Fields: []string{"nested.deep.b"}},
		},
	}, "&pooling=transaction")
	rapid.Check(t, func(t *rapid.T) {
		records := documents().Draw(t, "documents")
		reload(t, plain, records)
		reload(t, indexed, records)
		for range queriesPerDraw {
			q := comparable(queries().Draw(t, "query"), records)
			require.NoError(t, q.Err())
			want, total := inMemory(t, records, q)
			for _, store := range []*postgres.Store{plain, indexed} {
				found, err := store.Query(context.Background(), "docs", q)
				require.NoError(t, err)
				require.Equal(t, want, ids(found.Records))
				require.Equal(t, total, found.Total)
				requireWalk(t, store, records, q)
			}
		}
	})
}

// requireWalk follows cursors from page to page, which are to lead through the same
// documents as the query without them.
func requireWalk(t *rapid.T, store *postgres.Store, records []data.Record, q query.Query) {
	q = q.Unpaged()
	all, _ := inMemory(t, records, q)
	size := rapid.IntRange(1, 4).Draw(t, "size")
	page := q.After("").Limit(size)
	for walked := 0; ; {
		want, total := inMemory(t, records, page)
		found, err := store.Query(context.Background(), "docs", page)
		require.NoError(t, err)
		require.Equal(t, all[walked:min(walked+size, len(all))], ids(found.Records))
		require.Equal(t, want, ids(found.Records))
		require.Equal(t, total, found.Total)
		if found.Total == len(found.Records) {
			return
		}
		walked += size
		last, err := query.NewDocument(found.Records[size-1].ID, found.Records[size-1].Body)
		require.NoError(t, err)
		page = q.After(q.CursorOf(last)).Limit(size)
	}
}

func openDocs(t testing.TB, c data.Collection, options string) *postgres.Store {
	t.Helper()
	config, err := postgres.ParseURL(testenv.Postgres(t) + options)
	require.NoError(t, err)
	store, err := postgres.New(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	require.NoError(t, store.Define(c))
	return store
}

// comparable leaves out sort keys by which arrays or objects would be sorted, whose JSON
// the database writes its own way.
func comparable(q query.Query, records []data.Record) query.Query {
	kept := query.Where(q.Filter())
	for _, order := range q.Orders() {
		if !slices.ContainsFunc(records, func(r data.Record) bool { return holdsComposite(r, order.Path) }) {
			kept = kept.OrderBy(order)
		}
	}
	offset, limit := q.Window()
	if limit > 0 {
		kept = kept.Limit(limit)
	}
	return kept.Offset(offset)
}

func holdsComposite(r data.Record, path query.Path) bool {
	var value any
	if json.Unmarshal(r.Body, &value) != nil || path.IsID() {
		return false
	}
	for segment := range path.Segments() {
		members, _ := value.(map[string]any)
		value = members[segment]
	}
	return !isScalar(value)
}

// reload makes the records everything that the store holds.
func reload(t require.TestingT, store *postgres.Store, records []data.Record) {
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
