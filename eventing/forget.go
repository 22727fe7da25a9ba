package eventing

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Forget deletes what is stored about a subscription that no program has any more: its
// checkpoints and its letters. It refuses one that this program has, with an errs.KindConflict
// of the code "subscription_in_use". One that is not stored is no error.
func (e *Engine) Forget(ctx context.Context, name string) error {
	if _, err := e.runner(name); err == nil {
		return errs.Conflict("subscription_in_use", "the subscription %q is in this program; take it out first", name)
	}
	d, err := e.controls.Get(ctx, name)
	if errors.Is(err, errs.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := e.forgetLetters(ctx, name); err != nil {
		return fmt.Errorf("forget the subscription %q: %w", name, err)
	}
	if err := e.forgetCheckpoints(ctx, name, d.Value.Shards); err != nil {
		return fmt.Errorf("forget the subscription %q: %w", name, err)
	}
	return e.controls.Remove(ctx, d)
}

func (e *Engine) forgetLetters(ctx context.Context, name string) error {
	for {
		left := 0
		err := uow.Do(ctx, func(ctx context.Context) error {
			found, err := e.letters.Find(ctx, query.Where(letterSubscription.Eq(name)).OrderBy(letterPosition.Asc()).Limit(scan))
			if err != nil {
				return err
			}
			left = len(found.Items)
			for _, d := range found.Items {
				if err := e.letters.Remove(ctx, d); err != nil {
					return err
				}
			}
			return nil
		})
		if left == 0 || err != nil {
			return err
		}
	}
}

// forgetCheckpoints deletes the documents that lease.Checkpoints keeps.
func (e *Engine) forgetCheckpoints(ctx context.Context, name string, shards int) error {
	const collection = "checkpoints"
	var ids []string
	for shard := range shards {
		ids = append(ids, shardName(name, shard))
	}
	found, err := e.store.Load(ctx, collection, ids)
	if err != nil {
		return err
	}
	var batch data.Batch
	for _, r := range found {
		batch.Writes = append(batch.Writes, data.Write{Op: data.Delete, Collection: collection, ID: r.ID, Expected: r.Version})
	}
	return e.store.Commit(ctx, batch)
}
