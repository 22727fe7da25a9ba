package datatest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
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
	if features.RefusesNUL {
		tests = append(tests, subtest{"a text that cannot be stored is refused", nulRefused})
	} else {
		tests = append(tests, subtest{"U+0000 is a character", nulStored})
	}
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

func (h harness) define(collections ...data.Collection) {
	h.Helper()
	for _, c := range collections {
		require.NoError(h, h.Define(c))
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

func (h harness) commit(writes ...data.Write) error {
	h.Helper()
	return h.Commit(h.Context(), data.Batch{Writes: writes})
}

// seed commits what a test begins with.
func (h harness) seed(writes ...data.Write) {
	h.Helper()
	h.define(people)
	require.NoError(h, h.commit(writes...))
}

// requireStored checks that the people are exactly these: ids to version and body.
func (h harness) requireStored(expected map[string]string) {
	h.Helper()
	found, err := h.Query(h.Context(), people.Name, query.All())
	require.NoError(h, err)
	stored := map[string]string{}
	for _, r := range found.Records {
		stored[r.ID] = fmt.Sprintf("%d %s", r.Version, compact(h, r.Body))
	}
	require.Equal(h, expected, stored)
	require.Equal(h, len(expected), found.Total)
}

// compact takes out what a store may change of a body.
func compact(h harness, body []byte) string {
	h.Helper()
	var value map[string]any
	require.NoError(h, json.Unmarshal(body, &value))
	text, err := json.Marshal(value)
	require.NoError(h, err)
	return string(text)
}

func definedOnce(h harness) {
	h.define(people, people)
	other := people
	other.Unique = nil
	require.Error(h, h.Define(other))
	h.requireStored(map[string]string{})
}

func putAndLoad(h harness) {
	h.seed(put("1", 0, `{"name":"Ada"}`), put("2", 0, `{"name":"Grace"}`), put("3", 0, `{}`))
	require.NoError(h, h.commit(put("1", 1, `{"name":"Ada L."}`), remove("3", 1)))
	records, err := h.Load(h.Context(), people.Name, []string{"3", "2", "nobody", "1"})
	require.NoError(h, err)
	require.Len(h, records, 2)
	h.requireStored(map[string]string{"1": `2 {"name":"Ada L."}`, "2": `1 {"name":"Grace"}`})

	records, err = h.Load(h.Context(), people.Name, nil)
	require.NoError(h, err)
	require.Empty(h, records)
	require.NoError(h, h.commit(put("3", 0, `{"again":true}`)), "a removed id may be used again")
}

func emptyBatch(h harness) {
	h.seed()
	h.requireStored(map[string]string{})
}

func bodies(h harness) {
	texts := map[string]string{
		"empty":     ``,
		"unicode":   "Żółć 🍕 e\u0301 \u2028 \U0010ffff",
		"quotes":    `'; drop table people; -- "%_\*?`,
		"control":   "\x01\t\n\x7f",
		"large":     strings.Repeat("pizza ", 400_000),
		"id’s id 🆔": "an id is any text",
	}
	h.define(people)
	for id, text := range texts {
		body, err := json.Marshal(map[string]string{"text": text})
		require.NoError(h, err)
		require.NoError(h, h.commit(put(id, 0, string(body))))
	}
	numbers := `{"int":9007199254740993,"float":0.1,"neg":-0.5,"exp":1e100,"null":null,"deep":[[{"a":[true]}]]}`
	require.NoError(h, h.commit(put("numbers", 0, numbers)))
	for id, text := range texts {
		var stored map[string]string
		require.NoError(h, json.Unmarshal(h.one(id).Body, &stored))
		require.Equal(h, text, stored["text"], id)
	}
	require.Contains(h, string(h.one("numbers").Body), "9007199254740993", "integers keep every digit")
	require.JSONEq(h, numbers, string(h.one("numbers").Body))
}

const withNUL = `{"text":"before\u0000after"}`

func nulStored(h harness) {
	h.seed(put("a\x00b", 0, withNUL))
	require.JSONEq(h, withNUL, string(h.one("a\x00b").Body))
}

// nulRefused looks also whether what cannot be stored can be asked for.
func nulRefused(h harness) {
	h.seed(put("1", 0, `{"name":"b"}`))
	for _, w := range []data.Write{put("2", 0, withNUL), put("1", 1, withNUL), put("a\x00b", 0, `{}`)} {
		err := h.commit(put("3", 0, `{}`), w)
		require.Equal(h, errs.KindInvalid, errs.KindOf(err), "%v", err)
		require.Equal(h, "unstorable_text", errs.CodeOf(err))
	}
	records, err := h.Load(h.Context(), people.Name, []string{"a\x00b", "\x00"})
	require.NoError(h, err)
	require.Empty(h, records)
	found, err := h.Query(h.Context(), people.Name, query.Where(name.Gt("a\x00"), query.ID.Ne("\x00")))
	require.NoError(h, err)
	require.Equal(h, 1, found.Total)
	h.requireStored(map[string]string{"1": `1 {"name":"b"}`})
}

func (h harness) one(id string) data.Record {
	h.Helper()
	records, err := h.Load(h.Context(), people.Name, []string{id})
	require.NoError(h, err)
	require.Len(h, records, 1)
	require.Equal(h, id, records[0].ID)
	return records[0]
}

func ownership(h harness) {
	h.seed(put("1", 0, `{"name":"Ada"}`))
	body := h.one("1").Body
	clear(body)
	found, err := h.Query(h.Context(), people.Name, query.All())
	require.NoError(h, err)
	clear(found.Records[0].Body)
	h.requireStored(map[string]string{"1": `1 {"name":"Ada"}`})
}

func allOrNothing(h harness) {
	before := map[string]string{"1": `1 {"phone":"1"}`, "2": `1 {"phone":"2"}`}
	h.seed(put("1", 0, `{"phone":"1"}`), put("2", 0, `{"phone":"2"}`))
	good := []data.Write{put("1", 1, `{"phone":"9"}`), remove("2", 1), put("3", 0, `{"phone":"3"}`)}
	for name, bad := range map[string]data.Write{
		"stale":      put("4", 1, `{}`),
		"duplicate":  put("4", 0, `{"phone":"3"}`),
		"stale gone": remove("4", 1),
	} {
		require.Error(h, h.commit(append(good[:3:3], bad)...), name)
		require.Error(h, h.commit(append([]data.Write{bad}, good...)...), name)
		h.requireStored(before)
	}
	require.NoError(h, h.commit(good...))
	h.requireStored(map[string]string{"1": `2 {"phone":"9"}`, "3": `1 {"phone":"3"}`})
}

func severalCollections(h harness) {
	pets := data.Collection{Name: "pets", Unique: []data.Index{{Name: "phone", Fields: []string{"phone"}}}}
	h.define(people, pets)
	dog := put("1", 0, `{"phone":"1"}`)
	dog.Collection = pets.Name
	require.NoError(h, h.commit(put("1", 0, `{"phone":"1"}`), dog), "ids and values are unique in their collection")

	dog.Expected, dog.Version = 1, 2
	stale(h, h.commit(dog, put("1", 5, `{}`)))
	records, err := h.Load(h.Context(), pets.Name, []string{"1"})
	require.NoError(h, err)
	require.EqualValues(h, 1, records[0].Version)
}

func largeBatch(h harness) {
	const n = 2000
	h.define(people)
	writes, ids := make([]data.Write, n), make([]string, n)
	for i := range writes {
		ids[i] = fmt.Sprintf("%04d", i)
		writes[i] = put(ids[i], 0, fmt.Sprintf(`{"phone":"%d"}`, i))
	}
	duplicate(h, h.commit(append(writes, put("last", 0, `{"phone":"7"}`))...))
	h.requireStored(map[string]string{})
	require.NoError(h, h.commit(writes...))
	records, err := h.Load(h.Context(), people.Name, ids)
	require.NoError(h, err)
	require.Len(h, records, n)
	found, err := h.Query(h.Context(), people.Name, query.Where(query.ID.NotIn(ids[1:]...)))
	require.NoError(h, err)
	require.Equal(h, 1, found.Total)
}

func contextOver(h harness) {
	h.seed(put("1", 0, `{}`))
	over := canceled(h)
	_, err := h.Load(over, people.Name, []string{"1"})
	require.Error(h, err)
	_, err = h.Query(over, people.Name, query.All())
	require.Error(h, err)
	require.Error(h, h.Commit(over, data.Batch{Writes: []data.Write{put("1", 1, `{"x":1}`)}}))
	require.Error(h, h.Ping(over))
	h.requireStored(map[string]string{"1": "1 {}"})
}

func closing(h harness) {
	h.seed(put("1", 0, `{}`))
	require.NoError(h, h.Ping(h.Context()))
	require.NoError(h, h.Close())
	require.Error(h, h.Ping(h.Context()))
	_, err := h.Load(h.Context(), people.Name, []string{"1"})
	require.Error(h, err)
	require.Error(h, h.commit(put("2", 0, `{}`)))
	require.NoError(h, h.Close(), "closing again does no harm")
}

func durable(h harness) {
	h.seed(put("1", 0, `{"phone":"1"}`), put("2", 0, `{"phone":"2"}`), put("3", 0, `{}`))
	require.NoError(h, h.commit(put("1", 1, `{"phone":"11"}`), remove("3", 1)))
	require.NoError(h, h.Close())

	again := h.opened()
	again.define(people)
	again.requireStored(map[string]string{"1": `2 {"phone":"11"}`, "2": `1 {"phone":"2"}`})
	require.Equal(h, "phone", duplicate(h, again.commit(put("4", 0, `{"phone":"11"}`))).Index)
}
