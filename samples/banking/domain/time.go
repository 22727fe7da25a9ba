package domain

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// Every event says when it happened, by the clock of the replica that decided it, and the log
// keeps that as the time of the event. So there is one time for what an account was at a moment,
// for its statement and for its interest.
var (
	_ aggregate.Timed = AccountOpened{}
	_ aggregate.Timed = MoneyDeposited{}
	_ aggregate.Timed = MoneyWithdrawn{}
	_ aggregate.Timed = FundsHeld{}
	_ aggregate.Timed = FundsCaptured{}
	_ aggregate.Timed = FundsReleased{}
	_ aggregate.Timed = TransferCredited{}
	_ aggregate.Timed = InterestPaid{}
	_ aggregate.Timed = OverdraftChanged{}
	_ aggregate.Timed = AccountClosed{}
	_ aggregate.Timed = PersonRegistered{}
	_ aggregate.Timed = DetailsChanged{}
	_ aggregate.Timed = AccountAdded{}
	_ aggregate.Timed = AccountRemoved{}
	_ aggregate.Timed = PersonErased{}
	_ aggregate.Timed = TransferRequested{}
	_ aggregate.Timed = TransferAdvanced{}
)

// later returns now, or last where that is later. The clocks of replicas differ a little; an
// account takes the time of its last event where the clock is behind that. So its events are in
// the order of their times, and what it was at a moment is what the first so many add up to.
func later(now, last time.Time) time.Time {
	if now.Before(last) {
		return last
	}
	return now
}

// OccurredAt is when it happened.
func (e AccountOpened) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e MoneyDeposited) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e MoneyWithdrawn) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e FundsHeld) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e FundsCaptured) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e FundsReleased) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e TransferCredited) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e InterestPaid) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e OverdraftChanged) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e AccountClosed) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e PersonRegistered) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e DetailsChanged) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e AccountAdded) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e AccountRemoved) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e PersonErased) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e TransferRequested) OccurredAt() time.Time { return e.At }

// OccurredAt is when it happened.
func (e TransferAdvanced) OccurredAt() time.Time { return e.At }
