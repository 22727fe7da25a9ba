package behavior

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Origin tells where a command comes from: what the edge that received it has left in
// ctx. What it does not know it leaves empty.
type Origin interface {
	Metadata(ctx context.Context, call *mediator.Call) eventstore.Metadata
}

// OriginFunc is a function as an [Origin].
type OriginFunc func(ctx context.Context, call *mediator.Call) eventstore.Metadata

// Metadata calls f.
func (f OriginFunc) Metadata(ctx context.Context, call *mediator.Call) eventstore.Metadata {
	return f(ctx, call)
}

// Provenance makes the events of a command tell where they come from: what is
// appended to the log under its context carries the metadata of the [Origin]. It stands
// outside of the unit of work, whose commit appends the events.
type Provenance struct{ origin Origin }

// NewProvenance returns the behaviour.
func NewProvenance(origin Origin) *Provenance { return &Provenance{origin: origin} }

// Applies lets only commands through: nothing else changes anything.
func (*Provenance) Applies(to *mediator.Info) bool { return to.Kind == mediator.KindCommand }

// Handle runs next under a context with the metadata.
func (b *Provenance) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	if m := b.origin.Metadata(ctx, call); !m.IsZero() {
		ctx = eventstore.WithMetadata(ctx, m)
	}
	return next(ctx, call)
}

var (
	_ mediator.Behavior  = (*Provenance)(nil)
	_ mediator.Selective = (*Provenance)(nil)
)
