package query_test

import (
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
)

type Status string

const (
	Cooking Status = "cooking"
	Ready   Status = "ready"
)

const (
	status    query.Field[Status]    = "status"
	name      query.Text             = "customer.name"
	orderTime query.Field[time.Time] = "order_time"
	toppings  query.List[string]     = "toppings"
)

func orders() []query.Document {
	bodies := []string{
		`{"status":"ready","customer":{"name":"Maria"},"toppings":["ham"],"order_time":"2026-03-01T18:00:00.000000000Z"}`,
		`{"status":"cooking","customer":{"name":"Max"},"toppings":[],"order_time":"2026-03-01T18:05:00.000000000Z"}`,
		`{"status":"ready","customer":{"name":"Anna"},"order_time":"2026-03-01T18:10:00.000000000Z"}`,
	}
	docs := make([]query.Document, len(bodies))
	for i, body := range bodies {
		doc, err := query.NewDocument(fmt.Sprintf("order-%d", i+1), []byte(body))
		if err != nil {
			panic(err)
		}
		docs[i] = doc
	}
	return docs
}

func print(q query.Query) {
	found, total := q.Apply(orders())
	for _, doc := range found {
		fmt.Print(doc.ID(), " ")
	}
	fmt.Printf("of %d\n", total)
}

func Example() {
	six := time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC)

	print(query.Where(status.Eq(Ready)).OrderBy(orderTime.Desc()))
	print(query.Where(query.Or(name.HasPrefix("Ma"), toppings.Any("ham")), orderTime.Gt(six)))
	print(query.All().OrderBy(orderTime.Desc()).Page(1, 2))
	// Output:
	// order-3 order-1 of 2
	// order-2 of 1
	// order-3 order-2 of 3
}

// A filter that the caller may leave out is a nil condition.
func ExampleWhere_optional() {
	find := func(wanted Status, prefix string) query.Query {
		var byStatus, byName query.Condition
		if wanted != "" {
			byStatus = status.Eq(wanted)
		}
		if prefix != "" {
			byName = name.HasPrefix(prefix)
		}
		return query.Where(byStatus, byName)
	}
	print(find("", ""))
	print(find(Cooking, ""))
	print(find(Ready, "An"))
	// Output:
	// order-1 order-2 order-3 of 3
	// order-2 of 1
	// order-3 of 1
}

// A query keeps its faults until somebody carries it out.
func ExampleQuery_Err() {
	q := query.Where(query.Field[int]("total amount").Gt(3)).Page(0, 20)
	fmt.Println(q.Err())
	// Output:
	// page 0 of 20 documents does not exist; pages begin with number 1 and hold at least 1
	// query path "total amount": "total amount" is no member name; use names joined by dots that begin with a letter or _ and hold letters, digits, _ and -, as in "customer.phone"
}

// A page after a cursor goes on where the last one ended, whatever was added meanwhile.
func ExampleQuery_After() {
	latest := query.All().OrderBy(orderTime.Desc()).Limit(2)
	first, _ := latest.After("").Apply(orders())
	print(latest.After(""))
	print(latest.After(latest.CursorOf(first[1])))
	// Output:
	// order-3 order-2 of 3
	// order-1 of 1
}

func ExampleMapPage() {
	q := query.All().Page(2, 2)
	found, total := q.Apply(orders())
	page := query.MapPage(query.PageOf(q, found, total), query.Document.ID)
	fmt.Println(page.Items, "page", page.Number(), "of", page.Pages(), "of", page.Total, "orders; more:", page.HasNext())
	// Output:
	// [order-3] page 2 of 2 of 3 orders; more: false
}
