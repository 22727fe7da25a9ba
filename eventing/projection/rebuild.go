package projection

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// Progress is how far a rebuild has come.
type Progress struct {
	// Done and Total are positions of the log: what was handled, and what there was to be
	// handled when the rebuild began. Positions have gaps, so these are no counts.
	Done, Total eventstore.Position
	// Elapsed is how long it has taken until now, without deleting the old rows.
	Elapsed time.Duration
	// Rate is how many positions it has passed in a second, on average.
	Rate float64
	// Remaining estimates how long the rest takes; 0 when nothing is known yet.
	Remaining time.Duration
}

// Fraction returns how much of the work is done, from 0 to 1.
func (p Progress) Fraction() float64 {
	if p.Total == 0 {
		return 1
	}
	return min(float64(p.Done)/float64(p.Total), 1)
}

// String returns the progress in a line: "42 %, 81000/s, 12s left".
func (p Progress) String() string {
	return fmt.Sprintf("%.0f %%, %.0f/s, %v left", 100*p.Fraction(), p.Rate, p.Remaining.Round(time.Second))
}

// progressed returns the progress at the position.
func progressed(done, total eventstore.Position, elapsed time.Duration) Progress {
	p := Progress{Done: min(done, total), Total: total, Elapsed: elapsed}
	if elapsed > 0 {
		p.Rate = float64(p.Done) / elapsed.Seconds()
	}
	if p.Rate > 0 {
		p.Remaining = time.Duration(float64(total-p.Done) / p.Rate * float64(time.Second))
	}
	return p
}

// report is how often a rebuild tells how far it has come.
const report = 200 * time.Millisecond

// Rebuild deletes the rows of a version and its letters and builds it from the beginning of
// the log, as far as the log reaches when it begins. It tells its progress a few times a second,
// for a bar:
//
//	for progress, err := range projections.Rebuild(ctx, "order-list", 2) {
//		if err != nil {
//			return err
//		}
//		fmt.Print("\r", progress)
//	}
//
// Whoever works for the subscription builds, this program where nobody does. Who leaves the
// loop early, or dies in it, leaves a version that goes on being built; one whose old rows
// were not all deleted stands still until Rebuild is called again. Reads of the version see
// it half built, so build another version beside the one that serves, and switch.
//
// It refuses one that is Inline.
func (p *Projections) Rebuild(ctx context.Context, name string, version int) iter.Seq2[Progress, error] {
	return func(yield func(Progress, error) bool) {
		of, err := p.subscribed(name, version)
		if err != nil {
			yield(Progress{}, err)
			return
		}
		if err := p.reset(ctx, of); err != nil {
			yield(Progress{}, fmt.Errorf("reset version %d of the projection %q: %w", version, name, err))
			return
		}
		if err := p.follow(ctx, of, yield); err != nil {
			yield(Progress{}, fmt.Errorf("build version %d of the projection %q: %w", version, name, err))
		}
	}
}

// reset deletes everything that was built and puts the subscription at the beginning. Once the
// checkpoint is moved, no unit of work that is still under way can be committed.
func (p *Projections) reset(ctx context.Context, of *plan) error {
	err := p.change(ctx, of.Name, func(c *control) error {
		if !slices.Contains(c.Resetting, of.Version) {
			c.Resetting = append(c.Resetting, of.Version)
		}
		c.Built = slices.DeleteFunc(c.Built, func(v int) bool { return v == of.Version })
		return nil
	})
	if err != nil {
		return err
	}
	subscription := of.Subscription()
	if err := p.engine.Pause(ctx, subscription); err != nil && !errors.Is(err, errs.KindNotFound) { // that it was never run
		return err
	}
	if err := p.engine.Move(ctx, subscription, eventing.Beginning()); err != nil {
		return err
	}
	if _, err := p.engine.Drop(ctx, eventing.LetterQuery{Subscription: subscription}); err != nil {
		return err
	}
	for _, k := range of.rows {
		if err := p.clear(ctx, k.collection.Name); err != nil {
			return err
		}
	}
	err = p.change(ctx, of.Name, func(c *control) error {
		c.Resetting = slices.DeleteFunc(c.Resetting, func(v int) bool { return v == of.Version })
		return nil
	})
	if err != nil {
		return err
	}
	return p.engine.Resume(ctx, subscription)
}

// cleared is how many rows are deleted at once.
const cleared = 5000

// clear deletes all documents of a collection.
func (p *Projections) clear(ctx context.Context, collection string) error {
	if store, ok := p.store.(data.Clearer); ok {
		return store.Clear(ctx, collection)
	}
	for {
		found, err := p.store.Query(ctx, collection, query.All().OrderBy(query.ID.Asc()).Limit(cleared))
		if err != nil || len(found.Records) == 0 {
			return err
		}
		var batch data.Batch
		for _, r := range found.Records {
			batch.Writes = append(batch.Writes, data.Write{Op: data.Delete, Collection: collection, ID: r.ID, Expected: r.Version})
		}
		err = p.store.Commit(ctx, batch)
		if _, stale := errors.AsType[*data.StaleError](err); stale {
			continue // by a unit of work that was under way, the last one of its kind
		}
		if err != nil {
			return err
		}
	}
}

// follow tells how far the version has come until it is at the head of now.
func (p *Projections) follow(ctx context.Context, of *plan, yield func(Progress, error) bool) error {
	log, err := eventstore.Of(p.store)
	if err != nil {
		return err
	}
	total, err := log.Head(ctx)
	if err != nil {
		return err
	}
	work, cancel := context.WithCancel(ctx)
	built := make(chan error, 1)
	go func() {
		defer close(built)
		built <- p.engine.CatchUpTo(work, of.Subscription(), total)
	}()
	defer func() {
		cancel()
		for range built { // until it has ended, whatever it says
			continue
		}
	}()
	begun := time.Now()
	ticker := time.NewTicker(report)
	defer ticker.Stop()
	for {
		select {
		case err := <-built:
			if err == nil {
				yield(progressed(total, total, time.Since(begun)), nil)
			}
			return err
		case <-ticker.C:
		}
		at, err := p.position(ctx, of)
		if err != nil || !yield(progressed(at, total, time.Since(begun)), nil) {
			return err
		}
	}
}

// status returns how the subscription of a version stands.
func (p *Projections) status(ctx context.Context, of *plan) (eventing.Status, error) {
	all, err := p.engine.Status(ctx)
	for _, s := range all {
		if s.Name == of.Subscription() {
			return s, err
		}
	}
	return eventing.Status{}, err
}

// position returns how far all shards of the version have come.
func (p *Projections) position(ctx context.Context, of *plan) (eventstore.Position, error) {
	s, err := p.status(ctx, of)
	return of.describe(s).Position, err
}
