package memory_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
)

// The kinds of values are the store's own affair; the contract asks for text.
func TestUniqueValuesOfEveryKind(t *testing.T) {
	t.Parallel()
	store := memory.New()
	require.NoError(t, store.Define(data.Collection{Name: "things", Unique: []data.Index{{Name: "v", Fields: []string{"v"}}}}))
	commit := func(id, value string) error {
		return store.Commit(t.Context(), data.Batch{Writes: []data.Write{
			{Op: data.Put, Collection: "things", ID: id, Version: 1, Body: []byte(`{"v":` + value + `}`)},
		}})
	}
	tests := []struct{ value, same string }{
		{`1`, `1.0`},
		{`9007199254740993`, ``},
		{`9007199254740992`, ``},
		{`0.5`, `5e-1`},
		{`true`, `true`},
		{`"1"`, `"\u0031"`},
		{`["a","b"]`, `[ "a", "b" ]`},
		{`["b","a"]`, ``},
		{`{"x":1,"y":2}`, `{"y":2,"x":1}`},
	}
	for i, test := range tests {
		require.NoError(t, commit(fmt.Sprint(i), test.value), test.value)
		if test.same != "" {
			require.ErrorContains(t, commit("again", test.same), `unique index "v"`, test.same)
		}
	}
}

func TestMisuseIsToldInWords(t *testing.T) {
	t.Parallel()
	store := memory.New()
	_, err := store.Load(t.Context(), "things", []string{"1"})
	require.EqualError(t, err, `the collection "things" is not defined; call Define before it is used`)
	require.ErrorContains(t, store.Define(data.Collection{Name: "Things"}), `collection name "Things"`)

	require.NoError(t, store.Define(data.Collection{Name: "things"}))
	err = store.Commit(t.Context(), data.Batch{Writes: []data.Write{
		{Op: data.Put, Collection: "things", ID: "1", Version: 1, Body: []byte(`{"half":`)},
	}})
	require.ErrorContains(t, err, `store in "things": decode document "1"`)

	require.NoError(t, store.Close())
	require.Equal(t, errs.KindUnavailable, errs.KindOf(store.Define(data.Collection{Name: "things"})))
}

func TestOpen(t *testing.T) {
	t.Parallel()
	store, err := memory.Open(t.Context(), "memory:")
	require.NoError(t, err)
	require.NoError(t, store.Ping(t.Context()))
	_, err = memory.Open(t.Context(), "memory:orders")
	require.EqualError(t, err, `a store in memory has no name; its URL is "memory:" and no more`)
}
