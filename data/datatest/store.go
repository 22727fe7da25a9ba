package datatest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// TestStore holds a store to the contract of [data.Store].
func TestStore(t *testing.T, open Open, features Features) {
	t.Helper()
	tests := []subtest{
		{"a collection is defined once", definedOnce},
		{"what was put is loaded", putAndLoad},
		{"a batch without writes does nothing", emptyBatch},
		{"bodies come back unharmed", bodies},
		{"the caller owns what was loaded", ownership},
		{"a version is checked before it is replaced", versions},
		{"a check guards and changes nothing", checks},
		{"a batch is all or nothing", allOrNothing},
		{"a batch spans collections", severalCollections},
		{"a large batch is one commit", largeBatch},
		{"an operation begun too late leaves no trace", contextOver},
		{"a store answers until it is closed", closing},
	}
	tests = append(tests, uniqueTests...)
	tests = append(tests, queryTests...)
	tests = append(tests, concurrencyTests...)
	if features.Durable {
		tests = append(tests, subtest{"what was committed outlives the store", durable})
	}
	runAll(t, open, tests)
}

// people is the collection that the tests of the driver contract use.
var people = data.Collection{
	Name: "people",
	Unique: []data.Index{
		{Name: "phone", Fields: []string{"phone"}},
		{Name: "seat", Fields: []string{"seat.row", "seat.number"}},
	},
	Indexes: []data.Index{{Name: "city", Fields: []string{"address.city"}}},
}

func define(t *testing.T, h harness, collections ...data.Collection) {
	t.Helper()
	for _, c := range collections {
		require.NoError(t, h.Define(c))
	}
}

func put(id string, expected int64, body string) data.Write {
	return data.Write{Op: data.Put, Collection: people.Name, ID: id, Expected: expected, Version: expected + 1, Body: []byte(body)}
}

func remove(id string, expected int64) data.Write {
	return data.Write{Op: data.Delete, Collection: people.Name, ID: id, Expected: expected}
}

func check(id string, expected int64) data.Write {
	return data.Write{Op: data.Check, Collection: people.Name, ID: id, Expected: expected}
}

func (h harness) commit(t *testing.T, writes ...data.Write) error {
	t.Helper()
	return h.Commit(t.Context(), data.Batch{Writes: writes})
}

// seed commits what a test begins with.
func (h harness) seed(t *testing.T, writes ...data.Write) {
	t.Helper()
	define(t, h, people)
	require.NoError(t, h.commit(t, writes...))
}

// requireStored checks that the people are exactly these: ids to version and body.
func (h harness) requireStored(t *testing.T, expected map[string]string) {
	t.Helper()
	found, err := h.Query(t.Context(), people.Name, query.All())
	require.NoError(t, err)
	stored := map[string]string{}
	for _, r := range found.Records {
		stored[r.ID] = fmt.Sprintf("%d %s", r.Version, compact(t, r.Body))
	}
	require.Equal(t, expected, stored)
	require.Equal(t, len(expected), found.Total)
}

// compact takes out what a store may change of a body.
func compact(t *testing.T, body []byte) string {
	t.Helper()
	var value map[string]any
	require.NoError(t, json.Unmarshal(body, &value))
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

func definedOnce(t *testing.T, h harness) {
	define(t, h, people, people)
	other := people
	other.Unique = nil
	require.Error(t, h.Define(other))
	h.requireStored(t, map[string]string{})
}

func putAndLoad(t *testing.T, h harness) {
	h.seed(t, put("1", 0, `{"name":"Ada"}`), put("2", 0, `{"name":"Grace"}`), put("3", 0, `{}`))
	require.NoError(t, h.commit(t, put("1", 1, `{"name":"Ada L."}`), remove("3", 1)))
	records, err := h.Load(t.Context(), people.Name, []string{"3", "2", "nobody", "1"})
	require.NoError(t, err)
	require.Len(t, records, 2)
	h.requireStored(t, map[string]string{"1": `2 {"name":"Ada L."}`, "2": `1 {"name":"Grace"}`})

	records, err = h.Load(t.Context(), people.Name, nil)
	require.NoError(t, err)
	require.Empty(t, records)
	require.NoError(t, h.commit(t, put("3", 0, `{"again":true}`)), "a removed id may be used again")
}

func emptyBatch(t *testing.T, h harness) {
	h.seed(t)
	h.requireStored(t, map[string]string{})
}

func bodies(t *testing.T, h harness) {
	texts := map[string]string{
		"empty":     ``,
		"unicode":   "Żółć 🍕 e\u0301 \u2028 \U0010ffff",
		"quotes":    `'; drop table people; -- "%_\*?`,
		"control":   "\x01\t\n\x7f",
		"nul":       "before\x00after",
		"large":     strings.Repeat("pizza ", 400_000),
		"id’s id 🆔": "an id is any text",
	}
	define(t, h, people)
	for id, text := range texts {
		body, err := json.Marshal(map[string]string{"text": text})
		require.NoError(t, err)
		require.NoError(t, h.commit(t, put(id, 0, string(body))))
	}
	numbers := `{"int":9007199254740993,"float":0.1,"neg":-0.5,"exp":1e100,"null":null,"deep":[[{"a":[true]}]]}`
	require.NoError(t, h.commit(t, put("numbers", 0, numbers)))
	for id, text := range texts {
		var stored map[string]string
		require.NoError(t, json.Unmarshal(h.one(t, id).Body, &stored))
		require.Equal(t, text, stored["text"], id)
	}
	require.Contains(t, string(h.one(t, "numbers").Body), "9007199254740993", "integers keep every digit")
	require.JSONEq(t, numbers, string(h.one(t, "numbers").Body))
}

func (h harness) one(t *testing.T, id string) data.Record {
	t.Helper()
	records, err := h.Load(t.Context(), people.Name, []string{id})
	require.NoError(t, err)
	require.Len(t, records, 1)
	require.Equal(t, id, records[0].ID)
	return records[0]
}

func ownership(t *testing.T, h harness) {
	h.seed(t, put("1", 0, `{"name":"Ada"}`))
	body := h.one(t, "1").Body
	clear(body)
	found, err := h.Query(t.Context(), people.Name, query.All())
	require.NoError(t, err)
	clear(found.Records[0].Body)
	h.requireStored(t, map[string]string{"1": `1 {"name":"Ada"}`})
}

func allOrNothing(t *testing.T, h harness) {
	before := map[string]string{"1": `1 {"phone":"1"}`, "2": `1 {"phone":"2"}`}
	h.seed(t, put("1", 0, `{"phone":"1"}`), put("2", 0, `{"phone":"2"}`))
	good := []data.Write{put("1", 1, `{"phone":"9"}`), remove("2", 1), put("3", 0, `{"phone":"3"}`)}
	for name, bad := range map[string]data.Write{
		"stale":      put("4", 1, `{}`),
		"duplicate":  put("4", 0, `{"phone":"3"}`),
		"stale gone": remove("4", 1),
	} {
		require.Error(t, h.commit(t, append(good[:3:3], bad)...), name)
		require.Error(t, h.commit(t, append([]data.Write{bad}, good...)...), name)
		h.requireStored(t, before)
	}
	require.NoError(t, h.commit(t, good...))
	h.requireStored(t, map[string]string{"1": `2 {"phone":"9"}`, "3": `1 {"phone":"3"}`})
}

func severalCollections(t *testing.T, h harness) {
	pets := data.Collection{Name: "pets", Unique: []data.Index{{Name: "phone", Fields: []string{"phone"}}}}
	define(t, h, people, pets)
	dog := put("1", 0, `{"phone":"1"}`)
	dog.Collection = pets.Name
	require.NoError(t, h.commit(t, put("1", 0, `{"phone":"1"}`), dog), "ids and values are unique in their collection")

	dog.Expected, dog.Version = 1, 2
	stale(t, h.commit(t, dog, put("1", 5, `{}`)))
	records, err := h.Load(t.Context(), pets.Name, []string{"1"})
	require.NoError(t, err)
	require.EqualValues(t, 1, records[0].Version)
}

func largeBatch(t *testing.T, h harness) {
	const n = 2000
	define(t, h, people)
	writes, ids := make([]data.Write, n), make([]string, n)
	for i := range writes {
		ids[i] = fmt.Sprintf("%04d", i)
		writes[i] = put(ids[i], 0, fmt.Sprintf(`{"phone":"%d"}`, i))
	}
	duplicate(t, h.commit(t, append(writes, put("last", 0, `{"phone":"7"}`))...))
	h.requireStored(t, map[string]string{})
	require.NoError(t, h.commit(t, writes...))
	records, err := h.Load(t.Context(), people.Name, ids)
	require.NoError(t, err)
	require.Len(t, records, n)
	found, err := h.Query(t.Context(), people.Name, query.Where(query.ID.NotIn(ids[1:]...)))
	require.NoError(t, err)
	require.Equal(t, 1, found.Total)
}

func contextOver(t *testing.T, h harness) {
	h.seed(t, put("1", 0, `{}`))
	over := canceled(t)
	_, err := h.Load(over, people.Name, []string{"1"})
	require.Error(t, err)
	_, err = h.Query(over, people.Name, query.All())
	require.Error(t, err)
	require.Error(t, h.Commit(over, data.Batch{Writes: []data.Write{put("1", 1, `{"x":1}`)}}))
	require.Error(t, h.Ping(over))
	h.requireStored(t, map[string]string{"1": "1 {}"})
}

func closing(t *testing.T, h harness) {
	h.seed(t, put("1", 0, `{}`))
	require.NoError(t, h.Ping(t.Context()))
	require.NoError(t, h.Close())
	require.Error(t, h.Ping(t.Context()))
	_, err := h.Load(t.Context(), people.Name, []string{"1"})
	require.Error(t, err)
	require.Error(t, h.commit(t, put("2", 0, `{}`)))
	require.NoError(t, h.Close(), "closing again does no harm")
}

func durable(t *testing.T, h harness) {
	h.seed(t, put("1", 0, `{"phone":"1"}`), put("2", 0, `{"phone":"2"}`), put("3", 0, `{}`))
	require.NoError(t, h.commit(t, put("1", 1, `{"phone":"11"}`), remove("3", 1)))
	require.NoError(t, h.Close())

	again := harness{Store: h.open(t, h.dir), open: h.open, dir: h.dir}
	defer func() { require.NoError(t, again.Close()) }()
	define(t, again, people)
	again.requireStored(t, map[string]string{"1": `2 {"phone":"11"}`, "2": `1 {"phone":"2"}`})
	require.Equal(t, "phone", duplicate(t, again.commit(t, put("4", 0, `{"phone":"11"}`))).Index)
}
