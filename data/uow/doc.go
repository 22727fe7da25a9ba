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
// # Doing it anew
//
// [Retry] is a Do that begins anew, after a pause, when somebody else was faster or the
// store was not available. To write Retry is to declare that the function may run several
// times:
//
//	err := uow.Retry(ctx, uow.RetryPolicy{Conflicts: []string{"phone_taken"}}, func(ctx context.Context) error {
//
// # An open transaction
//
// Some decisions rest on what cannot be checked one by one: on what a query did not find,
// or on a report that has to show one moment. [Isolation] has the unit read and commit in
// one transaction of the store:
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		…
//	}, uow.Isolation(uow.Serializable))
//
// It is open from the first use of a repository to the end of the unit. What that costs
// depends on the store: a connection of the pool on PostgreSQL; on SQLite, and in memory,
// the one place of who may write, for which all others wait (for Serializable; below it
// SQLite reads from a snapshot and keeps nobody waiting). So the function should do nothing
// slow meanwhile, such as calling another service. Writes are still kept back until the function
// returns. Units that cannot be put into any order end with an errs.KindConflict of the
// code "serialization_failure" ([CodeSerialization]), which Do reports and [Retry] tries again.
//
// What is read of the log as a whole, by the Find of an event-sourced repository too, is
// read outside of the transaction on PostgreSQL.
//
// Hand-written SQL opens the transaction early as well: postgres.Tx and sqlite.Tx return it, and what
// is done by it is committed and rolled back with the unit. Repositories see what was written by
// hand; SQL does not see what they keep back.
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
// With an open transaction it is the same. Whatever goes wrong before COMMIT is sent has
// rolled back all of it, hand-written SQL included: an error or panic of the function, a context
// that is over, a statement that failed (also one whose error nobody looked at), a connection that
// was lost. Only when the connection is lost between COMMIT and its answer is the outcome unknown.
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
