package projection_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Order records the events of the list.
type Order struct{ aggregate.Root[OrderState] }

type OrderState struct {
	ID string `json:"id"`
}

func (s OrderState) AggregateID() string { return s.ID }

func (s OrderState) Apply(event aggregate.Event) OrderState {
	if e, ok := event.(Placed); ok {
		s.ID = e.ID
	}
	return s
}

func TestAnInlineProjectionIsPartOfTheCommand(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, func(services *di.Services) {
		projection.Add(services, projection.Config{Name: "order-list", Inline: true}, NewOrderList,
			projection.On((*OrderList).Placed), projection.On((*OrderList).Confirmed), projection.Keeps[OrderRow])
	})
	orders, err := data.NewRepository[*Order, string](store, data.Config{Collection: "orders"})
	require.NoError(t, err)
	m := get[*mediator.Mediator](p)
	command := func(id string, fail error) error {
		return uow.Do(t.Context(), func(ctx context.Context) error {
			o := new(Order)
			o.Record(Placed{id, "ada", 7})
			o.Record(Confirmed{id})
			return errors.Join(orders.Add(ctx, o), fail)
		}, uow.Dispatch(m.PublishAny))
	}
	require.NoError(t, command("o-1", nil))
	require.ErrorContains(t, command("o-2", errors.New("no")), "no")

	view := get[*projection.View[OrderRow]](p)
	ctx := projection.WithToken(t.Context(), 1<<40)
	row, err := view.Get(ctx, "o-1")
	require.NoError(t, err, "there is nothing to wait for")
	require.Equal(t, OrderRow{"o-1", "ADA", "confirmed", 7}, row)
	page, err := view.Find(ctx, query.All())
	require.NoError(t, err)
	require.Equal(t, 1, page.Total, "what a command failed with is not there")

	require.NoError(t, p.projections.Ready(t.Context()))
	require.NoError(t, p.projections.Await(t.Context(), "order-list", 1<<40))
	require.NoError(t, p.projections.Switch(t.Context(), "order-list", 1))
	versions, err := p.projections.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, []projection.Version{{Projection: "order-list", Version: 1, Inline: true, Serving: true}}, versions)
	for _, err := range p.projections.Rebuild(t.Context(), "order-list", 1) {
		require.Equal(t, "projection_inline", errs.CodeOf(err))
	}
}

// Archive keeps the records as they are, in bulk.
type Archive struct {
	rows *projection.Rows[ArchiveRow]
}

type ArchiveRow struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func (r ArchiveRow) RowID() string { return r.ID }

func (a *Archive) Keep(ctx context.Context, records []eventstore.Record) error {
	for _, r := range records {
		if err := a.rows.Insert(ctx, ArchiveRow{r.ID, r.Type}); err != nil {
			return err
		}
	}
	return nil
}

func addArchive(services *di.Services) {
	projection.Add(services, projection.Config{Name: "archive"},
		func(rows *projection.Rows[ArchiveRow]) *Archive { return &Archive{rows} },
		projection.OnRecords((*Archive).Keep), projection.Keeps[ArchiveRow])
}

func TestRecordsInBulk(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), addArchive)
	place(t, p.store, 0, 2000)
	require.NoError(t, p.engine.CatchUp(t.Context()))
	require.Len(t, p.rows("archive_v1"), 3000)
}

// Totals counts by customer, and forgets one on demand.
type Totals struct{ rows *projection.Rows[TotalRow] }

type TotalRow struct {
	Customer string `json:"customer"`
	Orders   int    `json:"orders"`
}

func (r TotalRow) RowID() string { return r.Customer }

func (TotalRow) RowName() string { return "totals" }

func TestRowsHaveFewWords(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), func(services *di.Services) {
		projection.Add(services, projection.Config{Name: "order-list"},
			func(rows *projection.Rows[TotalRow], _ *projection.Rows[OrderRow]) *Totals { return &Totals{rows} },
			projection.On((*Totals).Placed), projection.Keeps[TotalRow], projection.Keeps[OrderRow])
	})
	place(t, p.store, 0, 3)
	require.NoError(t, p.engine.CatchUp(t.Context()))
	require.Len(t, p.rows("order_list_totals_v1"), 1)
	ctx, rows := t.Context(), get[*projection.Rows[TotalRow]](p)
	row, err := rows.Get(ctx, "ada")
	require.NoError(t, err)
	require.Equal(t, 3, row.Orders)
	require.NoError(t, rows.Put(ctx, TotalRow{"bob", 1}))
	require.NoError(t, rows.Put(ctx, TotalRow{"bob", 2}))
	page, err := rows.Find(ctx, query.All().OrderBy(query.ID.Desc()))
	require.NoError(t, err)
	require.Equal(t, []TotalRow{{"bob", 2}, {"ada", 3}}, page.Items)
	require.NoError(t, rows.Delete(ctx, "bob"))
	require.NoError(t, rows.Delete(ctx, "bob"))
	_, err = rows.Get(ctx, "bob")
	require.ErrorIs(t, err, errs.KindNotFound)
	require.ErrorIs(t, rows.Change(ctx, "bob", func(*TotalRow) {}), errs.KindNotFound)
	n, err := data.Count(ctx, rows.Documents(), query.All())
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func (t *Totals) Placed(ctx context.Context, e Placed) error {
	return t.rows.Upsert(ctx, e.Customer, func(r *TotalRow) { r.Customer, r.Orders = e.Customer, r.Orders+1 })
}

func TestBuildReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	on, keeps := projection.On((*OrderList).Placed), projection.Keeps[OrderRow, *OrderList]
	for fault, add := range map[string]func(*di.Services){
		"it keeps nothing": func(s *di.Services) {
			projection.Add(s, projection.Config{Name: "p"}, NewOrderList, on)
		},
		"it listens to nothing": func(s *di.Services) {
			projection.Add(s, projection.Config{Name: "p"}, NewOrderList, keeps)
		},
		"one of the routes is nil": func(s *di.Services) {
			projection.Add(s, projection.Config{Name: "p"}, NewOrderList, on, keeps, nil)
		},
		"at most 32 of them": func(s *di.Services) {
			projection.Add(s, projection.Config{Name: strings.Repeat("p", 33)}, NewOrderList, on, keeps)
		},
		"use numbers above 0": func(s *di.Services) {
			projection.Add(s, projection.Config{Name: "p", Version: -1}, NewOrderList, on, keeps)
		},
		`are the rows of version 1 of "p" already`: func(s *di.Services) {
			projection.Add(s, projection.Config{Name: "p"}, NewOrderList, on, keeps)
			projection.Add(s, projection.Config{Name: "p", Version: 2}, NewOrderList, on, keeps)
		},
		"two kinds of rows are kept in \"p_v1\"": func(s *di.Services) {
			projection.Add(s, projection.Config{Name: "p"}, NewOrderList, on, keeps, projection.Keeps[ArchiveRow])
		},
		"listens to records, which there are none of": func(s *di.Services) {
			projection.Add(s, projection.Config{Name: "p", Inline: true}, func(rows *projection.Rows[ArchiveRow]) *Archive { return &Archive{rows} },
				projection.OnRecords((*Archive).Keep), projection.Keeps[ArchiveRow])
		},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			add(services)
			_, err := services.Build(t.Context())
			require.ErrorContains(t, err, fault)
		})
	}
}

func TestAsksForWhatIsNotThere(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), addV2)
	for code, err := range map[string]error{
		"projection_unknown":         p.projections.Switch(t.Context(), "nothing", 1),
		"projection_version_unknown": p.projections.Switch(t.Context(), "order-list", 1),
	} {
		require.Equal(t, code, errs.CodeOf(err))
	}
	require.Equal(t, "projection_unknown", errs.CodeOf(p.projections.Await(t.Context(), "nothing", 1)))
	require.NoError(t, p.engine.CatchUp(t.Context()))
	_, err := p.projections.Compare(t.Context(), "order-list", 2, 2)
	require.Equal(t, "same_version", errs.CodeOf(err))
	_, err = p.projections.Compare(t.Context(), "order-list", 2, 3)
	require.Equal(t, "projection_version_unknown", errs.CodeOf(err))
}
