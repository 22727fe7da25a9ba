package mediator

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
)

// streamPipeline is how one type of stream query is handled.
type streamPipeline[Q StreamRequest[R], R any] struct {
	info    *Info
	scopes  scopes
	handler source[StreamHandler[Q, R]]
	first   Next
}

// streamCall is the call of one iteration. What the behaviours see of it is a
// CallOf[Q, None].
type streamCall[Q, R any] struct {
	CallOf[Q, None]
	yield func(R, error) bool
	// stopped is set when the consumer has left its loop.
	stopped bool
}

func (p *streamPipeline[Q, R]) compile(layers []layer) (err error) {
	p.first, err = compose[Q, None](p.end, layers)
	return err
}

func (p *streamPipeline[Q, R]) stream(ctx context.Context, request Q, yield func(R, error) bool) {
	call := &streamCall[Q, R]{yield: yield}
	call.info, call.frame, call.CallOf.Request = p.info, call, request
	if err := p.iterate(ctx, call); err != nil && !call.stopped {
		var none R
		yield(none, err)
	}
}

// iterate runs the pipeline around one iteration, in a scope.
func (p *streamPipeline[Q, R]) iterate(ctx context.Context, call *streamCall[Q, R]) (err error) {
	if !p.scopes.needed {
		return p.first(ctx, &call.Call)
	}
	if scope, ok := di.ScopeOf(ctx); ok {
		call.scope = scope
		return p.first(ctx, &call.Call)
	}
	ctx, call.scope = p.scopes.container.NewScope(ctx)
	err = errUnwound
	defer func() { err = closeScope(call.scope, err) }()
	return p.first(ctx, &call.Call)
}

// end is the innermost step: it hands the handler's rows to the consumer.
func (p *streamPipeline[Q, R]) end(ctx context.Context, call *Call) error {
	c := call.frame.(*streamCall[Q, R])
	handler, err := p.handler.get(call.scope)
	if err != nil {
		return fmt.Errorf("construct the handler of %s: %w", p.info.Name, err)
	}
	for row, err := range handler.Handle(ctx, c.CallOf.Request) {
		if err != nil {
			return err
		}
		if c.stopped || !c.yield(row, nil) {
			c.stopped = true
			return nil
		}
	}
	return nil
}
