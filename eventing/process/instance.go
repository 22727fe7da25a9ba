package process

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// Status is where a process stands. Whether it is stuck is told by [Instance.Stuck]: that is
// no place, for it goes on from where it is.
type Status string

// The statuses. A process begins as Running and ends in one of the last three.
const (
	// Running: it hears events, sends commands and waits for timers.
	Running Status = "running"
	// Completing: [Step.Complete] was called, and commands are still to be sent.
	Completing Status = "completing"
	// Compensating: [Step.Abort] was called, and compensations are still to be sent.
	Compensating Status = "compensating"
	// Completed: it did what it was for.
	Completed Status = "completed"
	// Aborted: it did not, and what it had done is compensated.
	Aborted Status = "aborted"
	// Abandoned: somebody gave it up as it was; see [Processes.Abandon].
	Abandoned Status = "abandoned"
)

// Ended reports whether nothing is left to do.
func (s Status) Ended() bool { return s == Completed || s == Aborted || s == Abandoned }

// undoing reports whether the process is past its Abort.
func (s Status) undoing() bool { return s == Compensating || s == Aborted }

// Instance is one process with everything that is stored about it: a document of the
// collection of its name. It is also what it looks like as JSON, for an answer to "where is
// my transfer".
type Instance struct {
	// Process is the name of the process, Correlation what tells this one from others.
	Process     string `json:"process"`
	Correlation string `json:"correlation"`
	Status      Status `json:"status"`
	// Reason is why it was aborted or abandoned.
	Reason string `json:"reason"`
	// State is what the steps keep; see [StateOf].
	State json.RawMessage `json:"state"`
	// Commands are those to be sent, in order. One that was sent is in the History only.
	Commands []Command `json:"commands"`
	// Compensations are what an Abort would send, last one first.
	Compensations []Message `json:"compensations"`
	// Timers are those that are set, in the order in which they are due.
	Timers []Timer `json:"timers"`
	// Stuck says what somebody has to look at; nil in most cases. Such a process sends no
	// command until [Processes.Resume], but still hears events and timers.
	Stuck *Stuck `json:"stuck"`
	// History is what happened, oldest first, and Forgotten how many entries before it are
	// not kept any more.
	History   []Entry `json:"history"`
	Forgotten int     `json:"forgotten"`
	// Position is that of the last event which it heard.
	Position eventstore.Position `json:"position"`
	// Sequence counts the commands, for their ids.
	Sequence int `json:"sequence"`
	// Due is when there is something to do next; nil when it waits for an event.
	Due *time.Time `json:"due"`
	// Started and Changed are when it heard its first event and when the last thing
	// happened to it; Ended is nil before its end. They are times of the store.
	Started time.Time  `json:"started"`
	Changed time.Time  `json:"changed"`
	Ended   *time.Time `json:"ended"`
}

// Message is a command as it is stored: its name and its JSON.
type Message struct {
	Name string          `json:"name"`
	Body json.RawMessage `json:"body"`
}

// Command is a message on its way.
type Command struct {
	Message
	// ID is the same whenever the command is sent, so that a receiver whose effects are in
	// another store can tell repetitions; see [CommandOf].
	ID string `json:"id"`
	// Undo is what compensates it, once it was sent.
	Undo []Message `json:"undo"`
	// Metadata is what the events that the command leads to carry.
	Metadata eventstore.Metadata `json:"metadata"`
	// Due is when it is to be sent.
	Due time.Time `json:"due"`
	Attempts
}

// Timer is a moment at which the process goes on unless it is cancelled before.
type Timer struct {
	Name string    `json:"name"`
	Due  time.Time `json:"due"`
	Attempts
}

// Attempts are what went wrong with something since it last went well.
type Attempts struct {
	// Tries counts the failures, Faults those of them that do not go away by themselves.
	Tries  int `json:"tries"`
	Faults int `json:"faults"`
	// Error is the last failure.
	Error string `json:"error"`
	// Jammed says that nobody tries any more.
	Jammed bool `json:"jammed"`
}

// Stuck says why a process cannot go on.
type Stuck struct {
	// What is what failed: "command HoldFunds", "timer expire".
	What string `json:"what"`
	// Error is what it failed with, in words for an operator.
	Error string    `json:"error"`
	Since time.Time `json:"since"`
}

// Fields of an [Instance] to query for. Those of the state are behind "state.", such as
// query.Text("state.from").
const (
	FieldStatus  query.Field[Status]    = "status"
	FieldStarted query.Field[time.Time] = "started"
	FieldChanged query.Field[time.Time] = "changed"
	FieldStuck   query.Field[time.Time] = "stuck.since"

	fieldDue query.Field[time.Time] = "due"
)

// IsStuck is the condition by which the processes are found that somebody has to look at.
func IsStuck() query.Condition { return FieldStuck.NotNull() }

// StateOf returns the state of an instance as the Go type that its steps use.
func StateOf[S any](in Instance) (S, error) {
	var state S
	if err := data.Decode(in.State, &state); err != nil {
		return state, fmt.Errorf("read the state of process %s %q as %T: %w", in.Process, in.Correlation, state, err)
	}
	return state, nil
}
