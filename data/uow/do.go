package uow

import (
	"context"
	"errors"
	"fmt"
)

// maxRounds bounds how often handling events may lead to new events: far more than
// any chain of consequences, and few enough to fail fast.
const maxRounds = 100

var errPanicked = errors.New("a unit of work that had joined it panicked")

// Do runs fn as a unit of work and commits what it wrote. When ctx is in a unit
// already, fn joins that one, and it is the outermost Do that commits.
//
// Do returns the error of fn, as it is, when fn fails, and an [*OutcomeError] when
// the commit does. Where a store holds a transaction open, the error of a statement in
// it by which fn fails becomes a conflict if that is what it means. A panic of fn goes
// on, with nothing stored. Once Do returns an error the objects that were loaded or changed are out of step with the store and
// must not be used again. Do may be called from any number of goroutines; each is a
// unit of its own.
func Do(ctx context.Context, fn func(ctx context.Context) error, options ...Option) error {
	if u, ok := From(ctx); ok {
		return u.join(ctx, fn, newUnit(options).level)
	}
	if ctx.Err() != nil {
		return rolledBack(context.Cause(ctx))
	}
	u := newUnit(options)
	err := u.carryOut(ctx, fn)
	if err == nil {
		run(outside(ctx), u.hooks.settle(Committed))
	}
	return err
}

func newUnit(options []Option) *Unit {
	u := new(Unit)
	for _, option := range options {
		option.apply(u)
	}
	return u
}

// join runs fn in u and dooms u unless fn succeeds.
func (u *Unit) join(ctx context.Context, fn func(ctx context.Context) error, level Level) error {
	if u.state.Load() == ended {
		return rolledBack(ErrEnded)
	}
	if level > u.level {
		err := fmt.Errorf("%w: it has %v and is asked for %v", ErrNotIsolated, u.level, level)
		u.fail(err)
		return err
	}
	done := false
	defer func() {
		if !done {
			u.fail(errPanicked)
		}
	}()
	err := fn(ctx)
	done = true
	if err != nil {
		u.fail(fmt.Errorf("a unit of work that had joined it failed: %w", err))
	}
	return err
}

// carryOut runs fn, hands out the events and commits. Whatever way it is left, the
// unit is over and its hooks know of it.
func (u *Unit) carryOut(ctx context.Context, fn func(ctx context.Context) error) (err error) {
	outcome := RolledBack
	defer func() {
		u.state.Store(ended)
		if outcome != Committed {
			u.hooks.settle(outcome)
			err = u.abort(err)
		}
	}()
	inside := context.WithValue(ctx, unitKey{}, u)
	if err := fn(inside); err != nil {
		return err
	}
	if err := u.dispatchAll(inside); err != nil {
		return err
	}
	if err := u.end(ctx); err != nil {
		return rolledBack(err)
	}
	err = u.commit(ctx)
	outcome = OutcomeOf(err)
	return err
}

// dispatchAll hands over events until no more are recorded.
func (u *Unit) dispatchAll(ctx context.Context) error {
	if u.dispatch == nil {
		return nil
	}
	for range maxRounds {
		events, err := u.events()
		if err != nil {
			return rolledBack(err)
		}
		if len(events) == 0 {
			return nil
		}
		for _, event := range events {
			if err := u.dispatch(ctx, event); err != nil {
				return err
			}
		}
	}
	return rolledBack(fmt.Errorf("%w: stopped after %d rounds", ErrEndless, maxRounds))
}

func (u *Unit) events() ([]any, error) {
	if err := u.Enter(); err != nil {
		return nil, err
	}
	defer u.Leave()
	if p := u.Participant(); p != nil {
		return p.Events(), nil
	}
	return nil, nil
}

// end lets nobody in any more, unless somebody still is.
func (u *Unit) end(ctx context.Context) error {
	if !u.state.CompareAndSwap(idle, ended) {
		return ErrConcurrent
	}
	if err := u.doomed(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (u *Unit) commit(ctx context.Context) error {
	m := u.member.Load()
	if m == nil {
		return nil
	}
	err := m.participant.Commit(ctx)
	if err == nil || OutcomeOf(err) == Unknown {
		return err
	}
	return rolledBack(err)
}

// abort has the participant let go of what it holds.
func (u *Unit) abort(reason error) error {
	if m := u.member.Load(); m != nil {
		if holder, ok := m.participant.(Holder); ok {
			return holder.Abort(reason)
		}
	}
	return reason
}

func rolledBack(err error) error { return &OutcomeError{Outcome: RolledBack, Err: err} }
