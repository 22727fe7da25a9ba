package application_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestCookingTakesAPlaceInTheOven(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := send(s, maria())
	s.wait(time.Minute)
	cooking := send(s, application.CookOrder{OrderID: order.ID})

	order.Status, order.Version = domain.Cooking, order.Version+1
	started := noon.Add(time.Minute)
	order.CookingStartedTime = &started
	require.Equal(t, order, cooking)
	require.Equal(t, []string{order.ID}, send(s, application.GetKitchenStatus{}).OrderIDs)
}

func TestTheOvenTakesNoMoreThanItHolds(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for range capacity {
		s.orderIn(domain.Cooking)
	}
	waiting := send(s, maria())
	refusal := refuse(s, application.CookOrder{OrderID: waiting.ID}, "kitchen_full")
	require.Equal(t, errs.KindConflict, refusal.Kind)
	require.Equal(t, waiting, send(s, application.GetOrder{OrderID: waiting.ID}), "a refused order goes on waiting")

	cooking := send(s, application.GetKitchenStatus{}).OrderIDs
	refuse(s, application.CookOrder{OrderID: cooking[0]}, "order_state") // and not kitchen_full
	send(s, application.CompleteOrder{OrderID: cooking[0]})
	send(s, application.CookOrder{OrderID: waiting.ID})
}

func TestTheOvenHoldsItsLimitUnderConcurrency(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	const orders = 12
	codes := make(chan string, orders)
	var cooks sync.WaitGroup
	for range orders {
		order := send(s, maria())
		cooks.Go(func() {
			_, err := mediator.Send(s.ctx(), s.mediator, application.CookOrder{OrderID: order.ID})
			codes <- codeOf(err)
		})
	}
	cooks.Wait()
	require.Equal(t, map[string]int{"": capacity, "kitchen_full": orders - capacity}, count(codes))
	require.Equal(t, capacity, send(s, application.GetKitchenStatus{}).Cooking)
}

// Two cooks take the same slip off the board.
func TestAnOrderIsCookedOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := send(s, maria())
	const hands = 6
	codes := make(chan string, hands)
	var cooks sync.WaitGroup
	for range hands {
		cooks.Go(func() {
			_, err := mediator.Send(s.ctx(), s.mediator, application.CookOrder{OrderID: order.ID})
			codes <- codeOf(err)
		})
	}
	cooks.Wait()
	require.Equal(t, map[string]int{"": 1, "order_state": hands - 1}, count(codes))
	require.Equal(t, []string{order.ID}, send(s, application.GetKitchenStatus{}).OrderIDs)
}

// Another order takes a place after the kitchen was loaded: the last place is
// given away once, and who was slower gets it by trying again as long as there is
// one.
func TestACookWhoComesSecondTriesAgain(t *testing.T) {
	t.Parallel()
	var between func()
	s := newShop(t, meanwhile[*domain.Kitchen](&between))
	first, second := send(s, maria()), send(s, maria())
	between = func() { send(s, application.CookOrder{OrderID: first.ID}) }
	send(s, application.CookOrder{OrderID: second.ID})
	require.Equal(t, []string{first.ID, second.ID}, send(s, application.GetKitchenStatus{}).OrderIDs)
}
