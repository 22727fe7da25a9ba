package postgres_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

func TestClear(t *testing.T) { //nolint:tparallel // the cases share the database
	t.Parallel()
	store := defined(t, open(t, ""))
	fill := func() {
		require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: newRows("rows", 0, 600)}))
	}
	fill()
	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: newRows("others", 0, 3)}))
	require.NoError(t, store.Clear(t.Context(), "rows"))
	require.Zero(t, countOf(t, store, "rows"))
	require.Equal(t, 3, countOf(t, store, "others"))
	require.ErrorContains(t, store.Clear(t.Context(), "unheard"), "call Define first")

	t.Run("while somebody reads", func(t *testing.T) {
		fill()
		require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
			if _, err := postgres.Tx(ctx, store); err != nil {
				return err
			}
			if _, err := store.Query(ctx, "rows", query.All()); err != nil {
				return err
			}
			return store.Clear(context.WithoutCancel(t.Context()), "rows")
		}))
		require.Zero(t, countOf(t, store, "rows"))
	})
}
