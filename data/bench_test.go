package data_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

func benchOrders(b *testing.B, n int) orders {
	b.Helper()
	all, err := data.NewRepository[*Order, string](memory.New(), orderConfig)
	require.NoError(b, err)
	require.NoError(b, uow.Do(b.Context(), func(ctx context.Context) error {
		for i := range n {
			require.NoError(b, all.Add(ctx, PlaceOrder(fmt.Sprint(i), fmt.Sprint(i))))
		}
		return nil
	}))
	b.ReportAllocs()
	b.ResetTimer()
	return all
}

func BenchmarkGet(b *testing.B) {
	all := benchOrders(b, 100)
	for b.Loop() {
		if _, err := all.Get(b.Context(), "50"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnit(b *testing.B) {
	all := benchOrders(b, 100)
	for b.Loop() {
		err := uow.Do(b.Context(), func(ctx context.Context) error {
			o, err := all.Get(ctx, "50")
			if err != nil {
				return err
			}
			o.Confirm()
			return all.Update(ctx, o)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFindInUnit(b *testing.B) {
	all := benchOrders(b, 100)
	q := query.Where(query.Text("status").Eq("pending")).OrderBy(query.Text("number").Asc()).Page(1, 20)
	for _, held := range []int{0, 10} {
		b.Run(fmt.Sprintf("held=%d", held), func(b *testing.B) {
			b.ReportAllocs()
			require.NoError(b, uow.Do(b.Context(), func(ctx context.Context) error {
				for i := range held {
					_, err := all.Get(ctx, fmt.Sprint(i))
					require.NoError(b, err)
				}
				for b.Loop() {
					if _, err := all.Find(ctx, q); err != nil {
						return err
					}
				}
				return nil
			}))
		})
	}
}
