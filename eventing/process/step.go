package process

import (
	"time"
)

// Step is what a method of a process works on: the state, and what is to be done next. All
// of it is stored together when the method returns nil, and nothing when it fails. It is not
// to be kept.
//
// A method decides and does nothing itself: it reads no store and calls nobody. What it
// wants done it sends as a command, what it wants to know comes as an event, or as the answer
// to a command.
type Step[S any] struct {
	// State is what the process remembers, to be changed as you like. It is the zero value
	// in the first step.
	State S
	turn  *turn
}

// Correlation returns what tells this process from others of its name.
func (s *Step[S]) Correlation() string { return s.turn.in.Correlation }

// Now returns the time by the clock of the store.
func (s *Step[S]) Now() time.Time { return s.turn.now }

// Status returns where the process stands. A method that is led to by an event sees
// [Compensating] or [Aborted] when the event comes after the Abort; see [Step.Compensate].
func (s *Step[S]) Status() Status { return s.turn.in.Status }

// Send sends the command once the step is stored, behind those that were sent before. Its
// type has to be given to Add by [Sends]. After an Abort it is not sent.
//
//	step.Send(HoldFunds{Account: e.From, Amount: e.Amount}).UndoneBy(ReleaseFunds{Account: e.From})
func (s *Step[S]) Send(command any) Sending { return s.turn.send(command) }

// Sending is a command that was given to Send.
type Sending struct{ command *pending }

// UndoneBy names what is sent to compensate the command should the process be aborted after
// it was sent. One that was refused, or not sent yet, is not compensated.
func (s Sending) UndoneBy(command any) Sending {
	s.command.undoneBy(command)
	return s
}

// Compensate names a command to be sent should the process be aborted, such as when an
// event tells what is to be undone: step.Compensate(CancelBooking{e.Booking}). Abort sends
// what was named last first. When the process was aborted already, because the event is
// late, the command is sent at once.
func (s *Step[S]) Compensate(command any) { s.turn.compensate(command) }

// After sets the timer, or sets it anew: when the time has passed, the method is called that
// [OnTimer] leads to. It survives whatever happens to the program meanwhile, and fires once.
func (s *Step[S]) After(timer string, d time.Duration) { s.At(timer, s.Now().Add(d)) }

// At is After with a moment, by the clock of the store.
func (s *Step[S]) At(timer string, moment time.Time) { s.turn.set(timer, moment) }

// Cancel takes a timer away; one that is not set is no error.
func (s *Step[S]) Cancel(timer string) { s.turn.cancel(timer) }

// Complete ends the process once the commands that were given to Send are through. It
// hears no events and no timers any more, but refusals.
func (s *Step[S]) Complete() { s.turn.completes = true }

// Abort gives up: commands that are not sent yet are withdrawn, timers are cancelled, and
// the compensations are sent in reverse. To abort again changes nothing.
func (s *Step[S]) Abort(reason string) { s.turn.aborts, s.turn.reason = true, reason }
