package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// cleanBatch is how many entries are removed in one unit of work.
const cleanBatch = 200

// Clean forgets the events that were handled longer ago than the retention, and returns how
// many there were. A [Runner] calls it now and then.
func (i *Ingest) Clean(ctx context.Context) (int, error) {
	removed, before := 0, i.inbox.now().UTC().Add(-i.config.Retention)
	for {
		n, err := i.cleanSome(ctx, before)
		removed += n
		if err != nil {
			return removed, fmt.Errorf("clean the inbox of %q: %w", i.config.Name, err)
		}
		if n < cleanBatch {
			return removed, nil
		}
	}
}

func (i *Ingest) cleanSome(ctx context.Context, before time.Time) (n int, err error) {
	old := query.Where(entryIngest.Eq(i.config.Name), entryReceived.Lt(before)).OrderBy(entryReceived.Asc()).Limit(cleanBatch)
	err = uow.Do(ctx, func(ctx context.Context) error {
		found, err := i.inbox.entries.Find(ctx, old)
		if err != nil {
			return err
		}
		for _, d := range found.Items {
			if err := i.inbox.entries.Remove(ctx, d); err != nil {
				return err
			}
		}
		n = len(found.Items)
		return nil
	})
	switch {
	case errors.Is(err, errs.KindConflict): // another replica cleans
		return 0, nil
	case err != nil:
		return 0, err
	}
	return n, nil
}
