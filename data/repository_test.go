package data_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestARepositoryIsRefusedWithEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	type inner struct{ hidden int }
	type lossy struct {
		Key    string `json:"key"`
		Nested []map[string]*inner
		total  int
		cache  int `json:"-"`
		Big    *big.Int
		At     time.Time
	}
	_ = lossy{total: 1, cache: inner{1}.hidden}
	_, err := data.NewDocuments(memory.New(), data.Config{
		Collection: "Lost Things",
		Unique:     []data.Index{{Name: "id", Fields: []string{"key"}}, {Name: "none"}, {Fields: []string{"$id"}}},
		Indexes:    []data.Index{{Fields: []string{"no path"}}, {Name: "none", Fields: []string{"key"}}},
	}, func(l *lossy) string { return l.Key })
	require.Error(t, err)
	for _, fault := range []string{
		`repository of "Lost Things": collection name "Lost Things": use lower-case letters, digits and underscores, a letter first, at most 48`,
		`index "id": the name is taken; give each index of a collection its own`,
		`index "none": it covers no field; name at least one`,
		`index name "$id": use lower-case letters`,
		`index "$id": ids are unique without an index; leave it out`,
		`index "no path": query path "no path": "no path" is no member name`,
		`index "none": the name is taken`,
		"lossy.total is not exported and would not be stored; export it, or tag it `json:\"-\"`",
		"inner.hidden is not exported",
	} {
		require.ErrorContains(t, err, fault)
	}
	require.Equal(t, 10, strings.Count(err.Error(), "\n")+1, err)
}

type byValue struct{ data.Store }

type uncomparable struct {
	data.Store
	_ []int
}

func TestARepositoryNeedsAStoreThatCanBeToldFromOthers(t *testing.T) {
	t.Parallel()
	_, err := data.NewRepository[*Order, string](uncomparable{Store: memory.New()}, orderConfig)
	require.ErrorContains(t, err, "the store is data_test.uncomparable; use a pointer")
	_, err = data.NewRepository[*Order, string](nil, orderConfig)
	require.ErrorContains(t, err, "the store is <nil>")
	_, err = data.NewRepository[*Order, string](byValue{memory.New()}, orderConfig)
	require.NoError(t, err)
}

type pointerless struct{ *Order }

func TestARepositoryOfAggregatesIsOneOfPointers(t *testing.T) {
	t.Parallel()
	_, err := data.NewRepository[pointerless, string](memory.New(), orderConfig)
	require.EqualError(t, err, "a repository of data_test.pointerless: use the pointer to the aggregate, such as *Order")
}

func TestACollectionHasOneDefinition(t *testing.T) {
	t.Parallel()
	store := memory.New()
	newOrders(t, store)
	newOrders(t, store)
	_, err := data.NewRepository[*Order, string](store, data.Config{Collection: "orders"})
	require.ErrorContains(t, err, `the collection "orders" is defined twice, with different indexes`)
}

func TestNamesAreDerived(t *testing.T) {
	t.Parallel()
	tests := []struct {
		config  data.Config
		code    string
		message string
	}{
		{data.Config{Collection: "orders"}, "order_not_found", `order "1" does not exist`},
		{data.Config{Collection: "delivery_tours"}, "delivery_tour_not_found", `delivery_tour "1" does not exist`},
		{data.Config{Collection: "companies"}, "company_not_found", `company "1" does not exist`},
		{data.Config{Collection: "addresses"}, "address_not_found", `address "1" does not exist`},
		{data.Config{Collection: "boxes"}, "box_not_found", `box "1" does not exist`},
		{data.Config{Collection: "houses"}, "house_not_found", `house "1" does not exist`},
		{data.Config{Collection: "glass"}, "glass_not_found", `glass "1" does not exist`},
		{data.Config{Collection: "people", Singular: "person"}, "person_not_found", `person "1" does not exist`},
		{data.Config{Collection: "menu", NotFound: "pizza_not_found"}, "pizza_not_found", `menu "1" does not exist`},
	}
	for _, test := range tests {
		t.Run(test.config.Collection, func(t *testing.T) {
			t.Parallel()
			all, err := data.NewRepository[*Order, string](memory.New(), test.config)
			require.NoError(t, err)
			_, err = all.Get(t.Context(), "1")
			require.Equal(t, test.code, errs.CodeOf(err))
			require.EqualError(t, err, test.message)
		})
	}
}

// put stores a body in the collection of orders, past any repository.
func put(t *testing.T, store data.Store, id, body string) {
	t.Helper()
	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: []data.Write{
		{Op: data.Put, Collection: "orders", ID: id, Version: 1, Body: []byte(body)},
	}}))
}

func TestAStoredDocumentThatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"another type", `{"id":"1","status":5}`, "/status"},
		{"an unknown member", `{"id":"1","colour":"red"}`, `unknown object member name "colour"`},
		{"a name in other case", `{"ID":"1"}`, `unknown object member name "ID"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			store := memory.New()
			all := newOrders(t, store)
			put(t, store, "1", test.body)
			_, err := all.Get(t.Context(), "1")
			require.ErrorContains(t, err, `load order "1": `)
			require.ErrorContains(t, err, test.want)
			require.Equal(t, errs.KindInternal, errs.KindOf(err))
			_, err = all.Find(t.Context(), query.All())
			require.ErrorContains(t, err, `load order "1": `)
		})
	}
}

func TestUnknownMembersMayBeIgnored(t *testing.T) {
	t.Parallel()
	store := memory.New()
	all, err := data.NewRepository[*Order, string](store, data.Config{Collection: "orders", UnknownFields: data.IgnoreUnknown})
	require.NoError(t, err)
	put(t, store, "1", `{"id":"1","status":"pending","colour":"red"}`)
	found, err := all.Get(t.Context(), "1")
	require.NoError(t, err)
	require.Equal(t, "pending", found.State().Status)
}

func TestWhatIsStored(t *testing.T) {
	t.Parallel()
	type row struct {
		Key   string           `json:"key"`
		At    time.Time        `json:"at"`
		Until *time.Time       `json:"until"`
		Waits time.Duration    `json:"waits"`
		Tags  []string         `json:"tags"`
		Sums  map[string]int64 `json:"sums"`
		Name  string           `json:"name,omitempty"`
	}
	store := memory.New()
	rows, err := data.NewDocuments(store, data.Config{Collection: "rows"}, func(r *row) string { return r.Key })
	require.NoError(t, err)
	at := time.Date(2026, 5, 1, 1, 2, 3, 4000, time.FixedZone("east", 2*60*60))
	require.NoError(t, rows.Add(t.Context(), data.NewDocument(row{
		Key: "1", At: at, Waits: 1500 * time.Millisecond, Sums: map[string]int64{"b": 2, "a": 1},
	})))
	records, err := store.Load(t.Context(), "rows", []string{"1"})
	require.NoError(t, err)
	require.Equal(t, `{"key":"1","at":"2026-04-30T23:02:03.000004000Z","until":null,"waits":1500000000,"tags":[],"sums":{"a":1,"b":2}}`,
		string(records[0].Body))

	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: []data.Write{
		{Op: data.Put, Collection: "rows", ID: "2", Version: 1, Body: []byte(`{"key":"2","waits":1.5}`)},
	}}))
	_, err = rows.Get(t.Context(), "2")
	require.ErrorContains(t, err, "a duration is a whole number of nanoseconds, not 1.5")
}

func TestErrorsSayWhatAndWhatToDo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err               error
		log, code, client string
	}{
		{
			&data.StaleError{Collection: "orders", ID: "1", Expected: 2, Actual: 3},
			`orders "1" was expected at version 2 and is at 3`, "stale_version",
			`order "1" was changed by somebody else in the meantime; load it again and repeat`,
		},
		{
			&data.StaleError{Collection: "orders", ID: "1", Expected: 2},
			`orders "1" was expected at version 2 and is gone`, "stale_version",
			`order "1" was changed by somebody else in the meantime; load it again and repeat`,
		},
		{
			&data.DuplicateError{Collection: "orders", ID: "1", Index: "number"},
			`orders "1" breaks the unique index "number"`, "duplicate", `another order has this number already`,
		},
	}
	for _, test := range tests {
		require.EqualError(t, test.err, test.log)
		require.ErrorIs(t, test.err, errs.KindConflict)
		require.Equal(t, test.code, errs.CodeOf(test.err))
		require.Equal(t, test.client, errs.From(test.err).Message)
	}
}

func TestAQueryWithAFaultIsRefused(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "1")
	_, err := all.Find(t.Context(), query.All().Page(0, 0))
	require.ErrorContains(t, err, "find orders: page 0 of 0 documents does not exist")
	require.Equal(t, errs.KindInvalid, errs.KindOf(err))
}

func TestFindSaysWhichPageItReturns(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "1", "2", "3")
	page, err := all.Find(t.Context(), query.All().Page(2, 2))
	require.NoError(t, err)
	require.Equal(t, 3, page.Total)
	require.Equal(t, 2, page.Number())
	require.Len(t, page.Items, 1)
	page, err = all.Find(t.Context(), query.Where(query.ID.Eq("nobody")))
	require.NoError(t, err)
	require.NotNil(t, page.Items, "no items are an empty list")
}

func TestDrivers(t *testing.T) {
	t.Parallel()
	drivers := data.Drivers{"memory": memory.Open, "sqlite": nil, "postgres": nil}
	store, err := drivers.Open(t.Context(), "memory:orders")
	require.EqualError(t, err, `open the memory store: a store in memory has no name; its URL is "memory:" and no more`)
	require.Nil(t, store)
	store, err = drivers.Open(t.Context(), "Memory:")
	require.NoError(t, err, "the case of a scheme does not matter")
	require.NoError(t, store.Close())

	tests := []struct {
		name, url, want string
		drivers         data.Drivers
	}{
		{"unknown", "postgre://me:secret@db", `the store URL has the unknown scheme "postgre"; use memory:, postgres: or sqlite:`, drivers},
		{"none", "orders.db", `the store URL has no scheme; begin it with memory:, postgres: or sqlite:`, drivers},
		{"empty", "", `the store URL has no scheme; begin it with memory:`, data.Drivers{"memory": memory.Open}},
		{"no drivers", "x:", `the store URL has the unknown scheme "x"; use a driver, of which there is none in data.Drivers`, nil},
	}
	for _, test := range tests {
		_, err := test.drivers.Open(t.Context(), test.url)
		require.EqualError(t, err, test.want, test.name)
		require.Equal(t, errs.KindInvalid, errs.KindOf(err))
	}
}
