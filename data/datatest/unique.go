package datatest

import (
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
)

var uniqueTests = []subtest{
	{"a unique index refuses a second holder", uniqueRefuses},
	{"a unique index takes no notice of absent values", uniqueAbsent},
	{"a unique index compares values exactly", uniqueExact},
	{"unique values may be swapped in one batch", uniqueSwap},
	{"a unique value may be handed on in one batch", uniqueHandedOn},
	{"a value is free once its holder lets go of it", uniqueFreed},
}

func uniqueRefuses(h harness) {
	before := map[string]string{
		"1": `1 {"phone":"1","seat":{"number":1,"row":"a"}}`,
		"2": `1 {"phone":"2","seat":{"number":2,"row":"a"}}`,
	}
	h.seed(put("1", 0, `{"phone":"1","seat":{"row":"a","number":1}}`), put("2", 0, `{"phone":"2","seat":{"row":"a","number":2}}`))
	tests := []struct {
		name, index string
		writes      []data.Write
	}{
		{"insert", "phone", []data.Write{put("3", 0, `{"phone":"1"}`)}},
		{"update", "phone", []data.Write{put("2", 1, `{"phone":"1"}`)}},
		{"two fields", "seat", []data.Write{put("3", 0, `{"phone":"3","seat":{"row":"a","number":2}}`)}},
		{"within the batch", "phone", []data.Write{put("3", 0, `{"phone":"3"}`), put("4", 0, `{"phone":"3"}`)}},
		{"within the batch, by an update", "phone", []data.Write{put("1", 1, `{"phone":"3"}`), put("4", 0, `{"phone":"3"}`)}},
	}
	for _, test := range tests {
		require.Equal(h, test.index, duplicate(h, h.commit(test.writes...)).Index, test.name)
		h.requireStored(before)
	}
	require.NoError(h, h.commit(put("1", 1, `{"phone":"1","seat":{"row":"a","number":1},"x":0}`)), "a document is not in its own way")
	require.NoError(h, h.commit(put("3", 0, `{"phone":"3","seat":{"row":"b","number":1}}`)), "one field of two may agree")
}

func uniqueAbsent(h harness) {
	h.seed(
		put("1", 0, `{}`), put("2", 0, `{}`), put("3", 0, `{"phone":null}`), put("4", 0, `{"phone":null}`),
		put("5", 0, `{"seat":{"row":"a"}}`), put("6", 0, `{"seat":{"row":"a"}}`), put("7", 0, `{"seat":null}`),
		put("8", 0, `{"phone":""}`))
	require.Equal(h, "phone", duplicate(h, h.commit(put("9", 0, `{"phone":""}`))).Index, "empty text is a value")
}

func uniqueExact(h harness) {
	h.seed(
		put("1", 0, `{"phone":"ada"}`), put("2", 0, `{"phone":"Ada"}`), put("3", 0, `{"phone":"ada "}`),
		put("4", 0, `{"phone":"a\u0308"}`), put("5", 0, `{"phone":"ä"}`))
	duplicate(h, h.commit(put("6", 0, `{"phone":"\u00e4"}`)))
	duplicate(h, h.commit(put("6", 0, `{ "phone" : "ada" }`)))
}

func uniqueSwap(h harness) {
	h.seed(put("1", 0, `{"phone":"a"}`), put("2", 0, `{"phone":"b"}`), put("3", 0, `{"phone":"c"}`))
	require.NoError(h, h.commit(put("1", 1, `{"phone":"b"}`), put("2", 1, `{"phone":"a"}`)))
	require.NoError(h, h.commit(put("1", 2, `{"phone":"c"}`), put("2", 2, `{"phone":"b"}`), put("3", 1, `{"phone":"a"}`)))
	h.requireStored(map[string]string{"1": `3 {"phone":"c"}`, "2": `3 {"phone":"b"}`, "3": `2 {"phone":"a"}`})
}

func uniqueHandedOn(h harness) {
	h.seed(put("1", 0, `{"phone":"a"}`), put("2", 0, `{"phone":"b"}`))
	require.NoError(h, h.commit(put("3", 0, `{"phone":"a"}`), remove("1", 1)), "from one that is removed")
	require.NoError(h, h.commit(put("4", 0, `{"phone":"b"}`), put("2", 1, `{"phone":"z"}`)), "from one that is changed")
	h.requireStored(map[string]string{"2": `2 {"phone":"z"}`, "3": `1 {"phone":"a"}`, "4": `1 {"phone":"b"}`})
}

func uniqueFreed(h harness) {
	h.seed(put("1", 0, `{"phone":"a"}`), put("2", 0, `{"phone":"b"}`), put("3", 0, `{"phone":"c"}`))
	require.NoError(h, h.commit(put("1", 1, `{"phone":"x"}`)))
	require.NoError(h, h.commit(remove("2", 1)))
	require.NoError(h, h.commit(put("3", 1, `{}`)))
	require.NoError(h, h.commit(put("4", 0, `{"phone":"a"}`), put("5", 0, `{"phone":"b"}`), put("6", 0, `{"phone":"c"}`)))
	duplicate(h, h.commit(put("7", 0, `{"phone":"x"}`)))
}
