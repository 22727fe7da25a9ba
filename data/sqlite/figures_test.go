package sqlite_test

import (
	"context"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// requireWalk follows cursors from page to page, which are to lead through the same
// documents as the query without them.
func requireWalk(t *rapid.T, store *sqlite.Store, records []data.Record, q query.Query) {
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

func aggregations(q query.Query) *rapid.Generator[query.Aggregation] {
	path := rapid.Map(rapid.SampledFrom(append([]string{string(query.ID)}, somePaths...)), func(p string) query.Field[any] { return query.Field[any](p) })
	return rapid.Custom(func(t *rapid.T) query.Aggregation {
		a := q.Aggregate(query.Count(), path.Draw(t, "sum").Sum(), path.Draw(t, "avg").Avg(), path.Draw(t, "min").Min(), path.Draw(t, "max").Max())
		for range rapid.IntRange(0, 2).Draw(t, "keys") {
			a = a.By(rapid.SampledFrom([]query.GroupKey{path.Draw(t, "key").Key(), path.Draw(t, "day").Day()}).Draw(t, "group"))
		}
		return a
	})
}

// requireFigures asks for figures about the documents that the query finds.
func requireFigures(t *rapid.T, store *sqlite.Store, records []data.Record, q query.Query) {
	a := aggregations(q).Draw(t, "aggregation")
	docs := make([]query.Document, len(records))
	for i, r := range records {
		var err error
		docs[i], err = query.NewDocument(r.ID, r.Body)
		require.NoError(t, err)
	}
	want := a.Apply(docs)
	got, err := store.Aggregate(context.Background(), "docs", a)
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
