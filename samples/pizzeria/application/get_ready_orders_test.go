package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestReadyOrdersWaitInTheOrderTheyWereCooked(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	require.Empty(t, send(s, application.GetReadyOrders{}))
	first, second := s.orderIn(domain.Cooking), s.orderIn(domain.Cooking)
	s.orderIn(domain.Delivering)
	send(s, application.CompleteOrder{OrderID: second.ID})
	s.wait(time.Minute)
	send(s, application.CompleteOrder{OrderID: first.ID})
	require.Equal(t, []string{second.ID, first.ID}, ids(send(s, application.GetReadyOrders{})), "the longest waiting first")
}
