package reference_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// readOn is one round of a reader: it waits for news, has their effects carried out, and
// remembers how far it came, as one unit of work.
func readOn(ctx context.Context, log eventstore.Store, checkpoints *lease.Checkpoints, handle func(context.Context, eventstore.Record) error) error {
	checkpoint, err := checkpoints.Load(ctx, "tally")
	if err != nil {
		return err
	}
	after := eventstore.Position(checkpoint.Position)
	head, err := log.Wait(ctx, after)
	if err != nil {
		return err
	}
	return uow.Do(ctx, func(ctx context.Context) error {
		position := head
		for record, err := range log.ReadAll(ctx, after, eventstore.Filter{Through: head, Limit: 500}) {
			if err != nil {
				return err
			}
			if err := handle(ctx, record); err != nil {
				return err
			}
			position = record.Position
		}
		_, err := checkpoints.Save(ctx, checkpoint, int64(position))
		return err
	})
}

// tally is a read model: how often something happened.
type tally struct {
	Type  string `json:"type"`
	Times int    `json:"times"`
}

type tallies = data.Repository[*data.Document[tally], string]

func count(ctx context.Context, all tallies, kind string) error {
	row, err := all.Get(ctx, kind)
	if errors.Is(err, errs.KindNotFound) {
		return all.Add(ctx, data.NewDocument(tally{Type: kind, Times: 1}))
	}
	if err != nil {
		return err
	}
	row.Value.Times++
	return all.Update(ctx, row)
}

// A read model has every event once, also when the first attempt at it fails.
func Example_follow() {
	ctx := context.Background()
	store := memory.New()
	checkpoints, err := lease.NewCheckpoints(store, lease.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	all, err := data.NewDocuments(store, data.Config{Collection: "tallies"}, func(t *tally) string { return t.Type })
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = store.Append(ctx, eventstore.Batch{Stream: "order-1", Events: []eventstore.Event{{Type: "placed"}, {Type: "cooked"}}})
	if err != nil {
		fmt.Println(err)
		return
	}

	dies := errors.New("it dies at the second event")
	fmt.Println(readOn(ctx, store, checkpoints, func(ctx context.Context, r eventstore.Record) error {
		if r.Version == 2 {
			return dies
		}
		return count(ctx, all, r.Type)
	}))
	fmt.Println(readOn(ctx, store, checkpoints, func(ctx context.Context, r eventstore.Record) error {
		return count(ctx, all, r.Type)
	}))
	checkpoint, err := checkpoints.Load(ctx, "tally")
	if err != nil {
		fmt.Println(err)
		return
	}
	placed, err := all.Get(ctx, "placed")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("placed:", placed.Value.Times, "read through:", checkpoint.Position)
	// Output:
	// it dies at the second event
	// <nil>
	// placed: 1 read through: 2
}
