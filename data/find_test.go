package data_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// TestEveryPageOfAMergedAnswer holds some of the documents in the unit, in every
// position relative to those in the store, and asks for every part of the answer.
func TestEveryPageOfAMergedAnswer(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "0", "1", "2", "3", "4", "5")
	number := query.Text("number")
	for held := range 1 << 6 {
		require.ErrorIs(t, unit(t, func(ctx context.Context) error {
			expected := hold(ctx, t, all, held)
			for _, q := range []query.Query{query.All().OrderBy(number.Asc()), query.All().OrderBy(number.Desc())} {
				requireParts(ctx, t, all, q, expected)
				requireWalk(ctx, t, all, q, expected)
				slices.Reverse(expected)
			}
			return errRolledBack
		}), errRolledBack)
	}
}

var errRolledBack = errors.New("rolled back on purpose")

// hold brings the orders whose bit is set into the unit: the even ones by loading
// them, the odd ones by moving them to the end. It returns the ids by number.
func hold(ctx context.Context, t *testing.T, all orders, held int) []string {
	t.Helper()
	var first, last []string
	for i := range 6 {
		id := fmt.Sprint(i)
		if held&(1<<i) == 0 || i%2 == 0 {
			first = append(first, id)
		} else {
			last = append(last, id)
		}
		if held&(1<<i) == 0 {
			continue
		}
		o, err := all.Get(ctx, id)
		require.NoError(t, err)
		if i%2 == 1 {
			o.Record(OrderPlaced{id, "Z" + id})
			require.NoError(t, all.Update(ctx, o))
		}
	}
	return append(first, last...)
}

func requireParts(ctx context.Context, t *testing.T, all orders, q query.Query, expected []string) {
	t.Helper()
	for offset := range len(expected) + 2 {
		for limit := 1; limit <= len(expected)+1; limit++ {
			page, err := all.Find(ctx, q.Offset(offset).Limit(limit))
			require.NoError(t, err)
			got := []string{}
			for _, o := range page.Items {
				got = append(got, o.ID())
			}
			from := min(offset, len(expected))
			require.Equal(t, expected[from:min(from+limit, len(expected))], got, "offset %d, limit %d", offset, limit)
			require.Equal(t, len(expected), page.Total)
		}
	}
}

// requireWalk follows the cursors of the pages.
func requireWalk(ctx context.Context, t *testing.T, all orders, q query.Query, expected []string) {
	t.Helper()
	for size := 1; size <= len(expected)+1; size++ {
		var got []string
		for cursor, more := query.Cursor(""), true; more; more = cursor != "" {
			page, err := all.Find(ctx, q.After(cursor).Limit(size))
			require.NoError(t, err)
			for _, o := range page.Items {
				got = append(got, o.ID())
			}
			require.Equal(t, page.Next != "", page.HasNext())
			require.Equal(t, min(size+1, len(expected)-len(got)+len(page.Items)), page.Total)
			cursor = page.Next
		}
		require.Equal(t, expected, got, "%d a page", size)
	}
}

func TestAnAnswerHoldsNothingOfOtherCollections(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1")
	drafts, err := data.NewRepository[*Order, string](store, data.Config{Collection: "drafts"})
	require.NoError(t, err)
	require.NoError(t, unit(t, func(ctx context.Context) error {
		require.NoError(t, drafts.Add(ctx, PlaceOrder("2", "N2")))
		page, err := all.Find(ctx, query.All())
		require.NoError(t, err)
		require.Equal(t, 1, page.Total)
		page, err = drafts.Find(ctx, query.All())
		require.NoError(t, err)
		require.Equal(t, 1, page.Total)
		return nil
	}))
}
