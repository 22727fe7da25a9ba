package uow

import "github.com/neuroglia-go/neuroglia/errs"

// Level says how far the reads of a unit are shielded from what others commit meanwhile. A
// store may give more than was asked for.
type Level uint8

// The levels, each giving more than the one before.
const (
	// ReadCommitted shows each read what is committed by then, in one transaction.
	ReadCommitted Level = iota + 1
	// RepeatableRead shows all reads the same moment. A write of something that somebody
	// else changed since is refused.
	RepeatableRead
	// Serializable makes it as if the unit ran alone: what it decided by what it read,
	// and by what it did not find, is still so when it commits.
	Serializable
)

// String returns "read committed" and so on, and "none" for 0.
func (l Level) String() string {
	return [...]string{"none", "read committed", "repeatable read", "serializable"}[min(l, Serializable)]
}

// Isolation has the unit read and commit in one transaction of the level, which is open from
// the first use of a repository to the end; see "An open transaction" in the package doc for
// what it costs. A store that cannot do so refuses the first use.
//
// A [Do] that asks for more than the unit that it joins was begun with is refused with
// [ErrNotIsolated]: it is too late.
func Isolation(level Level) Option { return isolation(min(level, Serializable)) }

type isolation Level

func (i isolation) apply(u *Unit) { u.level = Level(i) }

// String names the option.
func (i isolation) String() string { return "isolation " + Level(i).String() }

// CodeSerialization is the code of the errs.KindConflict for a unit that another one got in
// the way of, so that no order of the two would explain both, or that was chosen to end a
// deadlock. Nothing of it is stored, and the work can be done anew.
const CodeSerialization = "serialization_failure"

// SerializationFailure returns that conflict, caused by err. Stores make it.
func SerializationFailure(err error) error {
	return errs.Conflict(CodeSerialization, "somebody else changed the same things at the same time; try again").Wrap(err)
}
