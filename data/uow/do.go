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
// the commit does. A panic of fn goes on, with nothing stored. Once Do returns an
// error the objects that were loaded or changed are out of step with the store and
// must not be used again. Do may be called from any number of goroutines; each is a
// unit of its own.
func Do(ctx context.Context, fn func(ctx context.Context) error, options ...Option) error {
	if u, ok := From(ctx); ok {
		return u.join(ctx, fn)
	}
	if ctx.Err() != nil {
		return rolledBack(context.Cause(ctx))
	}
	u := new(Unit)
	for _, option := range options {
		option.apply(u)
	}
	err := u.carryOut(ctx, fn)
	if err == nil {
		run(outside(ctx), u.hooks.settle(Committed))
	}
	return err
}

// join runs fn in u and dooms u unless fn succeeds.
func (u *Unit) join(ctx context.Context, fn func(ctx context.Context) error) error {
	if u.state.Load() == ended {
		return rolledBack(ErrEnded)
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
	if u.participant == nil {
		return nil, nil
	}
	return u.participant.Events(), nil
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
	if u.participant == nil {
		return nil
	}
	err := u.participant.Commit(ctx)
	if err == nil || OutcomeOf(err) == Unknown {
		return err
	}
	return rolledBack(err)
}

func rolledBack(err error) error { return &OutcomeError{Outcome: RolledBack, Err: err} }
