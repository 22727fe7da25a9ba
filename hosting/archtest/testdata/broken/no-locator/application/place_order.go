package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/di"
)

type Orders interface{ Place(id string) error }

func Handle(ctx context.Context) error {
	scope, _ := di.ScopeOf(ctx)
	orders, err := di.Resolve[Orders](scope)
	if err != nil {
		return err
	}
	return orders.Place("1")
}
