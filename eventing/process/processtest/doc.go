// Package processtest tests a process purely in memory: events go in, commands come out.
//
//	trial := processtest.New(t, NewTransferProcess(), transferRoutes()...)
//	trial.Hear(TransferRequested{TransferID: "t1", From: "a", To: "b", Amount: 30})
//	require.Equal(t, []any{HoldFunds{Account: "a", Amount: 30}}, trial.Pending())
//
//	trial.Refuse(errs.Conflict("insufficient_funds", "the account has less"))
//	require.Equal(t, process.Aborted, trial.Status())
//
// There is no store, no mediator and no clock but the one that [Trial.Pass] moves. How the
// commands end is for the test to say.
package processtest
