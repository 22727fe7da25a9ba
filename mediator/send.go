package mediator

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/neuroglia-go/neuroglia/di"
)

// pipeline is how one type of command or query is handled.
type pipeline[Q Request[R], R any] struct {
	info    *Info
	scopes  scopes
	handler source[Handler[Q, R]]
	// direct is the handler when nothing stands before it.
	direct Handler[Q, R]
	first  Next
	calls  sync.Pool // of *CallOf[Q, R], zeroed
}

// compile joins the layers and the handler.
func (p *pipeline[Q, R]) compile(layers []layer) (err error) {
	if len(layers) == 0 {
		if p.handler.shared && !p.scopes.needed {
			p.direct = p.handler.one
		}
		return nil
	}
	p.first, err = compose[Q, R](p.end, layers)
	return err
}

func (p *pipeline[Q, R]) send(ctx context.Context, request Q) (R, error) {
	if p.direct != nil {
		return p.direct.Handle(ctx, request)
	}
	if !p.scopes.needed {
		return p.run(ctx, nil, request)
	}
	if scope, ok := di.ScopeOf(ctx); ok {
		return p.run(ctx, scope, request)
	}
	return p.sendScoped(ctx, request)
}

func (p *pipeline[Q, R]) sendScoped(ctx context.Context, request Q) (result R, err error) {
	ctx, scope := p.scopes.container.NewScope(ctx)
	err = errUnwound
	defer func() { err = closeScope(scope, err) }()
	return p.run(ctx, scope, request)
}

func (p *pipeline[Q, R]) run(ctx context.Context, scope *di.Scope, request Q) (R, error) {
	if p.first == nil {
		return p.handle(ctx, scope, request)
	}
	call, _ := p.calls.Get().(*CallOf[Q, R])
	if call == nil {
		call = new(CallOf[Q, R])
	}
	call.info, call.scope, call.frame, call.Request = p.info, scope, call, request
	err := p.first(ctx, &call.Call)
	result := call.Result
	if !call.kept { // after a panic the call is left to the collector
		*call = CallOf[Q, R]{}
		p.calls.Put(call)
	}
	return result, err
}

func (p *pipeline[Q, R]) handle(ctx context.Context, scope *di.Scope, request Q) (R, error) {
	handler, err := p.handler.get(scope)
	if err != nil {
		var none R
		return none, fmt.Errorf("construct the handler of %s: %w", p.info.Name, err)
	}
	return handler.Handle(ctx, request)
}

// end is the innermost step, the handler.
func (p *pipeline[Q, R]) end(ctx context.Context, call *Call) (err error) {
	c := call.frame.(*CallOf[Q, R])
	c.Result, err = p.handle(ctx, call.scope, c.Request)
	return err
}

// scopes says how a call gets its scope.
type scopes struct {
	container *di.Container
	// needed is false when nothing in the mediator has an instance per scope.
	needed bool
}

// errUnwound is what a scope is told that ended by a panic.
var errUnwound = errors.New("the call did not return: it panicked or ended its goroutine")

// closeScope closes the scope of a call that ended with err and returns err,
// joined with what closing failed with.
func closeScope(scope *di.Scope, err error) error {
	if closing := scope.Close(err); closing != nil {
		return errors.Join(err, fmt.Errorf("close the scope of the call: %w", closing))
	}
	return err
}
