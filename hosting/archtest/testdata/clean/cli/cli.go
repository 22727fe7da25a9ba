package cli

import (
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/application/orders"
)

// Ship is a command of the operator: it gets a scope, as main does.
func Ship(scope *di.Scope) (*orders.ShipOrderHandler, error) {
	return di.Resolve[*orders.ShipOrderHandler](scope)
}
