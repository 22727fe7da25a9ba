package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// OrderVersion is the version of an order that a caller has seen, 0 for whatever
// it is at now.
type OrderVersion int64

// orderStep is what the commands that move an order on have in common: load it,
// let it decide, store it, show it.
type orderStep struct {
	orders Orders
	view   OrderView
}

// advance stores the order that step has moved on. It refuses when the caller
// has seen another version than the present one.
func (s orderStep) advance(ctx context.Context, id string, seen OrderVersion, step func(*domain.Order) error) (OrderDTO, error) {
	order, err := s.orders.Get(ctx, id)
	if err != nil {
		return OrderDTO{}, err
	}
	if seen != 0 && int64(seen) != order.Version() {
		return OrderDTO{}, errs.PreconditionFailed("stale_order",
			"order %s is at version %d and the request is about version %d; get it again before you change it", id, order.Version(), seen)
	}
	if err := step(order); err != nil {
		return OrderDTO{}, err
	}
	if err := s.orders.Update(ctx, order); err != nil {
		return OrderDTO{}, err
	}
	return s.view.Of(order)
}
