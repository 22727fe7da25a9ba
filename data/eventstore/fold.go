package eventstore

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// fold makes an aggregate of its records.
type fold struct {
	*settings
	id        string
	aggregate aggregate.Aggregate
	version   int64 // of the last record
	alive     bool
	replayed  int       // how many events were folded, without those of the snapshot
	since     time.Time // when the snapshot, or else the first event, happened
}

func (s *settings) fold(id string) *fold { return &fold{settings: s, id: id, aggregate: s.fresh()} }

// read folds what the options ask for.
func (f *fold) read(ctx context.Context, o ReadOptions) error {
	o.Archived = true
	for r, err := range f.log.ReadStream(ctx, f.Stream(f.id), o) {
		if err == nil {
			err = f.add(r)
		}
		if err != nil {
			return fmt.Errorf("load %s %q: %w", f.Singular, f.id, err)
		}
	}
	return nil
}

// add folds the next record.
func (f *fold) add(r Record) error {
	event, err := f.registry.Decode(r)
	switch {
	case err != nil:
		return err
	case r.Version != f.version+1:
		return fmt.Errorf("%s@%d follows version %d; what is between them is missing from the log", r.Stream, r.Version, f.version)
	}
	f.version = r.Version
	if _, removed := event.(data.Removed); removed {
		f.alive, f.replayed, f.since = false, 0, time.Time{}
		return aggregate.Restore(f.aggregate, r.Version, func(any) error { return nil })
	}
	if f.since.IsZero() {
		f.since = r.At
	}
	f.alive = true
	f.replayed++
	return aggregate.Replay(f.aggregate, func(yield func(aggregate.Event, error) bool) { yield(event, nil) })
}

// check reports an aggregate that is not what its stream says.
func (f *fold) check() error {
	if f.alive && f.aggregate.ID() != f.id {
		return fmt.Errorf("load %s %q: its events say that its id is %q", f.Singular, f.id, f.aggregate.ID())
	}
	return nil
}
