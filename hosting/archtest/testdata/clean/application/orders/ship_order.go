package orders

import (
	"container/list"
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/domain/orders"
)

// none has pointers to its like, and is a value.
var none list.Element

type Clock func() time.Time

type ShipOrder struct{ ID string }

type ShipOrderHandler struct{ now Clock }

func NewShipOrderHandler(now Clock) *ShipOrderHandler { return &ShipOrderHandler{now} }

func (h *ShipOrderHandler) Handle(context.Context, ShipOrder) error {
	return (&orders.Order{Status: "placed", Placed: h.now()}).Ship()
}
