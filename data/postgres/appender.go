package postgres

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

const (
	// maxGroup bounds how many appends share a transaction.
	maxGroup = 2000
	// groups is how many transactions of them are under way at the same time.
	groups = 3
	// singles is how many appends of one event are sent alone before there are groups.
	singles = 3
	// runs is how many appends of several events are sent at the same time. They are always
	// alone, being a group by themselves.
	runs = 16
)

// appender sends appends at once as long as there are few, each in a transaction of its own,
// and groups those of one event that come while so many are under way. Nobody waits for
// company. Appends to one stream follow one another.
type appender struct {
	store *Store

	mu      sync.Mutex
	waiting []*pendingAppend
	busy    map[string]bool // streams that an append is under way to
	runs    int             // how many may be
	alone   int             // appends without a group that are under way
	running int             // groups that are under way
}

// pendingAppend is what one caller wants.
type pendingAppend struct {
	ctx     context.Context
	batch   eventstore.Batch
	commit  eventstore.Commit  // what its group did for it, if anything
	outcome chan appendOutcome // of capacity 1, so that nobody waits for a caller
	group   *group             // once it is under way
}

// group is appends that share a transaction. Its context goes on as long as that of one of its
// callers.
type group struct {
	ctx     context.Context
	cancel  context.CancelFunc
	members []*pendingAppend
	left    int // whose contexts go on; belongs to the lock of the appender
}

func newGroup(members []*pendingAppend) *group {
	g := &group{members: members, left: len(members)}
	g.ctx, g.cancel = context.WithCancel(context.WithoutCancel(members[0].ctx))
	for _, p := range members {
		p.group = g
	}
	return g
}

type appendOutcome struct {
	commit eventstore.Commit
	err    error
}

// append returns once the batch is in the log, or is not going to be. A context that ends
// before the batch was sent takes it back; the outcome of one that was sent is waited for a while.
func (a *appender) append(ctx context.Context, batch eventstore.Batch) (eventstore.Commit, error) {
	if a.admit(batch) {
		defer a.leave(batch.Stream)
		return a.store.appendAlone(ctx, []eventstore.Batch{batch})
	}
	p := &pendingAppend{ctx: ctx, batch: batch, outcome: make(chan appendOutcome, 1)}
	a.mu.Lock()
	a.waiting = append(a.waiting, p)
	a.lead()
	a.mu.Unlock()
	select {
	case o := <-p.outcome:
		return o.commit, o.err
	case <-ctx.Done():
		if a.withdraw(p) {
			return eventstore.Commit{}, context.Cause(ctx)
		}
	}
	select {
	case o := <-p.outcome:
		return o.commit, o.err
	case <-time.After(grace):
		return eventstore.Commit{}, uow.UnknownOutcome(context.Cause(ctx))
	}
}

// admit reports whether an append may go at once.
func (a *appender) admit(b eventstore.Batch) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.waiting) > 0 || a.busy[b.Stream] {
		return false
	}
	if isRun(b) && a.alone >= a.runs || !isRun(b) && (a.alone >= singles || a.running > 0) {
		return false
	}
	a.busy[b.Stream] = true
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

// withdraw takes an append back, unless it is under way; then its group goes on for the others.
func (a *appender) withdraw(p *pendingAppend) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.waiting {
		if a.waiting[i] == p {
			a.waiting = append(a.waiting[:i], a.waiting[i+1:]...)
			return true
		}
	}
	if p.group.left--; p.group.left == 0 {
		p.group.cancel()
	}
	return false
}

// run sends groups until nothing waits that could be sent.
func (a *appender) run() {
	for g := a.take(); g != nil; g = a.take() {
		a.send(g)
		g.cancel()
		a.mu.Lock()
		for _, p := range g.members {
			delete(a.busy, p.batch.Stream)
		}
		a.mu.Unlock()
	}
}

func isRun(b eventstore.Batch) bool { return len(b.Events) > 1 }

// take returns the next group, with at most one append to each stream, or nil. It first lets
// those go on who were told the outcome of the last group, and may come with their next append.
func (a *appender) take() *group {
	runtime.Gosched()
	a.mu.Lock()
	defer a.mu.Unlock()
	var members, rest []*pendingAppend
	for _, p := range a.waiting {
		full := len(members) == maxGroup || len(members) > 0 && (isRun(p.batch) || isRun(members[0].batch))
		if full || a.busy[p.batch.Stream] {
			rest = append(rest, p)
			continue
		}
		a.busy[p.batch.Stream] = true
		members = append(members, p)
	}
	a.waiting = rest
	if members == nil {
		a.running--
		return nil
	}
	return newGroup(members)
}

// send carries out a group in one transaction. Where that fails for the sake of one, each is
// sent alone.
func (a *appender) send(g *group) {
	if len(g.members) == 1 {
		a.sendAlone(g.members[0])
		return
	}
	err := a.store.appendEach(g.ctx, g.members)
	for _, p := range g.members {
		switch {
		case uow.OutcomeOf(err) == uow.Unknown:
			p.outcome <- appendOutcome{err: err}
		case err != nil || p.commit.Position == 0:
			a.sendAlone(p)
		default:
			p.outcome <- appendOutcome{commit: p.commit}
		}
	}
}

// sendAlone has a context of its own to go by.
func (a *appender) sendAlone(p *pendingAppend) {
	if p.ctx.Err() != nil {
		p.outcome <- appendOutcome{err: context.Cause(p.ctx)}
		return
	}
	commit, err := a.store.appendAlone(p.ctx, []eventstore.Batch{p.batch})
	p.outcome <- appendOutcome{commit, err}
}
