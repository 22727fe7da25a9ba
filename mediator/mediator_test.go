package mediator_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// The use cases of a shop, small enough for tests.
type (
	PlaceOrder struct {
		mediator.Command[OrderDTO]
		Customer string
		Lines    []string
	}
	OrderDTO struct {
		ID    string
		Lines int
	}
	GetOrder struct {
		mediator.Query[OrderDTO]
		ID string
	}
	CancelOrder struct {
		mediator.Command[mediator.None]
		ID string
	}
	ListOrders struct {
		mediator.StreamQuery[OrderDTO]
		Count int
	}
	OrderPlaced struct{ ID string }
)

type placeOrderHandler struct{}

func newPlaceOrderHandler() *placeOrderHandler { return &placeOrderHandler{} }

func (*placeOrderHandler) Handle(_ context.Context, cmd PlaceOrder) (OrderDTO, error) {
	if cmd.Customer == "" {
		return OrderDTO{}, errors.New("no customer")
	}
	return OrderDTO{ID: "order of " + cmd.Customer, Lines: len(cmd.Lines)}, nil
}

type listOrdersHandler struct{}

func newListOrdersHandler() *listOrdersHandler { return &listOrdersHandler{} }

func (*listOrdersHandler) Handle(_ context.Context, q ListOrders) iter.Seq2[OrderDTO, error] {
	return func(yield func(OrderDTO, error) bool) {
		for i := range q.Count {
			if !yield(OrderDTO{ID: fmt.Sprint(i)}, nil) {
				return
			}
		}
	}
}

// build builds the services, hands out their mediator and closes them with the test.
func build(t testing.TB, register func(*di.Services)) *mediator.Mediator {
	t.Helper()
	services := di.NewServices()
	mediator.Register(services)
	register(services)
	return built(t, services)
}

func built(t testing.TB, services *di.Services) *mediator.Mediator {
	t.Helper()
	c, err := services.Build(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close(context.Background())) })
	m, err := di.Resolve[*mediator.Mediator](c)
	require.NoError(t, err)
	return m
}

func TestSendInfersTheAnswer(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) { mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler) })

	dto, err := mediator.Send(t.Context(), m, PlaceOrder{Customer: "Ada", Lines: []string{"Margherita"}})

	require.NoError(t, err)
	require.Equal(t, OrderDTO{ID: "order of Ada", Lines: 1}, dto)
}

func TestStreamYieldsRows(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) { mediator.AddStreamHandler[*listOrdersHandler](s, newListOrdersHandler) })

	var ids []string
	for row, err := range mediator.Stream(t.Context(), m, ListOrders{Count: 3}) {
		require.NoError(t, err)
		ids = append(ids, row.ID)
	}
	require.Equal(t, []string{"0", "1", "2"}, ids)
}
