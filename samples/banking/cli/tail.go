package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// tail prints events of the log.
type tail struct {
	log    eventstore.Store
	out    io.Writer
	filter eventstore.Filter
	follow bool
}

// print prints the events behind the position, as far as the log goes now, or, to follow it,
// until ctx ends.
func (t tail) print(ctx context.Context, after eventstore.Position) error {
	head, err := t.log.Head(ctx)
	for err == nil {
		t.filter.Through = head
		if head > after {
			err = t.through(ctx, after)
			after = head
		}
		if err != nil || !t.follow {
			break
		}
		head, err = t.log.Wait(ctx, after)
	}
	if t.follow && ctx.Err() != nil {
		return nil //nolint:nilerr // whoever follows says when it is enough
	}
	return err
}

func (t tail) through(ctx context.Context, after eventstore.Position) error {
	for record, err := range t.log.ReadAll(ctx, after, t.filter) {
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "%d\t%s\t%s@%d\t%s\t%s\n", record.Position, record.At.UTC().Format(time.RFC3339),
			record.Stream, record.Version, eventstore.JoinName(record.Type, record.SchemaVersion), record.Data)
		if err != nil {
			return err
		}
	}
	return nil
}
