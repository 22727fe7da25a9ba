package application_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestThePizzeriaOpensWithSixPizzas(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	prices := map[string]string{}
	for _, pizza := range send(s, application.GetMenu{}) {
		prices[pizza.Name] = pizza.BasePrice.String()
	}
	require.Equal(t, map[string]string{
		"Margherita": "12.99", "Pepperoni": "14.99", "Supreme": "17.99", "Hawaiian": "15.99", "Veggie": "13.99", "Quattro Formaggi": "16.99",
	}, prices)
}

func TestOpeningAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	menu := send(s, application.GetMenu{})
	send(s, application.RemovePizza{PizzaID: menu[0].ID})
	order := send(s, maria())
	send(s, application.CookOrder{OrderID: order.ID})
	send(s, application.OpenPizzeria{})
	require.Equal(t, menu[1:], send(s, application.GetMenu{}))
	require.Equal(t, 1, send(s, application.GetKitchenStatus{}).Cooking)
}

// Replicas start together over one empty store.
func TestReplicasOpenTogether(t *testing.T) {
	t.Parallel()
	const together = 4
	s := &shop{t: t}
	services := s.services()
	atOnce[*domain.Pizza](together)(services)
	s.container = ditest.Container(t, services)
	s.mediator = resolve[*mediator.Mediator](s)
	var replicas sync.WaitGroup
	for range together {
		replicas.Go(func() {
			if _, err := mediator.Send(s.ctx(), s.mediator, application.OpenPizzeria{}); err != nil {
				t.Error(err)
			}
		})
	}
	replicas.Wait()
	require.Len(t, send(s, application.GetMenu{}), 6)
}
