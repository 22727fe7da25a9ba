package behavior

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
)

// Validator says whether a value is as its type requires. The error lists every
// fault and is of errs.KindUnprocessable, which errs.Validation makes.
type Validator interface {
	Validate(ctx context.Context, value any) error
}

// ValidatorFunc is a function as a [Validator].
type ValidatorFunc func(ctx context.Context, value any) error

// Validate calls f.
func (f ValidatorFunc) Validate(ctx context.Context, value any) error { return f(ctx, value) }

// Validation lets only valid messages pass, wherever they come from.
type Validation struct{ validator Validator }

// NewValidation returns the behaviour.
func NewValidation(validator Validator) *Validation { return &Validation{validator: validator} }

// Handle calls next when the message is valid, and otherwise returns the error
// of the validator.
func (b *Validation) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	if err := b.validator.Validate(ctx, call.Request()); err != nil {
		return err
	}
	return next(ctx, call)
}

var _ mediator.Behavior = (*Validation)(nil)
