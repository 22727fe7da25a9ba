package eventstore_test

import (
	"context"
	"testing"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

// An aggregate of a thousand events, loaded from memory: what decoding and folding cost.
func BenchmarkLoadOfThousandEvents(b *testing.B) {
	for name, snapshots := range map[string]eventstore.Snapshots{"folded": {}, "snapshot": {Every: 100}} {
		b.Run(name, func(b *testing.B) {
			registry, err := eventstore.NewRegistry(eventstore.Events(AccountOpened{}, MoneyDeposited{}))
			if err != nil {
				b.Fatal(err)
			}
			all, err := eventstore.NewRepository[*Account, string](memory.New(), eventstore.Config{
				Collection: "accounts", Registry: registry, Snapshots: snapshots,
			})
			if err != nil {
				b.Fatal(err)
			}
			account := OpenAccount("1", "Ada")
			for range 999 {
				account.Deposit(1)
			}
			if err := all.Add(b.Context(), account); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := all.Get(b.Context(), "1"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := eventstore.Encode(AccountOpened{ID: "1", Owner: "Ada"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrepare(b *testing.B) {
	ctx := eventstore.WithMetadata(context.Background(), eventstore.Metadata{Correlation: "c", Actor: "Ada"})
	batches := []eventstore.Batch{{Stream: "account-1", Events: []eventstore.Event{{Type: "account.opened", Data: []byte(`{"id":"1","owner":"Ada"}`)}}}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := eventstore.Prepare(ctx, batches); err != nil {
			b.Fatal(err)
		}
	}
}
