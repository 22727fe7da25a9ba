package projection

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Row is a document of a read model: a plain struct with an id that never changes. It may
// have two more methods:
//
//	func (OrderRow) RowIndexes() []data.Index  // what queries are to be fast over
//	func (OrderRow) RowName() string           // "items", for the second kind of rows that a projection keeps
//
// Each version of a projection has a type of rows of its own. Where nothing but the way
// changed in which they are made, the old one is an alias by embedding:
//
//	type OrderRowV1 struct{ OrderRow }
type Row interface {
	RowID() string
}

// Rows writes the rows of one version of a projection; its consumer takes it in its
// constructor. What it writes joins the unit of work in the context, and what it reads sees
// what that wrote. It is safe for concurrent use by any number of units of work.
type Rows[T Row] struct {
	documents data.Repository[*data.Document[T], string]
}

func newRows[T Row](store data.Store, c data.Collection) (*Rows[T], error) {
	documents, err := data.NewDocuments(store, data.Config{
		Collection: c.Name, Indexes: c.Indexes, Singular: "row", UnknownFields: data.IgnoreUnknown,
	}, func(row *T) string { return (*row).RowID() })
	if err != nil {
		return nil, err
	}
	return &Rows[T]{documents}, nil
}

// Insert stores a row that is new. It reads nothing, which makes it the fastest way; a row
// that exists is a [*data.DuplicateError], which the unit of work may find out at its commit.
func (r *Rows[T]) Insert(ctx context.Context, row T) error {
	return data.Insert(ctx, r.documents, row)
}

// Put stores a row, in the place of the one with its id where there is one.
func (r *Rows[T]) Put(ctx context.Context, row T) error {
	return r.Upsert(ctx, row.RowID(), func(old *T) { *old = row })
}

// Change changes the row with the id; one that does not exist is an errs.KindNotFound.
func (r *Rows[T]) Change(ctx context.Context, id string, change func(row *T)) error {
	d, err := r.documents.Get(ctx, id)
	if err != nil {
		return err
	}
	change(&d.Value)
	return r.documents.Update(ctx, d)
}

// Upsert changes the row with the id, which is the zero value to begin with where there is
// none; change has to give that its id.
func (r *Rows[T]) Upsert(ctx context.Context, id string, change func(row *T)) error {
	d, err := r.documents.Get(ctx, id)
	if errors.Is(err, errs.KindNotFound) {
		var row T
		change(&row)
		return r.Insert(ctx, row)
	}
	if err != nil {
		return err
	}
	change(&d.Value)
	return r.documents.Update(ctx, d)
}

// Delete removes the row with the id; one that does not exist is no error.
func (r *Rows[T]) Delete(ctx context.Context, id string) error {
	d, err := r.documents.Get(ctx, id)
	if errors.Is(err, errs.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.documents.Remove(ctx, d)
}

// Get returns the row with the id, or an errs.KindNotFound with the code "row_not_found".
func (r *Rows[T]) Get(ctx context.Context, id string) (row T, err error) {
	d, err := r.documents.Get(ctx, id)
	if err != nil {
		return row, err
	}
	return d.Value, nil
}

// Find returns the rows that the query asks for.
func (r *Rows[T]) Find(ctx context.Context, q query.Query) (query.Page[T], error) {
	page, err := r.documents.Find(ctx, q)
	return query.MapPage(page, func(d *data.Document[T]) T { return d.Value }), err
}

// Documents returns the repository of the rows, for what Rows has no word for.
func (r *Rows[T]) Documents() data.Repository[*data.Document[T], string] { return r.documents }
