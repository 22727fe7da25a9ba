package data

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// Store is the contract an adapter implements: documents with versions, and one
// commit that is all or nothing. Everything else (identity, encoding, units of
// work, reading one's own writes) is built on top, once, in this package.
//
// A Store is safe for concurrent use. An operation honors its context: one that
// is over before the operation starts leaves no trace. Errors an adapter does
// not name below are wrapped with what was being done; those that may go away by
// themselves are of errs.KindUnavailable.
//
// The suite datatest.TestStore holds an adapter to this contract. Further powers
// are small interfaces of their own, found by assertion.
type Store interface {
	// Define makes the collection and its indexes known before its first use. It
	// may create them now or at the first operation. Defining a collection again
	// is fine as long as the definition is the same; a different one is an error.
	Define(c Collection) error

	// Load returns the documents that exist among ids, in no particular order.
	// Ids that do not exist are left out; ids holds no duplicates. The caller owns
	// the result: the Body of a Record is never shared with the store.
	Load(ctx context.Context, collection string, ids []string) ([]Record, error)

	// Query answers a query as the data/query package defines it: filtered, sorted
	// with ties broken by id, paged; a query with an Err is refused with it. Records
	// and total come from one consistent view of the committed documents.
	Query(ctx context.Context, collection string, q query.Query) (Found, error)

	// Commit carries out the writes, all or none, serializably: it is as if one
	// commit ran after the other. It checks first every version and then every
	// unique index, against the state after all of the writes (two documents may
	// swap a unique value). It returns, for the first write at fault:
	//
	//   - a *StaleError when the stored version is not Write.Expected;
	//   - a *DuplicateError when a Put expects version 0 and the id exists, with
	//     IndexID, or when a unique index is violated, with the name of that index;
	//   - an error made by uow.UnknownOutcome when the writes may or may not be there,
	//     such as a connection lost after the commit was sent.
	//
	// Any other error means that nothing was written. A batch without writes does
	// nothing. When Commit returns nil the writes are as durable as the store
	// promises, and every later Load and Query sees them.
	Commit(ctx context.Context, batch Batch) error

	// Ping reports whether the store can answer now; health probes call it.
	Ping(ctx context.Context) error

	// Close releases what the store holds. Operations after it fail, but for another
	// Close, which does nothing.
	Close() error
}

// Collection describes documents of one kind to a store.
type Collection struct {
	// Name is the plural by which the collection is known: "orders". Lower-case
	// ASCII letters, digits and underscores, a letter first, at most 48.
	Name string
	// Unique indexes are enforced: no two documents agree in all fields of one.
	Unique []Index
	// Indexes make queries fast and change no answer; an adapter may ignore them.
	Indexes []Index
}

// Index is declared by the JSON paths of the fields it covers.
type Index struct {
	// Name is unique in its collection, in the characters of a collection's name.
	// A violation is reported under it: "phone".
	Name string
	// Fields are dotted JSON paths into the body, as in query fields:
	// "customer.phone". A document in which one of them is absent or null takes no
	// part in a unique index. Text is compared byte by byte.
	Fields []string
	// Code is what a violation of a unique index is reported as: an errs.KindConflict
	// with this code, "pizza_name_taken". Empty means "duplicate". Stores take no
	// notice of it.
	Code string
}

// IndexID is the Index of a [DuplicateError] for an id that exists already.
const IndexID = "id"

// Record is a document as a store keeps it.
type Record struct {
	ID      string
	Version int64
	// Body is a JSON object.
	Body []byte
}

// Found is a store's answer to a query.
type Found struct {
	// Records are the documents of the page asked for, in order.
	Records []Record
	// Total counts the documents that match on all pages together.
	Total int
}

// Batch is what one commit carries out.
type Batch struct {
	// Writes are in no particular order; no two have the same collection and id.
	Writes []Write
}

// Op says what a [Write] does.
type Op uint8

// What a write does once the stored version is found to be the expected one.
const (
	// Put stores Body under Version; with Expected 0 the document must be new.
	Put Op = iota + 1
	// Delete removes the document.
	Delete
	// Check changes nothing: the commit fails when the version is another one.
	Check
	// Append has nothing to do with documents: the Events, perhaps none, go to the end
	// of Stream, whose version, and not that of a document, must be Expected. Collection
	// and ID are for messages. It fails with an eventstore.VersionError, in a store
	// without a log with any error.
	Append
	// Erase has nothing to do with documents either: all events of Stream are deleted, beyond
	// recovery by the store. Collection and ID are for messages. A batch with events for the
	// same stream has no meaning. It fails with any error in a store that cannot erase; see
	// eventstore.Eraser.
	Erase
)

// OfDocument reports whether a write with the op is about a document, and not about a stream
// alone.
func (o Op) OfDocument() bool { return o != Append && o != Erase }

// Write is one change of one document.
type Write struct {
	Op         Op
	Collection string
	ID         string
	// Expected is the version that must be stored now, 0 for none at all.
	Expected int64
	// Version is what a Put stores, greater than 0. For an aggregate it is the
	// number of events in its life, so it may rise by more than one.
	Version int64
	// Body is what a Put stores, a JSON object. It belongs to the store from here.
	Body []byte
	// Events are what the aggregate recorded since Expected, in order, followed by
	// [Removed] when it is removed. A store that keeps a log appends them to Stream in
	// the same transaction; others take no notice. See eventstore.BatchesOf.
	Events []aggregate.Event
	// Stream is where the events of the aggregate are kept: "order-42". It is empty
	// for what is no aggregate.
	Stream string
}

// Removed is the last event in the life of an aggregate that was removed, recorded by
// its repository. An aggregate added under the same id goes on in the same stream.
type Removed struct{}

// EventName is the method of aggregate.Event.
func (Removed) EventName() string { return "removed.v1" }
