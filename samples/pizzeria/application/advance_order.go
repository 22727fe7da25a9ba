package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// OrderVersion is the version of an order that a caller has seen.
type OrderVersion int64

const (
	// AnyVersion stands for whatever version the order is at now.
	AnyVersion OrderVersion = 0
	// NoVersion stands for something that was never the version of an order.
	NoVersion OrderVersion = -1
)

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
	if seen != AnyVersion && int64(seen) != order.Version() {
		return OrderDTO{}, errs.PreconditionFailed("stale_order",
			"order %s is at version %d and that is not the one you have seen; get it again before you change it", id, order.Version())
	}
	if err := step(order); err != nil {
		return OrderDTO{}, err
	}
	if err := s.orders.Update(ctx, order); err != nil {
		return OrderDTO{}, err
	}
	return s.view.Of(order)
}
