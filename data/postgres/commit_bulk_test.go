package postgres_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// Many new documents are inserted at once, among other writes, and all of a commit or none.
func TestManyNewDocuments(t *testing.T) {
	t.Parallel()
	store := open(t, "")
	require.NoError(t, store.Define(data.Collection{Name: "rows"}))
	require.NoError(t, store.Define(data.Collection{Name: "phones", Unique: []data.Index{{Name: "number", Fields: []string{"number"}}}}))
	batch := func(from int) (b data.Batch) {
		for i := from; i < from+40; i++ {
			body := fmt.Appendf(nil, `{"number":"%d"}`, i)
			for _, collection := range []string{"phones", "rows"} {
				b.Writes = append(b.Writes, data.Write{Op: data.Put, Collection: collection, ID: fmt.Sprintf("%04d", i), Version: 1, Body: body})
			}
		}
		return b
	}
	require.NoError(t, store.Commit(t.Context(), batch(0)))

	second := batch(100)
	second.Writes = append(second.Writes,
		data.Write{Op: data.Delete, Collection: "rows", ID: "0007", Expected: 1},
		data.Write{Op: data.Put, Collection: "rows", ID: "0008", Expected: 1, Version: 2, Body: []byte(`{"number":"new"}`)})
	require.NoError(t, store.Commit(t.Context(), second))
	all, err := store.Query(t.Context(), "rows", query.All())
	require.NoError(t, err)
	require.Len(t, all.Records, 79)
	found, err := store.Load(t.Context(), "rows", []string{"0008", "0120"})
	require.NoError(t, err)
	require.Len(t, found, 2)

	third := data.Batch{}
	for _, w := range append(batch(200).Writes, batch(120).Writes...) {
		if w.Collection == "rows" {
			third.Writes = append(third.Writes, w)
		}
	}
	err = store.Commit(t.Context(), third)
	duplicate, ok := errors.AsType[*data.DuplicateError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, data.IndexID, duplicate.Index)
	require.Contains(t, duplicate.ID, "01", "of one that is there")
	all, err = store.Query(t.Context(), "rows", query.All())
	require.NoError(t, err)
	require.Len(t, all.Records, 79)
}
