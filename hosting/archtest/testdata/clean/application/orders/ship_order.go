package orders

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/domain/orders"
)

type Clock func() time.Time

type ShipOrder struct{ ID string }

type ShipOrderHandler struct{ now Clock }

func NewShipOrderHandler(now Clock) *ShipOrderHandler { return &ShipOrderHandler{now} }

func (h *ShipOrderHandler) Handle(context.Context, ShipOrder) error {
	return (&orders.Order{Status: "placed", Placed: h.now()}).Ship()
}
