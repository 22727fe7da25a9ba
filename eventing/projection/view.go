package projection

import (
	"context"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// View reads the rows of a projection in the version that serves; see [Projections.Switch].
// T may be the rows of another version: members that the stored rows do not have are zero.
// It is safe for concurrent use.
//
// A context with a consistency token, see [WithToken], has a read wait until the projection
// has come that far; after the Wait of the config it fails with an errs.KindUnavailable that
// has the code "read_model_behind".
type View[T Row] struct {
	family   *family
	versions map[int]*Rows[T]
}

// newView opens the rows of all versions in the program as rows of type T.
func newView[T Row](store data.Store, f *family, name string) (*View[T], error) {
	v := &View[T]{family: f, versions: make(map[int]*Rows[T])}
	for _, p := range f.plans {
		for _, k := range p.rows {
			if k.name != name {
				continue
			}
			rows, err := newRows[T](store, k.collection)
			if err != nil {
				return nil, err
			}
			v.versions[p.Version] = rows
		}
	}
	return v, nil
}

// Get returns the row with the id, or an errs.KindNotFound with the code "row_not_found".
func (v *View[T]) Get(ctx context.Context, id string) (row T, err error) {
	rows, err := v.rows(ctx)
	if err != nil {
		return row, err
	}
	return rows.Get(ctx, id)
}

// Find returns the rows that the query asks for.
func (v *View[T]) Find(ctx context.Context, q query.Query) (query.Page[T], error) {
	rows, err := v.rows(ctx)
	if err != nil {
		return query.Page[T]{}, err
	}
	return rows.Find(ctx, q)
}

// Documents returns the repository of the version that serves now, for data.Aggregate,
// data.Project and the like. It is not to be kept.
func (v *View[T]) Documents(ctx context.Context) (data.Repository[*data.Document[T], string], error) {
	rows, err := v.rows(ctx)
	if err != nil {
		return nil, err
	}
	return rows.Documents(), nil
}

// rows returns the rows to read, once they are as new as ctx asks for.
func (v *View[T]) rows(ctx context.Context) (*Rows[T], error) {
	p, err := v.family.serving(ctx)
	if err != nil {
		return nil, err
	}
	rows, ok := v.versions[p.Version]
	if !ok {
		return nil, errs.Unavailable("read_model_missing",
			"version %d of the projection %q serves and has no rows of this kind; switch to one that has", p.Version, p.Name)
	}
	return rows, v.family.await(ctx, p)
}

// await waits for what the token in ctx asks for.
func (f *family) await(ctx context.Context, p *plan) error {
	position, ok := TokenOf(ctx)
	if !ok || p.Inline {
		return nil
	}
	return f.home.wait(ctx, p, position)
}

// wait returns once the version has come to the position, or an error when it does not in
// time.
func (p *Projections) wait(ctx context.Context, of *plan, position eventstore.Position) error {
	bounded, cancel := context.WithTimeout(ctx, of.Wait)
	defer cancel()
	err := p.engine.Await(bounded, of.Subscription(), position)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return errs.Unavailable("read_model_behind",
			"what was asked for is not up to date yet; ask again in a moment").Wrap(err)
	}
	return err
}

// fresh is for how long a program believes in the version that it has seen serving.
const fresh = time.Second
