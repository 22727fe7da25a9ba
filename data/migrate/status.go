package migrate

import (
	"fmt"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// State is what became of a migration.
type State uint8

// The states.
const (
	// Pending: Up will apply it.
	Pending State = iota
	// Done: it was applied as it is.
	Done
	// Changed: it was applied with another content.
	Changed
	// Late: it was not applied, and a later one was.
	Late
	// Lost: it was applied, and the program does not have it although it has later ones.
	Lost
	// Newer: it was applied by a newer version of the program.
	Newer
)

// String returns the name of the state, and what to do where something is wrong.
func (s State) String() string {
	return [...]string{
		"pending", "applied",
		"changed after it was applied; put the file back as it was, and what is to change into a new one",
		"came after a later one was applied; give it the next number that is free",
		"applied and not in the program any more; put the file back",
		"applied by a newer version of the program",
	}[s]
}

// broken reports whether somebody has to do something about it.
func (s State) broken() bool { return s == Changed || s == Late || s == Lost }

// Entry is a line of a [Status].
type Entry struct {
	Migration
	State State
	// At is when it was applied, zero where it was not.
	At time.Time
}

// Status is what became of every migration, in order.
type Status []Entry

// String writes the status as a table.
func (s Status) String() string {
	width := 0
	for _, e := range s {
		width = max(width, len(e.Migration.String()))
	}
	var b strings.Builder
	for _, e := range s {
		at := ""
		if !e.At.IsZero() {
			at = " " + e.At.UTC().Format(time.DateTime)
		}
		fmt.Fprintf(&b, "%-*s  %s%s\n", width, e.Migration, e.State, at)
	}
	return b.String()
}

// Count returns how many are in the state.
func (s Status) Count(state State) (n int) {
	for _, e := range s {
		if e.State == state {
			n++
		}
	}
	return n
}

// DriftError says which migrations and database do not belong together. Nothing is applied
// until somebody has looked.
type DriftError struct {
	Component string
	// Entries are those at fault.
	Entries []Entry
}

// Error lists the faults, each with what to do.
func (e *DriftError) Error() string {
	lines := make([]string, len(e.Entries))
	for i, entry := range e.Entries {
		lines[i] = entry.Migration.String() + ": " + entry.State.String()
	}
	return fmt.Sprintf("the migrations of %s and the database do not belong together: %s", e.Component, strings.Join(lines, "; "))
}

// PendingError says that there are migrations to apply. It is an errs.KindUnavailable with
// the code "migration_pending".
type PendingError struct {
	Component  string
	Migrations []Migration
}

// Error says which ones, and what to do.
func (e *PendingError) Error() string {
	names := make([]string, len(e.Migrations))
	for i, m := range e.Migrations {
		names[i] = m.String()
	}
	return fmt.Sprintf("%d migrations of %s are to be applied; run the migrate command (%s)", len(names), e.Component, strings.Join(names, ", "))
}

// Unwrap returns the error as every edge understands it.
func (e *PendingError) Unwrap() error {
	return errs.Unavailable("migration_pending", "the database is not ready for this version yet")
}
