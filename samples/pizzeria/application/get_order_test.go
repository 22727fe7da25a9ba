package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestAnOrderIsFoundAsItWasAnsweredLast(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := s.orderIn(domain.Delivered)
	require.Equal(t, order, send(s, application.GetOrder{OrderID: order.ID}))
	require.Equal(t, errs.KindNotFound, refuse(s, application.GetOrder{OrderID: "none"}, "order_not_found").Kind)
}
