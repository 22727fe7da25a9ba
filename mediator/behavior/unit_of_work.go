package behavior

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// UnitOfWork runs each command as a unit of work: all that its handler writes
// is stored together when it succeeds, and nothing when it fails. The events
// that the written aggregates have recorded are published before the commit, so
// that what their handlers write belongs to the same unit, and an error of one of
// them leaves nothing behind. A command sent within a command joins its unit.
type UnitOfWork struct{ dispatch uow.Option }

// NewUnitOfWork returns the behaviour, which publishes through m.
func NewUnitOfWork(m *mediator.Mediator) *UnitOfWork {
	return &UnitOfWork{dispatch: uow.Dispatch(m.PublishAny)}
}

// Applies lets only commands through: nothing else changes anything.
func (*UnitOfWork) Applies(to *mediator.Info) bool { return to.Kind == mediator.KindCommand }

// Handle runs next as a unit of work, or within the one that ctx is in.
func (b *UnitOfWork) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	return uow.Do(ctx, func(ctx context.Context) error { return next(ctx, call) }, b.dispatch)
}

var (
	_ mediator.Behavior  = (*UnitOfWork)(nil)
	_ mediator.Selective = (*UnitOfWork)(nil)
)
