package process

import (
	"slices"
	"time"
)

// Happening is what an [Entry] is about.
type Happening string

// What happens to a process.
const (
	HeardEvent    Happening = "event"
	TimerFired    Happening = "timer"
	CommandSent   Happening = "sent"
	Refused       Happening = "refused"
	Withdrawn     Happening = "withdrawn"
	BecameStuck   Happening = "stuck"
	WasResumed    Happening = "resumed"
	WasAborted    Happening = "aborted"
	WasCompleted  Happening = "completed"
	WasAbandoned  Happening = "abandoned"
	IsCompensated Happening = "compensated"
)

// Entry is one thing that happened to a process.
type Entry struct {
	At   time.Time `json:"at"`
	What Happening `json:"what"`
	// Name is that of the event, command or timer; Note the reason, where there is one.
	Name string `json:"name,omitempty"`
	Note string `json:"note,omitempty"`
}

// note adds an entry, and forgets the second of too many: how it began stays.
func (in *Instance) note(limit int, e Entry) {
	in.History = append(in.History, e)
	for len(in.History) > limit {
		in.History = slices.Delete(in.History, 1, 2)
		in.Forgotten++
	}
}
