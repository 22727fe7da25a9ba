package eventing

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
)

// How long a shard that nothing happens for keeps to itself how far it has come.
const (
	unsavedRecords = 1000
	unsavedTime    = 5 * time.Second
)

// worker works on one shard under its lease. What is not said to be shared belongs to the
// goroutine of run.
type worker struct {
	*runner
	shard      int
	until      eventstore.Position // how far to go; 0 is on and on
	regardless bool                // of that it is paused
	stop       <-chan struct{}
	end        func() // closes stop; shared

	lease      lease.Lease
	loaded     *order // the one under which the rest was loaded; nil when it has to be
	checkpoint lease.Checkpoint
	position   eventstore.Position // of the last record that was seen, at or behind the checkpoint
	unsaved    int                 // records between the two, of which none concerns the shard
	since      time.Time           // when the first of them was seen
	aside      aside
	lettered   eventstore.Position // behind it there are no letters that the worker has not written
	ahead      page                // what was read and not handled yet
	fetching   *fetch              // what is read meanwhile; nil when nothing is
	flights    []*flight           // what is handled and not stored yet, in order
	outage     backoff
	failed     error // the first event that failed, for CatchUp

	holding atomic.Bool // shared: it has the lease
	report  report      // shared
}

// run handles what there is and what comes, until it is told to stop, has come as far as it
// should, or may not go on.
func (w *worker) run(ctx context.Context, l lease.Lease) error {
	w.lease = l
	defer w.forsake()
	for !w.stopped() && ctx.Err() == nil {
		again := false
		err := safely(func() (err error) { // a Key or an Observer may panic
			again, err = w.step(ctx)
			return err
		})
		switch {
		case err != nil:
			if err := w.mend(ctx, err); err != nil {
				return err
			}
		case w.arrived():
			return w.save(ctx)
		default:
			w.outage.reset()
			if !again {
				w.rest(ctx)
			}
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := w.land(ctx, 0); err != nil {
		return err
	}
	return w.save(ctx)
}

func (w *worker) stopped() bool {
	select {
	case <-w.stop:
		return true
	default:
		return false
	}
}

// arrived reports whether there is nothing left to do as far as it should go.
func (w *worker) arrived() bool {
	return w.until > 0 && w.position >= w.until && len(w.aside.due(time.Now())) == 0
}

// step does the next thing, and reports whether there may be another one.
func (w *worker) step(ctx context.Context) (again bool, err error) {
	if w.outdated() {
		if err := w.land(ctx, 0); err != nil {
			return false, err
		}
		if err := w.load(ctx); err != nil {
			return false, err
		}
	}
	if w.paused() {
		return false, w.refuseWhilePaused()
	}
	retried, err := w.retry(ctx)
	if err != nil {
		return false, err
	}
	p, err := w.next(ctx)
	if err != nil {
		return false, err
	}
	if again, err := w.makeRoom(ctx, p); again || err != nil {
		return again, err
	}
	if w.overlaps(p) {
		w.launch(ctx, p)
		return true, nil
	}
	if len(p.batch) > 0 {
		return true, w.handle(ctx, p.batch, p.through)
	}
	return retried || p.more, w.pass(ctx, p)
}

// paused reports whether the worker is to do nothing for now.
func (w *worker) paused() bool { return w.loaded.Paused && !w.regardless }

// outdated reports whether there is an order that the worker has not followed.
func (w *worker) outdated() bool {
	return w.loaded == nil || w.loaded.version < w.order.Load().version
}

// refuseWhilePaused returns an error to those who cannot wait.
func (w *worker) refuseWhilePaused() error {
	if w.until > 0 && w.position < w.until {
		return errPaused
	}
	return nil
}

// pass goes past records that do not concern the shard.
func (w *worker) pass(ctx context.Context, p page) error {
	if p.through > w.position {
		if w.unsaved == 0 {
			w.since = time.Now()
		}
		w.position = p.through
		w.unsaved += max(p.seen, 1)
		w.moved()
	}
	if w.unsaved >= unsavedRecords || w.unsaved > 0 && time.Since(w.since) >= unsavedTime {
		return w.save(ctx)
	}
	return nil
}

// rest waits until there may be something to do.
func (w *worker) rest(ctx context.Context) {
	orders, news := w.orders.coming(), w.feed.news.coming() // before looking, so that nothing is missed
	if w.outdated() || !w.paused() && w.feed.end() > w.position {
		return
	}
	timer := time.NewTimer(w.patience(time.Now()))
	defer timer.Stop()
	select {
	case <-orders:
	case <-news:
	case <-timer.C:
	case <-w.stop:
	case <-ctx.Done():
	}
}

// patience returns for how long there is nothing to do unless there is news.
func (w *worker) patience(now time.Time) time.Duration {
	d := time.Minute
	if w.paused() {
		return d
	}
	if !w.feed.runs() {
		d = shortestOutage
	}
	if due, ok := w.aside.next(); ok {
		d = min(d, due.Sub(now))
	}
	if w.unsaved > 0 {
		d = min(d, w.since.Add(unsavedTime).Sub(now))
	}
	return max(d, time.Millisecond)
}

// load learns from the store where the shard is. What it finds stays true until the worker
// changes it or an order says that somebody else did, for nobody else has the lease. The order
// is read under the lease as well, because the shards are laid out anew only by who has all
// leases.
func (w *worker) load(ctx context.Context) error {
	d, err := w.control(ctx)
	if err != nil {
		return err
	}
	o := orderOf(d)
	if o.Target != 0 && w.until == 0 || w.shard >= o.Shards {
		return errLayout
	}
	if slices.Contains(o.Moving, w.shard) {
		if err := w.move(ctx); err != nil {
			return err
		}
	}
	c, err := w.checkpoints.Load(ctx, shardName(w.Name, w.shard))
	if err != nil {
		return err
	}
	if w.aside, err = w.loadAside(ctx); err != nil {
		return err
	}
	w.dropAhead()
	w.loaded, w.checkpoint = o, c
	w.position, w.unsaved = eventstore.Position(c.Position), 0
	w.obey(o)
	w.moved()
	return nil
}
