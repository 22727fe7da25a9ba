package projection

import (
	"context"
	"fmt"
	"slices"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Drop deletes a version that is not needed any more: its rows, and what is stored about its
// subscription. It is for versions that no program has any more, so it refuses one that this
// program has, with an errs.KindConflict of the code "projection_in_use". The names of
// its rows are those of their RowName methods; none means the one kind that has no name.
//
//	err := projections.Drop(ctx, "order-list", 1)
func (p *Projections) Drop(ctx context.Context, name string, version int, rows ...string) error {
	if f, ok := p.families[name]; ok && f.version(version) != nil {
		return errs.Conflict("projection_in_use", "version %d of the projection %q is in this program; take it out first", version, name)
	}
	d, err := p.control(ctx, name)
	if err != nil {
		return err
	}
	if d != nil && d.Value.Serving == version {
		return errs.Conflict("projection_in_use", "version %d of the projection %q serves; switch to another one first", version, name)
	}
	if len(rows) == 0 {
		rows = []string{""}
	}
	if err := p.drop(ctx, name, version, rows); err != nil {
		return fmt.Errorf("drop version %d of the projection %q: %w", version, name, err)
	}
	return nil
}

func (p *Projections) drop(ctx context.Context, name string, version int, rows []string) error {
	if err := p.engine.Forget(ctx, versioned(name, "-", version)); err != nil {
		return err
	}
	for _, row := range rows {
		collection := versioned(collectionBase(name, row), "_", version)
		err := p.store.Define(data.Collection{Name: collection})
		if err != nil && errs.CodeOf(err) != "collection_redefined" { // it is known already, with its indexes
			return err
		}
		if err := p.clear(ctx, collection); err != nil {
			return err
		}
	}
	return p.change(ctx, name, func(c *control) error {
		c.Resetting = slices.DeleteFunc(c.Resetting, func(v int) bool { return v == version })
		c.Built = slices.DeleteFunc(c.Built, func(v int) bool { return v == version })
		return nil
	})
}
