package uow

import (
	"context"
	"sync"
)

// AfterCommit has hook called once the unit that is open in ctx is committed, in the
// order of the calls, and never when it is not. Without a unit, or when it is
// committed already, there is nothing to wait for and hook is called at once.
//
// The context given to hook has the values of ctx, or of the one given to the
// outermost Do where it had to wait. It is in no unit and not over when the caller's
// is: the commit has happened. A hook that panics does not keep the later ones from running; then the panic goes on. Safe
// for concurrent use.
func AfterCommit(ctx context.Context, hook func(ctx context.Context)) {
	u, ok := From(ctx)
	if !ok || u.hooks.add(hook) {
		hook(outside(ctx))
	}
}

// hooks wait for the outcome of a unit.
type hooks struct {
	mu      sync.Mutex
	waiting []func(context.Context)
	outcome Outcome
	settled bool
}

// add keeps the hook while the outcome is open, and reports whether it is the
// caller who has to run it now.
func (h *hooks) add(hook func(context.Context)) (now bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.settled {
		h.waiting = append(h.waiting, hook)
		return false
	}
	return h.outcome == Committed
}

// settle returns the hooks to run under the outcome, which is final.
func (h *hooks) settle(outcome Outcome) []func(context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	waiting := h.waiting
	h.waiting, h.outcome, h.settled = nil, outcome, true
	if outcome != Committed {
		return nil
	}
	return waiting
}

// run calls the hooks in order; the deferred call goes on after a panic.
func run(ctx context.Context, hooks []func(context.Context)) {
	if len(hooks) == 0 {
		return
	}
	defer run(ctx, hooks[1:])
	hooks[0](ctx)
}
