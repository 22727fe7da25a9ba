package eventstore

import (
	"context"
	"iter"
	"time"
)

// Store is the contract of a log: events in streams, in one global order. Adapters
// of data.Store implement it beside that one, over the same transactions.
//
// A Store is safe for concurrent use. An operation honors its context: an Append
// that is over before it starts leaves no trace. Errors not named here are wrapped
// with what was being done; those that may go away by themselves are of
// errs.KindUnavailable. A store that is closed fails every operation.
//
// The suite datatest.TestEventStore holds an adapter to this contract. [Eraser] and
// [Archiver] are further powers, found by assertion.
type Store interface {
	// Append appends the events of every batch to its stream, all or none, and
	// returns where they are. It is as if one Append ran after the other. No two
	// batches have the same stream; a batch without events only checks. Within a
	// commit the positions rise in the order of batches and events, and the versions
	// of a stream are 1, 2, 3 without a gap.
	//
	// The first batch whose stream is not as [Batch].Expected says is a
	// [*VersionError], and nothing is written. With one exception: when every batch
	// is in the log already, event by event under the same ids where this Append
	// would have put it, the Append is a repetition. It writes nothing and returns
	// where the events are. Under Any and Exists a batch is looked for at the end of its
	// stream, under None and Exact right behind the expected version.
	//
	// An error made by uow.UnknownOutcome means that the events may or may not be
	// there; appending the same ones again tells. Every other error means that
	// nothing was written.
	//
	// Adapters begin with [Prepare] and end with [Advance].
	Append(ctx context.Context, batches ...Batch) (Commit, error)

	// ReadStream reads the records of one stream; one that does not exist has none.
	// The caller owns what is yielded. The first error ends the sequence.
	ReadStream(ctx context.Context, stream string, options ReadOptions) iter.Seq2[Record, error]

	// ReadAll reads the records behind the position, in the order of their
	// positions, as far as the head of the log when it gets there. Nothing ever
	// appears before a record that was yielded: the head stops in front of whatever is
	// not settled yet. 0 is the beginning. The caller owns what is yielded; it may take
	// its time, for no transaction is open meanwhile. The first error ends the sequence.
	ReadAll(ctx context.Context, after Position, filter Filter) iter.Seq2[Record, error]

	// Head returns the position up to which the log is settled: every record at or
	// before it can be read, and no other one will ever appear there. It never
	// falls, and once an Append has returned it gets to that position by itself.
	// It need not be the position of a record. The head of an empty log is 0.
	Head(ctx context.Context) (Position, error)

	// Wait returns the head as soon as it is behind the position. News from this
	// process wakes it at once, those from others within a second, and within some ten
	// milliseconds while there is much of it. Any number may wait at little cost. It returns
	// the error of a context that ends first.
	Wait(ctx context.Context, after Position) (Position, error)
}

// Position is the place of a record in the log as a whole. The first is greater
// than 0; there may be gaps.
type Position int64

// Commit says what an Append did.
type Commit struct {
	// Position is that of the last record, 0 when there were no events. Whoever has
	// read that far has seen the commit.
	Position Position
	// Versions are those of the streams afterwards, by batch.
	Versions []int64
}

// Batch is what an Append does to one stream.
type Batch struct {
	// Stream is the name of the stream; see [StreamName].
	Stream string
	// Expected is what the stream has to look like. The zero value is None.
	Expected Expected
	// Events are appended in order. They belong to the store from here.
	Events []Event
}

// Expected is the state in which a stream has to be for an append: an exact version,
// or None, Exists or Any.
type Expected int64

const (
	// None expects a stream without events.
	None Expected = 0
	// Any expects nothing.
	Any Expected = -1
	// Exists expects a stream with events.
	Exists Expected = -2
)

// Exact expects the version, which is that of the last event; Exact(0) is None.
func Exact(version int64) Expected { return Expected(max(version, 0)) }

// Met reports whether a stream in the version is as expected. The version of a stream
// without events is 0.
func (e Expected) Met(version int64) bool {
	switch e {
	case Any:
		return true
	case Exists:
		return version > 0
	}
	return version == int64(e)
}

// Event is an event ready to be appended.
type Event struct {
	// ID is a UUID in its usual lower-case text, by which a repetition is known. An
	// empty one is replaced by a new one; see [NewID].
	ID string
	// Type is the logical name without the version: "order.confirmed". Required.
	Type string
	// SchemaVersion is the version of Data, from 1; 0 means 1.
	SchemaVersion int
	// Data is a JSON value. Empty means {}.
	Data []byte
	// Metadata says where the event comes from. What is empty is taken from the
	// context; see [WithMetadata].
	Metadata Metadata
	// At is when it happened, cut to microseconds in UTC. Zero means when the store
	// appends it. Of an event that is aggregate.Timed it is what that says.
	At time.Time
}

// Record is an event as the log keeps it.
type Record struct {
	Event
	// Stream is the name of the stream.
	Stream string
	// Version is the place in the stream, from 1 without gaps.
	Version int64
	// Position is the place in the log.
	Position Position
}

// Category returns the part of the stream's name before the first '-'.
func (r Record) Category() string { return Category(r.Stream) }

// ReadOptions say what to read of a stream. The zero value is all of it.
type ReadOptions struct {
	// From is the version to begin with. 0 is the first, or the last when reading
	// backwards.
	From int64
	// Backwards reads from high versions to low ones.
	Backwards bool
	// Limit is how many records to read at most, 0 for all.
	Limit int
	// AsOf reads the stream as it was at this moment: up to the first record that
	// happened later. Zero is now.
	AsOf time.Time
	// Archived reads what an [Archiver] put aside as well.
	Archived bool
}

// Filter says which records to read of the log. The zero value is all of them.
type Filter struct {
	// Types are logical names without version; none means every one.
	Types []string
	// Categories are those of the streams; none means every one. A record has to be
	// of one of the types and of one of the categories.
	Categories []string
	// Through is the last position to read, 0 for as far as the head.
	Through Position
	// Limit is how many records to read at most, 0 for all.
	Limit int
	// Archived reads what an [Archiver] put aside as well.
	Archived bool
}

// Match reports whether a record is one of those that the filter lets pass; the limit
// and the archive are not its concern.
func (f Filter) Match(r Record) bool {
	return (f.Through == 0 || r.Position <= f.Through) &&
		within(f.Types, r.Type) && within(f.Categories, r.Category())
}

// Eraser is a [Store] that can make it as if a stream had never been, as the law may
// ask for.
type Eraser interface {
	// Erase deletes all records of the stream, beyond recovery by the store, and
	// returns how many there were. Positions are not used again, versions are. Who read
	// the records before is not told.
	Erase(ctx context.Context, stream string) (int64, error)
}

// Archiver is a [Store] that can put aside what is hardly read any more.
type Archiver interface {
	// Archive puts the records of the stream up to the version into the archive and
	// returns how many there were that were not in it before. Reads leave them out
	// unless they ask for them. The stream stays in its version, and every record in its
	// position.
	Archive(ctx context.Context, stream string, through int64) (int64, error)
}
