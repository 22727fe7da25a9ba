package shop

import (
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/application/orders"
	_ "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/integration"
)

func Module(services *di.Services) {
	di.AddSingleton[orders.Clock](services, func() orders.Clock { return time.Now })
	di.AddSingleton[*orders.ShipOrderHandler](services, orders.NewShipOrderHandler)
}
