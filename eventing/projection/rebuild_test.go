package projection_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

// rebuild rebuilds version 2 and returns the last progress.
func (p *program) rebuild(ctx context.Context) (last projection.Progress, err error) {
	for last, err = range p.projections.Rebuild(ctx, "order-list", 2) {
		if err != nil {
			return last, err
		}
	}
	return last, nil
}

func (p *program) rows(collection string) map[string]string {
	p.t.Helper()
	found, err := p.store.Query(context.Background(), collection, query.All())
	require.NoError(p.t, err)
	rows := make(map[string]string)
	for _, r := range found.Records {
		rows[r.ID] = string(r.Body)
	}
	return rows
}

func TestRebuild(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProgram(t, open(t), addV2)
			head := place(t, p.store, 0, 50)
			require.NoError(t, p.engine.CatchUp(t.Context()))
			want := p.rows("order_list_v2")
			rows := get[*projection.Rows[OrderRow]](p)
			require.NoError(t, rows.Insert(t.Context(), OrderRow{ID: "left over"}))
			require.NoError(t, rows.Change(t.Context(), "o-00001", func(r *OrderRow) { r.Status = "wrong" }))

			last, err := p.rebuild(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, p.rows("order_list_v2"))
			require.Equal(t, head, last.Done)
			require.InDelta(t, 1, last.Fraction(), 0)
			require.Zero(t, last.Remaining)

			defer p.run(t.Context())()
			_, err = p.rebuild(t.Context())
			require.NoError(t, err, "beside an engine that runs")
			require.Equal(t, want, p.rows("order_list_v2"))
		})
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	require.InDelta(t, 1, projection.Progress{}.Fraction(), 0)
	p := projection.Progress{Done: 25, Total: 100, Elapsed: time.Second, Rate: 25, Remaining: 3 * time.Second}
	require.InDelta(t, 0.25, p.Fraction(), 0)
	require.Equal(t, "25 %, 25/s, 3s left", p.String())
}

// slowly makes each commit take a second of the bubble.
type slowly struct{ *memory.Store }

func (s *slowly) Commit(ctx context.Context, b data.Batch) error {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.Store.Commit(ctx, b)
}

func TestARebuildTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		place(t, store, 0, 4000) // 6000 events in 6 units of work
		p := newProgram(t, &slowly{store}, addV2)
		var seen []projection.Progress
		for progress, err := range p.projections.Rebuild(t.Context(), "order-list", 2) {
			require.NoError(t, err)
			seen = append(seen, progress)
		}
		require.Greater(t, len(seen), 20)
		require.Zero(t, seen[0].Done)
		middle := seen[len(seen)/2]
		require.InDelta(t, 0.5, middle.Fraction(), 0.25)
		require.Greater(t, middle.Rate, 100.0)
		require.InDelta(t, 10, middle.Remaining.Seconds(), 10)
		require.InDelta(t, 1, seen[len(seen)-1].Fraction(), 0)

		for _, err := range p.projections.Rebuild(t.Context(), "order-list", 2) {
			require.NoError(t, err)
			break
		}
		require.NoError(t, p.engine.CatchUp(t.Context()), "who leaves the loop leaves a version that can be built on")
		require.Len(t, p.rows("order_list_v2"), 4000)
	})
}

func TestARebuildSurvivesACrashAnywhere(t *testing.T) {
	t.Parallel()
	for commits := range 24 {
		synctest.Test(t, func(t *testing.T) {
			store := memory.New()
			place(t, store, 0, 1100)
			p := newProgram(t, store, addV2)
			require.NoError(t, p.engine.CatchUp(t.Context()))
			want := p.rows("order_list_v2")

			ctx, kill := context.WithCancel(t.Context())
			m := datatest.NewMortal(store, datatest.Death{Commit: commits}, kill)
			dying := newProgram(t, m, addV2)
			_, err := dying.rebuild(ctx)
			if !m.Dead() {
				require.NoError(t, err)
			}
			kill()
			synctest.Wait()

			after := newProgram(t, store, addV2)
			if versions, err := after.projections.List(t.Context()); err == nil && versions[0].Resetting {
				err := after.projections.Switch(t.Context(), "order-list", 2)
				require.ErrorIs(t, err, errs.KindConflict)
			}
			_, err = after.rebuild(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, after.rows("order_list_v2"), fmt.Sprintf("killed after %d commits", commits))
		})
	}
}

// A switch under load: readers see the one version or the other, and never less than
// they saw before.
func TestSwitchUnderLoad(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProgram(t, open(t), addV1, addV2)
			place(t, p.store, 0, 10)
			require.NoError(t, p.engine.CatchUp(t.Context()))
			defer p.run(t.Context())()
			view := get[*projection.View[OrderRow]](p)
			var stop atomic.Bool
			var load sync.WaitGroup
			load.Go(func() {
				for i := 10; !stop.Load(); i++ {
					position := place(t, p.store, i, i+1)
					row, err := view.Get(projection.WithToken(t.Context(), position), fmt.Sprintf("o-%05d", i))
					if err != nil || row.Total != i {
						t.Errorf("read one's own write: %v, %v", row, err)
						return
					}
				}
			})
			c, err := p.projections.Compare(t.Context(), "order-list", 1, 2)
			require.NoError(t, err)
			require.Len(t, c.Differences, min(c.Rows, 100), "the customer of each row and nothing else")
			for version := range 4 {
				require.Eventually(t, func() bool {
					return p.projections.Switch(t.Context(), "order-list", 1+version%2) == nil
				}, 20*time.Second, 10*time.Millisecond)
			}
			stop.Store(true)
			load.Wait()
		})
	}
}
