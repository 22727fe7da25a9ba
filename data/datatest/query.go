package datatest

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

var queryTests = []subtest{
	{"a query filters, sorts and pages", queries},
	{"a query that has a fault is refused", queryFaults},
	{"a page beyond the end is empty and knows the total", queryBeyond},
	{"pages after a cursor lead through all", queryCursor},
}

const (
	age  query.Field[int] = "age"
	name query.Text       = "name"
	city query.Text       = "address.city"
)

func queries(h harness) {
	h.seed(
		put("1", 0, `{"name":"Ada","age":36,"address":{"city":"London"}}`),
		put("2", 0, `{"name":"Grace","age":85,"address":{"city":"New York"}}`),
		put("3", 0, `{"name":"Alan","age":41,"address":{"city":"London"}}`),
		put("4", 0, `{"name":"Edsger","age":72}`),
		put("5", 0, `{"name":"ada","age":36,"address":{"city":"Paris"}}`))
	tests := []struct {
		name  string
		q     query.Query
		ids   []string
		total int
	}{
		{"all, by id", query.All(), []string{"1", "2", "3", "4", "5"}, 5},
		{"equal, nested", query.Where(city.Eq("London")), []string{"1", "3"}, 2},
		{"not equal includes absent", query.Where(city.Ne("London")), []string{"2", "4", "5"}, 3},
		{"absent", query.Where(city.IsNull()), []string{"4"}, 1},
		{"range", query.Where(age.Between(40, 80)), []string{"3", "4"}, 2},
		{"either", query.Where(query.Or(name.HasPrefix("A"), age.Gt(80))), []string{"1", "2", "3"}, 3},
		{"without case", query.Where(name.EqFold("ADA")), []string{"1", "5"}, 2},
		{"sorted, ties by id", query.All().OrderBy(age.Asc()), []string{"1", "5", "3", "4", "2"}, 5},
		{"sorted down, ties by id down", query.All().OrderBy(age.Desc()), []string{"2", "4", "3", "5", "1"}, 5},
		{"text by code point", query.All().OrderBy(name.Asc()), []string{"1", "3", "4", "2", "5"}, 5},
		{"second page", query.All().OrderBy(age.Asc()).Page(2, 2), []string{"3", "4"}, 5},
		{"last page", query.All().Page(3, 2), []string{"5"}, 5},
		{"some ids", query.Where(query.ID.In("5", "1", "9")), []string{"1", "5"}, 2},
		{"none", query.Where(name.Eq("nobody")), []string{}, 0},
	}
	for _, test := range tests {
		found, err := h.Query(h.Context(), people.Name, test.q)
		require.NoError(h, err, test.name)
		ids := make([]string, len(found.Records))
		for i, r := range found.Records {
			ids[i] = r.ID
		}
		require.Equal(h, test.ids, ids, test.name)
		require.Equal(h, test.total, found.Total, test.name)
	}
}

func queryFaults(h harness) {
	h.seed()
	for _, q := range []query.Query{query.All().Page(0, 1), query.Where(query.Text("no path").Eq("x")), query.All().Limit(-1)} {
		_, err := h.Query(h.Context(), people.Name, q)
		require.Error(h, err)
	}
}

func queryBeyond(h harness) {
	h.define(people)
	for i := range 3 {
		require.NoError(h, h.commit(put(fmt.Sprint(i), 0, `{}`)))
	}
	found, err := h.Query(h.Context(), people.Name, query.All().Page(9, 2))
	require.NoError(h, err)
	require.Empty(h, found.Records)
	require.Equal(h, 3, found.Total)
}

func queryCursor(h harness) {
	h.seed(
		put("1", 0, `{"age":36}`), put("2", 0, `{"age":85}`), put("3", 0, `{"age":36}`), put("4", 0, `{}`),
		put("5", 0, `{"age":"old"}`), put("6", 0, `{"age":null}`), put("7", 0, `{"age":36.5}`))
	for _, key := range []query.Order{age.Asc(), age.Desc(), age.Asc().WithNullsLast(), age.Desc().WithNullsFirst(), query.ID.Desc()} {
		q := query.All().OrderBy(key)
		all, err := h.Query(h.Context(), people.Name, q)
		require.NoError(h, err)
		for size := 1; size <= len(all.Records); size++ {
			require.Equal(h, all.Records, walk(h, q, size), "%v, %d a page", key, size)
		}
	}
}

// walk follows cursors from page to page.
func walk(h harness, q query.Query, size int) (walked []data.Record) {
	for page := q.After("").Limit(size); ; {
		found, err := h.Query(h.Context(), people.Name, page)
		require.NoError(h, err)
		walked = append(walked, found.Records...)
		if found.Total <= size {
			require.Len(h, found.Records, found.Total)
			return walked
		}
		require.Len(h, found.Records, size)
		require.Equal(h, size+1, found.Total, "what comes after the page is not counted")
		last, err := query.NewDocument(found.Records[size-1].ID, found.Records[size-1].Body)
		require.NoError(h, err)
		page = q.After(q.CursorOf(last)).Limit(size)
	}
}
