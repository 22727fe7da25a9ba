package projection_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// The events.
type (
	Placed struct {
		ID       string `json:"id"`
		Customer string `json:"customer"`
		Total    int    `json:"total"`
	}
	Confirmed struct {
		ID string `json:"id"`
	}
)

func (Placed) EventName() string    { return "order.placed.v1" }
func (Confirmed) EventName() string { return "order.confirmed.v1" }

// OrderRow is a row of the list, as version 2 makes it.
type OrderRow struct {
	ID       string `json:"id"`
	Customer string `json:"customer"`
	Status   string `json:"status"`
	Total    int    `json:"total"`
}

func (r OrderRow) RowID() string { return r.ID }

func (OrderRow) RowIndexes() []data.Index {
	return []data.Index{{Name: "status", Fields: []string{"status"}}}
}

const status query.Text = "status"

// OrderRowV1 is the row of version 1, which is made in another way.
type OrderRowV1 struct{ OrderRow }

// OrderList is version 2: customers are in capitals.
type OrderList struct{ rows *projection.Rows[OrderRow] }

func NewOrderList(rows *projection.Rows[OrderRow]) *OrderList { return &OrderList{rows} }

func (l *OrderList) Placed(ctx context.Context, e Placed) error {
	return l.rows.Insert(ctx, OrderRow{e.ID, strings.ToUpper(e.Customer), "placed", e.Total})
}

func (l *OrderList) Confirmed(ctx context.Context, e Confirmed) error {
	return l.rows.Change(ctx, e.ID, func(r *OrderRow) { r.Status = "confirmed" })
}

// OrderListV1 is version 1.
type OrderListV1 struct{ rows *projection.Rows[OrderRowV1] }

func NewOrderListV1(rows *projection.Rows[OrderRowV1]) *OrderListV1 { return &OrderListV1{rows} }

func (l *OrderListV1) Placed(ctx context.Context, e Placed) error {
	return l.rows.Insert(ctx, OrderRowV1{OrderRow{e.ID, e.Customer, "placed", e.Total}})
}

func (l *OrderListV1) Confirmed(ctx context.Context, e Confirmed) error {
	return l.rows.Change(ctx, e.ID, func(r *OrderRowV1) { r.Status = "confirmed" })
}

func addV1(services *di.Services) {
	projection.Add(services, projection.Config{Name: "order-list"}, NewOrderListV1,
		projection.On((*OrderListV1).Placed),
		projection.On((*OrderListV1).Confirmed),
		projection.Keeps[OrderRowV1],
	)
}

func addV2(services *di.Services) {
	projection.Add(services, projection.Config{Name: "order-list", Version: 2}, NewOrderList,
		projection.On((*OrderList).Placed),
		projection.On((*OrderList).Confirmed),
		projection.Keeps[OrderRow],
	)
}

// program is what a test runs over a store.
type program struct {
	t           testing.TB
	store       data.Store
	container   *di.Container
	engine      *eventing.Engine
	projections *projection.Projections
}

func newProgram(t testing.TB, store data.Store, add ...func(*di.Services)) *program {
	t.Helper()
	services := di.NewServices()
	di.AddValue(services, slog.New(slog.DiscardHandler))
	di.AddSingleton[data.Store](services, func() data.Store { return store })
	di.AddSingleton[*eventstore.Registry](services, func() (*eventstore.Registry, error) {
		return eventstore.NewRegistry(eventstore.Events(Placed{}, Confirmed{}))
	})
	for _, add := range add {
		add(services)
	}
	c, err := services.Build(context.Background())
	require.NoError(t, err)
	p := &program{t: t, store: store, container: c}
	p.engine = get[*eventing.Engine](p)
	p.projections = get[*projection.Projections](p)
	return p
}

func get[T any](p *program) T {
	p.t.Helper()
	service, err := di.Resolve[T](p.container)
	require.NoError(p.t, err)
	return service
}

func (p *program) run(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { _ = p.engine.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}

// place appends an order that is placed and, each second one, confirmed.
func place(t testing.TB, store data.Store, from, to int) eventstore.Position {
	t.Helper()
	log, err := eventstore.Of(store)
	require.NoError(t, err)
	var position eventstore.Position
	for i := from; i < to; i++ {
		id := fmt.Sprintf("o-%05d", i)
		events := []aggregate.Event{Placed{id, "ada", i}}
		if i%2 == 0 {
			events = append(events, Confirmed{id})
		}
		batch := eventstore.Batch{Stream: eventstore.StreamName("order", id)}
		for _, e := range events {
			encoded, err := eventstore.Encode(e)
			require.NoError(t, err)
			batch.Events = append(batch.Events, encoded)
		}
		commit, err := log.Append(t.Context(), batch)
		require.NoError(t, err)
		position = commit.Position
	}
	return position
}

// stores opens one of each kind.
func stores() map[string]func(t *testing.T) data.Store {
	return map[string]func(t *testing.T) data.Store{
		"memory": func(*testing.T) data.Store { return memory.New() },
		"sqlite": func(t *testing.T) data.Store {
			t.Helper()
			store, err := sqlite.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "orders.db"))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, store.Close()) })
			return store
		},
		"postgres": func(t *testing.T) data.Store {
			t.Helper()
			store, err := postgres.Open(t.Context(), testenv.Postgres(t))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, store.Close()) })
			return store
		},
	}
}
