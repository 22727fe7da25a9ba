package uow

import (
	"context"
	"fmt"
	"sync/atomic"
)

// Participant is what a store contributes to a unit: the session that holds what
// is to be written. The unit calls it from one goroutine at a time.
type Participant interface {
	// Events returns the events recorded by what is to be written, without those
	// returned before.
	Events() []any
	// Commit writes everything or nothing. It returns an error made by [UnknownOutcome]
	// when it cannot tell which. It is called once at most, and last.
	Commit(ctx context.Context) error
}

// Holder is a [Participant] that may hold something open until the unit ends, such as a
// transaction.
type Holder interface {
	Participant
	// Abort lets go of it and leaves nothing behind. It is called once the unit has ended
	// for a reason, or by a panic (nil), also after a Commit that failed. It returns the
	// reason, in other words where it knows better what that means.
	Abort(reason error) error
}

// Unit is a unit of work that is under way; see [Do]. Its methods are for those
// who write participants.
type Unit struct {
	dispatch func(ctx context.Context, event any) error
	level    Level
	state    atomic.Int32
	member   atomic.Pointer[member]
	hooks    hooks
	doom     atomic.Pointer[error]
}

// member is the participant of a store.
type member struct {
	store       any
	participant Participant
}

// The states of a unit.
const (
	idle int32 = iota
	busy
	ended
)

type unitKey struct{}

// From returns the unit that is open in ctx.
func From(ctx context.Context) (*Unit, bool) {
	u, ok := ctx.Value(unitKey{}).(*Unit)
	return u, ok && u != nil
}

// outside returns ctx as it is once the unit does not matter any more: in none, and
// not over when the caller's is.
func outside(ctx context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(ctx), unitKey{}, (*Unit)(nil))
}

// Level returns the [Isolation] that the unit was begun with, 0 without.
func (u *Unit) Level() Level { return u.level }

// Enlist returns the unit's participant of the store, made by create when it is the
// first time. The store is compared by ==; one that differs from that of an earlier
// call is refused with [ErrSecondStore]. To be called between Enter and Leave.
func (u *Unit) Enlist(store any, create func() Participant) (Participant, error) {
	m := u.member.Load()
	switch {
	case m == nil:
		m = &member{store, create()}
		u.member.Store(m)
	case m.store != store:
		return nil, fmt.Errorf("%w: the unit of work began with a %T and is now asked to include a %T", ErrSecondStore, m.store, store)
	}
	return m.participant, nil
}

// Participant returns who was enlisted, nil when nobody was or the unit is over. It is safe for
// concurrent use.
func (u *Unit) Participant() Participant {
	if m := u.member.Load(); m != nil && u.state.Load() != ended {
		return m.participant
	}
	return nil
}

// Enter begins an operation on the unit. It fails with [ErrConcurrent] while
// another one is under way and with [ErrEnded] once the unit is over.
func (u *Unit) Enter() error {
	if u.state.CompareAndSwap(idle, busy) {
		return nil
	}
	if u.state.Load() == ended {
		return ErrEnded
	}
	return ErrConcurrent
}

// Leave ends the operation that a successful Enter began.
func (u *Unit) Leave() { u.state.CompareAndSwap(busy, idle) }

// fail makes it certain that the unit is not committed. The first reason stays.
func (u *Unit) fail(reason error) { u.doom.CompareAndSwap(nil, &reason) }

func (u *Unit) doomed() error {
	if reason := u.doom.Load(); reason != nil {
		return *reason
	}
	return nil
}
