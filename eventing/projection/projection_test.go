package projection_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

func TestRowsFollowTheEvents(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProgram(t, open(t), addV2)
			place(t, p.store, 0, 20)
			require.NoError(t, p.engine.CatchUp(t.Context()))
			view := get[*projection.View[OrderRow]](p)
			row, err := view.Get(t.Context(), "o-00002")
			require.NoError(t, err)
			require.Equal(t, OrderRow{"o-00002", "ADA", "confirmed", 2}, row)
			page, err := view.Find(t.Context(), query.Where(status.Eq("placed")))
			require.NoError(t, err)
			require.Equal(t, 10, page.Total)
			_, err = view.Get(t.Context(), "o-99999")
			require.Equal(t, "row_not_found", errs.CodeOf(err))
			documents, err := view.Documents(t.Context())
			require.NoError(t, err)
			n, err := data.Count(t.Context(), documents, query.All())
			require.NoError(t, err)
			require.Equal(t, 20, n)
		})
	}
}

func TestTwoVersionsSideBySide(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProgram(t, open(t), addV1, addV2)
			view := get[*projection.View[OrderRow]](p)
			place(t, p.store, 0, 10)
			require.NoError(t, p.engine.CatchUp(t.Context(), "order-list-v1"))
			row, err := view.Get(t.Context(), "o-00001")
			require.NoError(t, err)
			require.Equal(t, "ada", row.Customer, "the old one serves until somebody switches")
			err = p.projections.Switch(t.Context(), "order-list", 2)
			require.Equal(t, "projection_behind", errs.CodeOf(err))
			require.NoError(t, p.engine.CatchUp(t.Context()))

			c, err := p.projections.Compare(t.Context(), "order-list", 1, 2)
			require.NoError(t, err)
			require.Equal(t, 10, c.Rows)
			require.Zero(t, c.Equal)
			require.Equal(t, `o-00000/customer: "ada" | "ADA"`, c.Differences[0].String())
			require.Len(t, c.Differences, 10)

			require.NoError(t, p.engine.Pause(t.Context(), "order-list-v2"))
			_, err = p.projections.Compare(t.Context(), "order-list", 1, 2)
			require.NoError(t, err)
			list, err := p.engine.Status(t.Context())
			require.NoError(t, err)
			require.Equal(t, []bool{false, true}, []bool{list[0].Paused, list[1].Paused}, "as they were before")
			require.NoError(t, p.engine.Resume(t.Context(), "order-list-v2"))

			require.NoError(t, p.projections.Switch(t.Context(), "order-list", 2))
			row, err = view.Get(t.Context(), "o-00001")
			require.NoError(t, err)
			require.Equal(t, "ADA", row.Customer)
			versions, err := p.projections.List(t.Context())
			require.NoError(t, err)
			require.Equal(t, []bool{false, true}, []bool{versions[0].Serving, versions[1].Serving})
			require.Equal(t, "order-list-v2", versions[1].Subscription)
			require.Equal(t, versions[1].Head, versions[1].Position)

			require.Equal(t, "projection_in_use", errs.CodeOf(p.projections.Drop(t.Context(), "order-list", 1)))
			after := newProgram(t, p.store, addV2)
			require.NoError(t, after.projections.Drop(t.Context(), "order-list", 1))
			found, err := p.store.Query(t.Context(), "order_list_v1", query.All())
			require.NoError(t, err)
			require.Empty(t, found.Records)
			require.NoError(t, after.projections.Drop(t.Context(), "order-list", 1), "again is fine")
			before := newProgram(t, p.store, addV1)
			require.Equal(t, "projection_in_use", errs.CodeOf(before.projections.Drop(t.Context(), "order-list", 2)), "it serves")
		})
	}
}

func TestAReplicaIsReadyOnceItsVersionIsBuilt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		old := newProgram(t, store, addV1)
		place(t, store, 0, 100)
		defer old.run(t.Context())()
		fresh := newProgram(t, store, addV2)
		err := fresh.projections.Ready(t.Context())
		require.Equal(t, "projection_building", errs.CodeOf(err))
		require.ErrorIs(t, err, errs.KindUnavailable)
		defer fresh.run(t.Context())()
		<-time.After(5 * time.Second) // of the bubble
		require.NoError(t, fresh.projections.Ready(t.Context()))
		require.NoError(t, old.projections.Ready(t.Context()))
		row, err := get[*projection.View[OrderRowV1]](old).Get(t.Context(), "o-00001")
		require.NoError(t, err)
		require.Equal(t, "ada", row.Customer, "each program reads the version that it has")
		row2, err := get[*projection.View[OrderRow]](fresh).Get(t.Context(), "o-00001")
		require.NoError(t, err)
		require.Equal(t, "ADA", row2.Customer)

		require.NoError(t, fresh.engine.Pause(t.Context(), "order-list-v2"))
		<-time.After(2 * time.Second)
		place(t, store, 100, 101)
		require.NoError(t, fresh.projections.Ready(t.Context()), "who is late goes on serving")
		again := newProgram(t, store, addV2)
		require.NoError(t, again.projections.Ready(t.Context()), "who starts again does not wait for the others")
	})
}

func TestAQueryAfterACommandSeesItsOwnWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProgram(t, memory.New(), addV2)
		view := get[*projection.View[OrderRow]](p)
		stop := p.run(t.Context())
		token := projection.FormatToken(place(t, p.store, 0, 1))
		position, err := projection.ParseToken(token)
		require.NoError(t, err)
		row, err := view.Get(projection.WithToken(t.Context(), position), "o-00000")
		require.NoError(t, err)
		require.Equal(t, "confirmed", row.Status)
		stop()

		position = place(t, p.store, 1, 2)
		begun := time.Now()
		_, err = view.Find(projection.WithToken(t.Context(), position), query.All())
		require.Equal(t, "read_model_behind", errs.CodeOf(err))
		require.ErrorIs(t, err, errs.KindUnavailable)
		require.Equal(t, 2*time.Second, time.Since(begun))
		_, err = view.Documents(projection.WithToken(t.Context(), position))
		require.Equal(t, "read_model_behind", errs.CodeOf(err))
		require.Equal(t, "read_model_behind", errs.CodeOf(p.projections.Await(t.Context(), "order-list", position)))
		ctx, cancel := context.WithCancel(projection.WithToken(t.Context(), position))
		cancel()
		_, err = view.Get(ctx, "o-00000")
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	require.Empty(t, projection.FormatToken(0))
	for token, want := range map[string]int64{"": 0, "1": 1, "zz": 1295} {
		p, err := projection.ParseToken(token)
		require.NoError(t, err)
		require.EqualValues(t, want, p)
		require.Equal(t, token, projection.FormatToken(p))
	}
	for _, token := range []string{"-1", "0", "?", "zzzzzzzzzzzzzzzzzzzz"} {
		_, err := projection.ParseToken(token)
		require.Equal(t, "bad_consistency_token", errs.CodeOf(err), token)
	}
	_, ok := projection.TokenOf(projection.WithToken(t.Context(), 0))
	require.False(t, ok)
}

func TestSwitchRefusesAVersionWithLetters(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), addV1, addV2)
	place(t, p.store, 0, 3)
	require.NoError(t, p.engine.CatchUp(t.Context()))
	rows := get[*projection.Rows[OrderRow]](p)
	require.NoError(t, rows.Insert(t.Context(), OrderRow{ID: "o-00003"}))
	place(t, p.store, 3, 4)
	require.Error(t, p.engine.CatchUp(t.Context()))
	err := p.projections.Switch(t.Context(), "order-list", 2)
	require.Equal(t, "projection_behind", errs.CodeOf(err))
	require.ErrorContains(t, err, "set 1 events aside")
	versions, err := p.projections.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, versions[1].Letters)
	_, err = p.engine.Drop(t.Context(), eventing.LetterQuery{Subscription: "order-list-v2"})
	require.NoError(t, err)
	require.NoError(t, p.projections.Switch(t.Context(), "order-list", 2))
}
