// Package uow gives a use case one outcome: all it changed is stored, or nothing.
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		order, err := orders.Get(ctx, id)
//		if err != nil {
//			return err
//		}
//		if err := order.Confirm(); err != nil {
//			return err
//		}
//		return orders.Update(ctx, order)
//	})
//
// Repositories find the unit in the context. In it they hand out one object per id,
// keep what is written to themselves until the function returns, and answer reads,
// Find included, as if it was stored already. Then the unit commits everything at
// once. An error, a panic or a context that is over leaves nothing behind.
//
// # No transaction while your code runs
//
// A unit holds no connection, lock or transaction while the function runs: the
// commit is one short transaction that checks that whatever the unit writes is
// still in the version it was read in. If it is not, Do returns an
// errs.KindConflict with the code "stale_version", and the work can be done anew. A
// document that is only read is not checked. Where a decision rests on one, pass it
// to Update unchanged: that writes nothing and asks for the check.
//
// # Joining
//
// A Do inside of a Do joins it: there is one unit, and the outermost commits. An
// inner Do that fails fails the unit, even where its error is swallowed, because the
// objects it changed cannot be changed back.
//
// # Events
//
// With [Dispatch], the events recorded by the aggregates that the unit writes are
// handed over after the function and before the commit. What their handlers write
// joins the unit, and what is recorded on the way is handed over in turn, until
// there is no more. [AfterCommit] is for what must not happen unless the commit did.
//
// # How it ended
//
// Nil means committed. Otherwise nothing was stored, with one exception: a store that
// lost its connection after the commit was sent cannot know. [OutcomeOf] tells the
// three cases apart.
//
// # One store, one goroutine
//
// A unit covers the store of the first repository used in it; another one is
// refused with [ErrSecondStore], for two stores cannot commit as one. The function
// may start goroutines, but repositories are to be used from one at a time;
// [ErrConcurrent] and [ErrEnded] report the misuse that can be seen.
//
// # Taking part
//
// Whatever stores something can take part in a unit: see [Participant]. The
// repositories of package data do.
package uow
