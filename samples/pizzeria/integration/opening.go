package integration

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// Opening is a hosted service that opens the pizzeria; nothing is served before.
type Opening struct {
	mediator *mediator.Mediator
	open     chan struct{}
}

// NewOpening returns the service.
func NewOpening(m *mediator.Mediator) *Opening {
	return &Opening{mediator: m, open: make(chan struct{})}
}

// Run opens the pizzeria and returns.
func (o *Opening) Run(ctx context.Context) error {
	if _, err := mediator.Send(auth.AsSystem(ctx, "opening"), o.mediator, application.OpenPizzeria{}); err != nil {
		return err
	}
	close(o.open)
	return nil
}

// Ready is closed once the pizzeria is open.
func (o *Opening) Ready() <-chan struct{} { return o.open }
