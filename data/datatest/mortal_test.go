package datatest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

var happened = eventstore.Batch{Stream: "a-1", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "happened"}}}

func TestAMortalDiesAtItsCommitAndStaysDead(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprint("after ", after), func(t *testing.T) {
			t.Parallel()
			below := memory.New()
			killed := 0
			store := datatest.NewMortal(below, datatest.Death{Commit: 1, After: after}, func() { killed++ })
			require.NoError(t, store.Commit(t.Context(), data.Batch{}))
			require.Zero(t, killed)
			_, err := store.Append(t.Context(), happened)
			require.ErrorIs(t, err, datatest.ErrDead)
			require.Equal(t, 1, killed)
			require.True(t, store.Dead())
			head, err := below.Head(t.Context())
			require.NoError(t, err)
			require.Equal(t, after, head == 1)

			require.ErrorIs(t, store.Commit(t.Context(), data.Batch{}), datatest.ErrDead)
			_, err = store.Now(t.Context())
			require.ErrorIs(t, err, datatest.ErrDead)
			require.Equal(t, 1, killed)
			require.Equal(t, 2, store.Commits())
		})
	}
}

// A counter that believes what it is told counts some events twice, and one that looks does not.
func TestMortalityFindsWhatIsDoneTwice(t *testing.T) {
	t.Parallel()
	twice := 0
	datatest.TestMortality(t, 20, func(t *testing.T, lives datatest.Lives) int {
		t.Helper()
		store := memory.New()
		commits := lives.Run(t.Context(), store, func(ctx context.Context, store *datatest.Mortal) bool {
			for range 3 {
				if _, err := store.Append(ctx, happened); err != nil {
					require.Error(t, ctx.Err(), "the context of the program ends with it")
					return false
				}
			}
			return true
		})
		head, err := store.Head(t.Context())
		require.NoError(t, err)
		if head != 3 {
			twice++
		}
		return commits
	})
	require.GreaterOrEqual(t, twice, 5, "all that die once, but for who dies before the first commit")
}

func ExampleLives() {
	store := memory.New()
	lives := datatest.Lives{Deaths: []datatest.Death{{Commit: 0}, {Commit: 1, After: true}}}
	commits := lives.Run(context.Background(), store, func(ctx context.Context, store *datatest.Mortal) bool {
		for range 2 { // the program: it should have looked how far it had come
			if _, err := store.Append(ctx, happened); err != nil {
				fmt.Println(err)
				return false
			}
		}
		return true
	})
	head, _ := store.Head(context.Background())
	fmt.Println(commits, "commits in the last life,", head, "events")
	// Output:
	// the program was killed
	// the program was killed
	// 2 commits in the last life, 4 events
}
