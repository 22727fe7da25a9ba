package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// GetKitchenStatus asks how busy the oven is.
type GetKitchenStatus struct {
	mediator.Query[KitchenStatusDTO]
}

// Policy asks for staff.
func (GetKitchenStatus) Policy() auth.Policy { return staff }

// KitchenStatusDTO says how busy the oven is.
type KitchenStatusDTO struct {
	Capacity             int      `json:"capacity" doc:"How many orders the oven holds." example:"3"`
	Cooking              int      `json:"cooking" doc:"How many it holds now." example:"1"`
	Available            int      `json:"available" doc:"How many more it takes." example:"2"`
	OrderIDs             []string `json:"order_ids" doc:"The orders in the oven."`
	TotalOrdersProcessed int      `json:"total_orders_processed" doc:"How many it has finished." example:"42"`
}

// GetKitchenStatusHandler answers [GetKitchenStatus].
type GetKitchenStatusHandler struct {
	kitchens Kitchens
	capacity KitchenCapacity
}

// NewGetKitchenStatusHandler returns the handler.
func NewGetKitchenStatusHandler(kitchens Kitchens, capacity KitchenCapacity) *GetKitchenStatusHandler {
	return &GetKitchenStatusHandler{kitchens: kitchens, capacity: capacity}
}

// Handle returns the status.
func (h *GetKitchenStatusHandler) Handle(ctx context.Context, _ GetKitchenStatus) (KitchenStatusDTO, error) {
	kitchen, err := h.kitchens.Get(ctx, domain.KitchenID)
	if err != nil {
		return KitchenStatusDTO{}, err
	}
	s := kitchen.State()
	return KitchenStatusDTO{
		Capacity: int(h.capacity), Cooking: len(s.Cooking), Available: max(0, int(h.capacity)-len(s.Cooking)),
		OrderIDs: append([]string{}, s.Cooking...), TotalOrdersProcessed: s.TotalProcessed,
	}, nil
}
