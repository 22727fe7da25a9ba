package datatest

import (
	"context"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

var aggregationTests = []subtest{
	{"objects are counted and looked for", countAndExists},
	{"figures are exact, by group", figures},
	{"figures in a unit take in what it wrote", figuresInUnit},
	{"parts of documents are read", projection},
}

func countAndExists(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2), book("3", 3))
	n, err := data.Count(h.Context(), tickets, query.Where(price.Ge(2)).OrderBy(price.Asc()).Page(7, 1))
	require.NoError(h, err)
	require.Equal(h, 2, n)
	for least, expected := range map[int64]bool{3: true, 4: false} {
		there, err := data.Exists(h.Context(), tickets, query.Where(price.Ge(least)))
		require.NoError(h, err)
		require.Equal(h, expected, there)
	}
}

// describe writes groups down.
func describe(groups []query.Group) (rows []string) {
	for _, g := range groups {
		var row strings.Builder
		for _, key := range g.Keys {
			fmt.Fprint(&row, key.Any(), " ")
		}
		for _, r := range g.Results {
			fmt.Fprint(&row, " ", r.Decimal(2))
		}
		rows = append(rows, row.String())
	}
	return rows
}

func figures(h harness) {
	h.seed(
		put("1", 0, `{"city":"Łódź","paid":"0.10","at":"2026-03-01T23:59:59.000000000Z"}`),
		put("2", 0, `{"city":"Łódź","paid":"0.20","at":"2026-03-02T00:00:00.000000000Z"}`),
		put("3", 0, `{"city":"Paris","paid":9007199254740993,"at":"2026-03-01T00:00:00.000000000Z"}`),
		put("4", 0, `{"paid":0.1}`), put("5", 0, `{"paid":0.2}`), put("6", 0, `{"paid":"much"}`), put("7", 0, `{"paid":null}`))
	town, paid, at := query.Text("city"), query.Field[float64]("paid"), query.Text("at")
	ask := query.All().Aggregate(query.Count(), paid.Sum(), paid.Avg())
	for name, test := range map[string]struct {
		a    query.Aggregation
		rows []string
	}{
		"all":     {ask, []string{" 7.00 9007199254740993.60 1801439850948198.72"}},
		"nothing": {ask.Where(town.Eq("Nowhere")), []string{" 0.00 0.00 "}},
		"by city": {ask.By(town.Key()), []string{"<nil>  4.00 0.30 0.15", "Paris  1.00 9007199254740993.00 9007199254740993.00", "Łódź  2.00 0.30 0.15"}},
		"by day": {
			ask.Where(town.NotNull()).By(query.GroupKey{Path: query.Path(at), Day: true}),
			[]string{"2026-03-01  2.00 9007199254740993.10 4503599627370496.55", "2026-03-02  1.00 0.20 0.20"},
		},
	} {
		documents, err := data.NewDocuments(h.Store, data.Config{Collection: people.Name, Unique: people.Unique, Indexes: people.Indexes},
			func(m *map[string]any) string { return fmt.Sprint((*m)["id"]) })
		require.NoError(h, err)
		groups, err := data.Aggregate(h.Context(), documents, test.a)
		require.NoError(h, err, name)
		require.Equal(h, test.rows, describe(groups), name)
	}
}

func figuresInUnit(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2), book("4", 4))
	ask := query.Where(price.Ge(2)).Aggregate(query.Count(), price.Sum(), price.Min(), price.Max())
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, mixed(ctx, tickets))
		groups, err := data.Aggregate(ctx, tickets, ask)
		require.NoError(h, err)
		page, err := tickets.Find(ctx, ask.Query().OrderBy(price.Asc()))
		require.NoError(h, err)
		var sum int64
		for _, t := range page.Items {
			sum += t.State().Price
		}
		r := groups[0].Results
		require.EqualValues(h, len(page.Items), r[0].Count())
		require.Equal(h, fmt.Sprint(sum), r[1].Decimal(0))
		require.Equal(h, page.Items[0].State().Price, r[2].Value().Any())
		require.Equal(h, page.Items[len(page.Items)-1].State().Price, r[3].Value().Any())
		return nil
	}))
}

func projection(h harness) {
	tickets := h.tickets()
	add(h, tickets, book("1", 1), book("2", 2), book("3", 3))
	type row struct {
		ID    string `json:"id"`
		Price int64  `json:"price"`
	}
	rows, err := data.Project[row](h.Context(), tickets, query.Where(price.Ge(2)).OrderBy(price.Desc()).After("").Limit(1))
	require.NoError(h, err)
	require.Equal(h, []row{{"3", 3}}, rows.Items)
	rows, err = data.Project[row](h.Context(), tickets, query.Where(price.Ge(2)).OrderBy(price.Desc()).After(rows.Next).Limit(1))
	require.NoError(h, err)
	require.Equal(h, []row{{"2", 2}}, rows.Items)
	require.Empty(h, rows.Next)
}
