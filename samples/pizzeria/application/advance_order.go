package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// Precondition is what a caller demands of an order before it changes: that it is
// still the one that the caller has seen. Nil demands nothing.
type Precondition interface {
	// Matches reports whether the order may be at the version with this tag, see
	// [OrderDTO.ETag].
	Matches(tag string) bool
}

// orderStep is what the commands that move an order on have in common: load it,
// let it decide, store it, show it.
type orderStep struct {
	orders Orders
	view   OrderView
	// may is what an order has to be to the caller, where that decides who may move it.
	may auth.Rule[*domain.Order]
}

// advance stores the order that step has moved on, when it meets the condition.
func (s orderStep) advance(ctx context.Context, id string, condition Precondition, step func(*domain.Order) error) (OrderDTO, error) {
	order, err := s.orders.Get(ctx, id)
	if err != nil {
		return OrderDTO{}, err
	}
	if s.may != nil {
		if err := auth.Authorize(ctx, s.may, order); err != nil {
			return OrderDTO{}, err
		}
	}
	if condition != nil && !condition.Matches(versionTag(order.Version())) {
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
