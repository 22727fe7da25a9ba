package data

import (
	"bytes"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// object is what a session needs to know of an aggregate or a document.
type object interface {
	// pointer is what the caller holds; it tells objects apart.
	pointer() any
	id() string
	// pending returns the events that are not stored yet.
	pending() []aggregate.Event
	// stream is where a log keeps them, "" for an object that has none.
	stream(c Config) string
	versioned
	encoded
}

// versioned tells the versions of an object.
type versioned interface {
	// stored is the version in the store, as far as the object knows; 0 when new.
	stored() int64
	// next is the version the object will have once it is stored.
	next() int64
	// due reports whether an update has anything to store.
	due() bool
	// settle tells the object that it is stored under the version.
	settle(version int64)
}

// encoded turns an object into a body and sees whether it would be another one.
type encoded interface {
	encode() ([]byte, error)
	// image returns what changed is to be given for an object loaded from body.
	image(body []byte) ([]byte, error)
	// changed reports whether the object differs from its image.
	changed(image []byte) (bool, error)
}

// aggregateObject is an aggregate, which changes only by events.
type aggregateObject struct {
	aggregate aggregate.Aggregate
	codec     *codec
}

func (a aggregateObject) pointer() any { return a.aggregate }

func (a aggregateObject) id() string { return a.aggregate.ID() }

func (a aggregateObject) stored() int64 { return aggregate.StoredVersion(a.aggregate) }

func (a aggregateObject) next() int64 { return a.aggregate.Version() }

func (a aggregateObject) encode() ([]byte, error) {
	return a.codec.encode(aggregate.StateOf(a.aggregate))
}

func (a aggregateObject) image(body []byte) ([]byte, error) { return body, nil }

func (a aggregateObject) changed([]byte) (bool, error) { return a.due(), nil }

func (a aggregateObject) due() bool { return a.next() != a.stored() }

func (a aggregateObject) pending() []aggregate.Event { return a.aggregate.Pending() }

func (a aggregateObject) stream(c Config) string { return c.Stream(a.id()) }

func (a aggregateObject) settle(int64) { aggregate.Settle(a.aggregate) }

// documentObject is a document, which changes by assignment.
type documentObject[T any] struct {
	document *Document[T]
	key      string
	codec    *codec
}

func (d documentObject[T]) pointer() any { return d.document }

func (d documentObject[T]) id() string { return d.key }

func (d documentObject[T]) stored() int64 { return d.document.version }

func (d documentObject[T]) next() int64 { return d.document.version + 1 }

func (d documentObject[T]) encode() ([]byte, error) { return d.codec.encode(&d.document.Value) }

// image encodes anew: a store may keep the same document in other bytes.
func (d documentObject[T]) image([]byte) ([]byte, error) { return d.encode() }

func (d documentObject[T]) changed(image []byte) (bool, error) {
	body, err := d.encode()
	return !bytes.Equal(body, image), err
}

func (d documentObject[T]) due() bool { return true }

func (d documentObject[T]) pending() []aggregate.Event { return nil }

func (d documentObject[T]) stream(Config) string { return "" }

func (d documentObject[T]) settle(version int64) { d.document.version = version }
