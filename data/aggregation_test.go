package data_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// Sale is what was sold at once.
type Sale struct {
	ID    string `json:"id"`
	Day   string `json:"day"`
	Total string `json:"total"`
}

func ExampleAggregate() {
	ctx := context.Background()
	sales, err := data.NewDocuments(memory.New(), data.Config{Collection: "sales"}, func(s *Sale) string { return s.ID })
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, total := range []string{"18.39", "0.10", "7.00"} {
		sale := Sale{ID: fmt.Sprint(i), Day: fmt.Sprint("day ", i/2), Total: total}
		if err := sales.Add(ctx, data.NewDocument(sale)); err != nil {
			fmt.Println(err)
		}
	}
	const day, total = query.Text("day"), query.Field[string]("total")
	perDay, err := data.Aggregate(ctx, sales, query.All().Aggregate(query.Count(), total.Sum()).By(day.Key()))
	for _, row := range perDay {
		fmt.Println(row.Keys[0].Any(), row.Results[0].Count(), row.Results[1].Decimal(2))
	}
	fmt.Println(err)
	// Output:
	// day 0 2 18.49
	// day 1 1 7.00
	// <nil>
}

// plain is a store that leaves figures to the package.
type plain struct{ data.Store }

func TestAStoreNeedNotAggregate(t *testing.T) {
	t.Parallel()
	all := newOrders(t, &plain{memory.New()})
	for _, id := range []string{"1", "2", "3"} {
		require.NoError(t, all.Add(t.Context(), PlaceOrder(id, "N"+id)))
	}
	number := query.Text("number")
	groups, err := data.Aggregate(t.Context(), all, query.Where(number.Gt("N1")).Aggregate(query.Count(), number.Max()))
	require.NoError(t, err)
	require.EqualValues(t, 2, groups[0].Results[0].Count())
	require.Equal(t, "N3", groups[0].Results[1].Value().Any())
}

func TestFiguresAreRefused(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "1")
	_, err := data.Aggregate(t.Context(), all, query.All().Aggregate())
	require.ErrorContains(t, err, "aggregate orders: an aggregation asks for nothing")
	wrapped := struct{ orders }{all}
	_, err = data.Aggregate[*Order, string](t.Context(), wrapped, query.All().Aggregate(query.Count()))
	require.ErrorContains(t, err, "give the repository that data.NewRepository")
	_, err = data.Project[Sale, *Order, string](t.Context(), wrapped, query.All())
	require.ErrorContains(t, err, "give the repository that data.NewRepository")
	_, err = data.Project[Sale](t.Context(), all, query.All().Page(0, 1))
	require.ErrorContains(t, err, "page 0")
	_, err = data.Project[struct {
		Number int `json:"number"`
	}](t.Context(), all, query.All())
	require.ErrorContains(t, err, `read order "1"`)
}
