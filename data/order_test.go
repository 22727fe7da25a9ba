package data_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

// Order is the aggregate of these tests.
type Order struct{ aggregate.Root[OrderState] }

// OrderState is what is stored of an order.
type OrderState struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Status string `json:"status"`
}

// What happens to an order.
type (
	OrderPlaced    struct{ ID, Number string }
	OrderConfirmed struct{}
	OrderRenamed   struct{ ID string }
)

// EventName is the name outside of the program.
func (OrderPlaced) EventName() string { return "order.placed.v1" }

// EventName is the name outside of the program.
func (OrderConfirmed) EventName() string { return "order.confirmed.v1" }

// EventName is the name outside of the program.
func (OrderRenamed) EventName() string { return "order.renamed.v1" }

// AggregateID is the identity.
func (s OrderState) AggregateID() string { return s.ID }

// Apply folds an event into the state.
func (s OrderState) Apply(event aggregate.Event) OrderState {
	switch e := event.(type) {
	case OrderPlaced:
		s.ID, s.Number, s.Status = e.ID, e.Number, "pending"
	case OrderConfirmed:
		s.Status = "confirmed"
	case OrderRenamed:
		s.ID = e.ID
	}
	return s
}

// PlaceOrder returns a new order.
func PlaceOrder(id, number string) *Order {
	o := new(Order)
	o.Record(OrderPlaced{id, number})
	return o
}

// Confirm confirms the order.
func (o *Order) Confirm() { o.Record(OrderConfirmed{}) }

var orderConfig = data.Config{Collection: "orders", Unique: []data.Index{{Fields: []string{"number"}}}}

type orders = data.Repository[*Order, string]

func newOrders(t *testing.T, store data.Store) orders {
	t.Helper()
	repository, err := data.NewRepository[*Order, string](store, orderConfig)
	require.NoError(t, err)
	return repository
}

// seeded returns orders with the ids in a store in memory.
func seeded(t *testing.T, ids ...string) (orders, *faultyStore) {
	t.Helper()
	store := &faultyStore{Store: memory.New()}
	all := newOrders(t, store)
	for _, id := range ids {
		require.NoError(t, all.Add(t.Context(), PlaceOrder(id, "N"+id)))
	}
	store.commits = 0
	return all, store
}

// faultyStore fails where it is told to and counts its commits.
type faultyStore struct {
	data.Store
	fail    error
	commits int
	last    data.Batch
}

func (s *faultyStore) Commit(ctx context.Context, batch data.Batch) error {
	s.commits++
	s.last = batch
	if s.fail != nil {
		return s.fail
	}
	return s.Store.Commit(ctx, batch)
}

func (s *faultyStore) Load(ctx context.Context, collection string, ids []string) ([]data.Record, error) {
	if s.fail != nil {
		return nil, s.fail
	}
	return s.Store.Load(ctx, collection, ids)
}
