package data

import (
	"reflect"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// Document is a plain value that is kept with a version: a read model, a
// setting, whatever has no rules to guard and no events. It is not safe for
// concurrent use.
type Document[T any] struct {
	// Value is what is stored. Change it as you like, and pass the document to
	// Update.
	Value   T
	version int64
}

// NewDocument returns a document to be added.
func NewDocument[T any](value T) *Document[T] { return &Document[T]{Value: value} }

// Version returns the version that was loaded or stored last, 0 for a document
// that is new. Each update adds one.
func (d *Document[T]) Version() int64 { return d.version }

// NewDocuments returns a repository of plain values; id tells the id of one, which
// never changes. See [NewRepository] for what is refused.
//
//	rows, err := data.NewDocuments(store, data.Config{Collection: "menu"},
//		func(r *MenuRow) string { return r.ID })
func NewDocuments[T any, K ~string](store Store, config Config, id func(*T) K) (Repository[*Document[T], K], error) {
	c, err := newCollection(store, config, reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	return &documents[T, K]{repository[*Document[T], K]{
		collection: c,
		wrap:       func(d *Document[T]) object { return documentObject[T]{d, string(id(&d.Value)), c.codec} },
		restore: func(r Record) (*Document[T], error) {
			d := &Document[T]{version: r.Version}
			return d, c.codec.decode(r.Body, &d.Value)
		},
	}, id}, nil
}

// documents is a repository of plain values.
type documents[T any, K ~string] struct {
	repository[*Document[T], K]
	key func(*T) K
}

var (
	_ object = aggregateObject{}
	_ object = documentObject[aggregate.Event]{}
)
