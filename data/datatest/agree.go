package datatest

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
	"github.com/neuroglia-go/neuroglia/data/query"
)

// TestQuery holds the answers of a store to the semantics of package query, as memory evaluates
// them: every operator on every kind of value, and drawn queries, pages after cursors and
// figures over drawn documents, with indexes and without. What it finds it makes small; see
// pgregory.net/rapid.
func TestQuery(t *testing.T, open Open, features Features) {
	t.Helper()
	runAll(t, open, []subtest{
		{"every operator on every value", func(h harness) { everyOperator(h, features) }},
		{"drawn queries", func(h harness) { drawnQueries(h, features) }},
	})
}

// stored is what of a drawn document and id the database takes.
func (f Features) stored(r data.Record) data.Record {
	if f.RefusesNUL {
		r.ID, r.Body = strings.ReplaceAll(r.ID, "\x00", ""), bytes.ReplaceAll(r.Body, []byte(`\u0000`), nil)
	}
	return r
}

// everyOperator goes through what chance may leave out.
func everyOperator(h harness, features Features) {
	values := slices.Concat(alikePool, numberPool)
	for _, s := range textPool {
		values = append(values, s)
	}
	records := make([]data.Record, len(values))
	for i, v := range values {
		body, err := json.Marshal(map[string]any{"a": v, "list": []any{v, "other"}})
		require.NoError(h, err)
		records[i] = features.stored(data.Record{ID: fmt.Sprintf("%03d", i), Version: 1, Body: body})
	}
	require.NoError(h, h.Define(data.Collection{Name: "docs"}))
	reload(h, h.Store, records)
	a := query.Field[any]("a")
	for _, v := range values {
		if !isScalar(v) {
			continue
		}
		for i, c := range conditionsOn(v) {
			requireAnswer(h, h.Store, records, features.comparable(query.Where(c).OrderBy(a.Asc()), records), fmt.Sprintf("%v, condition %d %#v", v, i, c))
		}
	}
}

func conditionsOn(v any) []query.Condition {
	a, list, name := query.Field[any]("a"), query.List[any]("list"), query.Text("a")
	conditions := []query.Condition{a.Eq(v), a.Ne(v), a.Lt(v), a.Le(v), a.Gt(v), a.Ge(v), a.In(v, "zz", nil), a.NotIn(v, 7), list.Any(v)}
	if s, ok := v.(string); ok {
		conditions = append(conditions, name.Contains(s), name.HasPrefix(s), name.HasSuffix(s),
			name.EqFold(s), name.ContainsFold(s), name.HasPrefixFold(s), name.HasSuffixFold(s))
	}
	return conditions
}

// RequireAgreement makes the records all that the collection "docs" of the store holds, and requires
// the answer to q that memory gives. It is for what an adapter fuzzes by itself.
func RequireAgreement(t require.TestingT, store data.Store, records []data.Record, q query.Query) {
	reload(t, store, records)
	requireAnswer(t, store, records, q, "")
}

// requireAnswer asks the store what memory knows.
func requireAnswer(t require.TestingT, store data.Store, records []data.Record, q query.Query, message string) {
	want, total := inMemory(t, records, q)
	found, err := store.Query(context.Background(), "docs", q)
	require.NoError(t, err)
	require.Equal(t, want, idsOf(found.Records), message)
	require.Equal(t, total, found.Total, message)
}

func drawnQueries(h harness, features Features) {
	require.NoError(h, h.Define(data.Collection{Name: "docs"}))
	indexed := harness{T: h.T, open: h.open, dir: h.TempDir()}.opened()
	require.NoError(h, indexed.Define(data.Collection{Name: "docs", Indexes: []data.Index{
		{Name: "a", Fields: []string{"a"}},
		{Name: "b_c", Fields: []string{"b", "c"}},
		{Name: "deep", Fields: []string{"nested.deep.b"}},
	}}))
	rapid.Check(h.T, func(t *rapid.T) {
		records := someRecords().Draw(t, "documents")
		for i := range records {
			records[i] = features.stored(records[i])
		}
		for _, store := range []data.Store{h.Store, indexed.Store} {
			reload(t, store, records)
		}
		for i := range queriesPerDraw {
			q := features.comparable(someQuery().Draw(t, "query"), records)
			require.NoError(t, q.Err())
			for _, store := range []data.Store{h.Store, indexed.Store} {
				requireAnswer(t, store, records, q, "")
				if i%5 == 0 {
					requireWalk(t, store, records, q)
					features.requireFigures(t, store, records, q)
				}
			}
		}
	})
}

// requireWalk follows cursors from page to page, which are to lead through the same
// documents as the query without them.
func requireWalk(t *rapid.T, store data.Store, records []data.Record, q query.Query) {
	q = q.Unpaged()
	all, _ := inMemory(t, records, q)
	size := rapid.IntRange(1, 4).Draw(t, "size")
	page := q.After("").Limit(size)
	for walked := 0; ; {
		want, total := inMemory(t, records, page)
		found, err := store.Query(context.Background(), "docs", page)
		require.NoError(t, err)
		require.Equal(t, all[walked:min(walked+size, len(all))], idsOf(found.Records))
		require.Equal(t, want, idsOf(found.Records))
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

func someAggregation(q query.Query) *rapid.Generator[query.Aggregation] {
	path := rapid.Map(rapid.SampledFrom(append([]string{string(query.ID)}, pathPool...)), func(p string) query.Field[any] { return query.Field[any](p) })
	return rapid.Custom(func(t *rapid.T) query.Aggregation {
		a := q.Aggregate(query.Count(), path.Draw(t, "sum").Sum(), path.Draw(t, "avg").Avg(), path.Draw(t, "min").Min(), path.Draw(t, "max").Max())
		for range rapid.IntRange(0, 2).Draw(t, "keys") {
			a = a.By(rapid.SampledFrom([]query.GroupKey{path.Draw(t, "key").Key(), path.Draw(t, "day").Day()}).Draw(t, "group"))
		}
		return a
	})
}

// requireFigures asks for figures about the documents that the query finds.
func (f Features) requireFigures(t *rapid.T, store data.Store, records []data.Record, q query.Query) {
	a := someAggregation(q).Draw(t, "aggregation")
	docs := make([]query.Document, len(records))
	for i, r := range records {
		var err error
		docs[i], err = query.NewDocument(r.ID, r.Body)
		require.NoError(t, err)
	}
	want := a.Apply(docs)
	aggregator, ok := store.(data.Aggregator)
	if !ok || f.SortsJSONItsWay && readsComposite(a, records) {
		return
	}
	got, err := aggregator.Aggregate(context.Background(), "docs", a)
	require.NoError(t, err)
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Keys, got[i].Keys)
		for n, r := range want[i].Results {
			require.Equal(t, r.Count(), got[i].Results[n].Count())
			require.Equal(t, r.Rat(), got[i].Results[n].Rat())
			if r.Value().Kind() != query.Number { // the two forms of a number are one value
				require.Equal(t, r.Value(), got[i].Results[n].Value())
			}
		}
	}
}

// comparable leaves out sort keys by which arrays or objects would be sorted, whose JSON
// the database writes its own way.
func (f Features) comparable(q query.Query, records []data.Record) query.Query {
	if !f.SortsJSONItsWay {
		return q
	}
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

// readsComposite reports whether figures are made of arrays or objects.
func readsComposite(a query.Aggregation, records []data.Record) bool {
	holds := func(path query.Path) bool {
		return slices.ContainsFunc(records, func(r data.Record) bool { return path != "" && holdsComposite(r, path) })
	}
	return slices.ContainsFunc(a.Keys(), func(k query.GroupKey) bool { return holds(k.Path) }) ||
		slices.ContainsFunc(a.Measures(), func(m query.Measure) bool { return holds(m.Path) })
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
func reload(t require.TestingT, store data.Store, records []data.Record) {
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

func idsOf(records []data.Record) []string {
	found := make([]string, len(records))
	for i, r := range records {
		found[i] = r.ID
	}
	return found
}
