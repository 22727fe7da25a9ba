package memory_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
)

func Example() {
	type note struct {
		ID   string `json:"id"`
		Text string `json:"text"`
	}
	ctx := context.Background()
	store := memory.New()
	notes, err := data.NewDocuments(store, data.Config{Collection: "notes"}, func(n *note) string { return n.ID })
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"buy flour", "buy yeast", "bake"} {
		if err := notes.Add(ctx, data.NewDocument(note{ID: text, Text: text})); err != nil {
			fmt.Println(err)
		}
	}
	page, err := notes.Find(ctx, query.Where(query.Text("text").HasPrefix("buy")))
	fmt.Println(page.Total, err)
	fmt.Println(store.Close(), store.Ping(ctx))
	// Output:
	// 2 <nil>
	// <nil> the store in memory is closed
}
