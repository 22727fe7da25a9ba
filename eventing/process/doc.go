// Package process has process managers, also known as sagas: what takes several steps, in
// several units of work, and has to come to an end all the same.
//
//	process.Add(services, process.Config{Name: "transfer"}, NewTransferProcess,
//		process.Starts((*TransferProcess).Requested, func(e TransferRequested) string { return e.TransferID }),
//		process.On((*TransferProcess).FundsHeld, func(e FundsHeld) string { return e.TransferID }),
//		process.OnTimer("expire", (*TransferProcess).Expired),
//		process.OnRefused((*TransferProcess).HoldRefused),
//		process.Sends[HoldFunds], process.Sends[ReleaseFunds], process.Sends[CreditFunds],
//	)
//
//	func (p *TransferProcess) Requested(step *process.Step[TransferState], e TransferRequested) error {
//		step.State = TransferState{From: e.From, To: e.To, Amount: e.Amount}
//		step.Send(HoldFunds{Account: e.From, Amount: e.Amount}).UndoneBy(ReleaseFunds{Account: e.From})
//		step.After("expire", 24*time.Hour)
//		return nil
//	}
//
// # Steps
//
// A process has a state for each correlation, such as the id of a transfer. Events move
// it on: each is a [Step], in which a method looks at the state and the event and decides
// what to send, what to wait for, and whether this is the end. It does nothing itself, so it
// can be tested without anything around it, see package processtest, and be repeated.
//
// # What happens once
//
// The event, the new state, the commands to be sent and the timers are one unit of work with
// the checkpoint of the subscription by which the process hears. A command is sent by
// mediator.Send in a unit of work of its own, together with the note that it was sent: when
// what it does is in the same store, both happen or neither, whatever is killed when. The
// commands of one process are sent one after the other, in the order in which they were
// given to [Step.Send].
//
// What a command does elsewhere may happen twice. Its handler finds an id that stays the
// same in [CommandOf], and gives it to the other side.
//
// # When a command fails
//
//   - It cannot be done: the error is of a kind that answers the caller, such as
//     errs.KindConflict or errs.KindNotFound. That is a refusal, and a step of its own for the
//     method that [OnRefused] names. Without one the process is aborted.
//   - It cannot be done now: errs.KindUnavailable, KindTimeout, KindTooMany. It is tried again,
//     after pauses that double, for as long as it takes.
//   - Somebody else was faster: it is tried again at once.
//   - Anything else is a fault. It is tried as often as the config says, then the process is
//     stuck: it keeps what it has, is found by [IsStuck], and goes on after [Processes.Resume].
//
// # Compensation
//
// A command may name another one that undoes it; an event may tell what there is to undo.
// [Step.Abort] withdraws what is not sent yet and sends the compensations in reverse. An
// event that comes after that is still given to its method: what it sends is not sent any
// more, but what it gives to [Step.Compensate] is, at once. So a booking whose confirmation comes
// late is cancelled all the same.
//
// # Timers
//
// A timer is stored with the state. It fires once, by the clock of the store, in whichever
// program works for the process then.
//
// # Running
//
// [eventing.Engine.Run] brings the events, [Processes.Run] sends the commands and fires the
// timers; a program runs both, in any number of replicas. A process name is worked for by
// one of them at a time. Everything that is known about a process is an [Instance], for
// answers to "where is my transfer" as for operators.
//
// # What it is not for
//
// What fits into one unit of work needs no process. Neither does what reacts to one event
// and is done: that is a subscription.
package process
