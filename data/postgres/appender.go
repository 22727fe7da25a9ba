package postgres

import (
	"context"
	"sync"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

const (
	// maxGroup bounds how many appends share a transaction.
	maxGroup = 2000
	// groups is how many transactions of them are under way at the same time.
	groups = 3
	// singles is how many appends are sent alone before there are groups.
	singles = 16
)

// appender sends appends at once as long as there are few, each in a transaction of its own,
// and groups those that come while so many are under way. Nobody waits for company. Appends
// to one stream follow one another.
type appender struct {
	store *Store

	mu      sync.Mutex
	waiting []*pendingAppend
	busy    map[string]bool // streams that an append is under way to
	limit   int             // of singles
	alone   int             // singles that are under way
	running int             // groups that are under way
}

// pendingAppend is what one caller wants.
type pendingAppend struct {
	ctx     context.Context
	batch   eventstore.Batch
	outcome chan appendOutcome // of capacity 1, so that nobody waits for a caller
}

type appendOutcome struct {
	commit eventstore.Commit
	err    error
}

// append returns once the batch is in the log, or is not going to be. A context that ends
// before the batch was sent takes it back.
func (a *appender) append(ctx context.Context, batch eventstore.Batch) (eventstore.Commit, error) {
	if a.admit(batch.Stream) {
		defer a.leave(batch.Stream)
		return a.store.appendAlone(ctx, []eventstore.Batch{batch})
	}
	p := &pendingAppend{ctx: ctx, batch: batch, outcome: make(chan appendOutcome, 1)}
	a.mu.Lock()
	a.waiting = append(a.waiting, p)
	if a.alone == 0 || a.running > 0 {
		a.lead()
	}
	a.mu.Unlock()
	select {
	case o := <-p.outcome:
		return o.commit, o.err
	case <-ctx.Done():
		if a.withdraw(p) {
			return eventstore.Commit{}, context.Cause(ctx)
		}
		o := <-p.outcome
		return o.commit, o.err
	}
}

// admit reports whether an append may go at once.
func (a *appender) admit(stream string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.running > 0 || len(a.waiting) > 0 || a.alone == a.limit || a.busy[stream] {
		return false
	}
	a.busy[stream] = true
	a.alone++
	return true
}

// leave lets those go who have come meanwhile.
func (a *appender) leave(stream string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.busy, stream)
	a.alone--
	if len(a.waiting) > 0 {
		a.lead()
	}
}

// lead starts a group unless there are enough. The caller holds the lock.
func (a *appender) lead() {
	if a.running < groups {
		a.running++
		go a.run()
	}
}

func (a *appender) withdraw(p *pendingAppend) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.waiting {
		if a.waiting[i] == p {
			a.waiting = append(a.waiting[:i], a.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// run sends groups until nothing waits that could be sent.
func (a *appender) run() {
	for group := a.take(); group != nil; group = a.take() {
		a.send(group)
		a.mu.Lock()
		for _, p := range group {
			delete(a.busy, p.batch.Stream)
		}
		a.mu.Unlock()
	}
}

// take returns the next group, with at most one append to each stream, or nil.
func (a *appender) take() (group []*pendingAppend) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var rest []*pendingAppend
	for _, p := range a.waiting {
		if len(group) == maxGroup || a.busy[p.batch.Stream] {
			rest = append(rest, p)
			continue
		}
		a.busy[p.batch.Stream] = true
		group = append(group, p)
	}
	a.waiting = rest
	if group == nil {
		a.running--
	}
	return group
}

// send carries out a group in one transaction. Where that fails for the sake of one, each is
// sent alone.
func (a *appender) send(group []*pendingAppend) {
	if len(group) == 1 {
		a.sendAlone(group[0])
		return
	}
	batches := make([]eventstore.Batch, len(group))
	for i, p := range group {
		batches[i] = p.batch
	}
	results, err := a.store.appendBatches(context.WithoutCancel(group[0].ctx), false, batches)
	for i, p := range group {
		switch {
		case uow.OutcomeOf(err) == uow.Unknown:
			p.outcome <- appendOutcome{err: err}
		case err != nil || results[i].position == nil:
			a.sendAlone(p)
		default:
			p.outcome <- appendOutcome{commit: eventstore.Commit{Position: *results[i].position, Versions: []int64{results[i].version}}}
		}
	}
}

func (a *appender) sendAlone(p *pendingAppend) {
	commit, err := a.store.appendAlone(context.WithoutCancel(p.ctx), []eventstore.Batch{p.batch})
	p.outcome <- appendOutcome{commit, err}
}
