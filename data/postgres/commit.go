package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

const (
	// attempts is how often a commit is sent that loses to another one: each time, that one
	// got on.
	attempts = 100
	// grace is how long a commit under way is waited for once its context is over: to be
	// told how it ended is worth more than to be told at once.
	grace = 5 * time.Second
)

// Commit carries out the writes, all or none, in one round trip.
//
// All statements are sent at once and end in one Sync, which is what makes them one
// transaction. Documents are locked in the order of their ids, whatever is to be done to
// them, before anything is written. So commits are two-phase locked and hence
// serializable under READ COMMITTED: what a commit depends on is what it locks.
func (s *Store) Commit(ctx context.Context, batch data.Batch) error {
	plan, err := s.plan(ctx, batch.Writes)
	if err == nil {
		err = s.open(ctx)
	}
	if err != nil || len(plan.steps) == 0 {
		return err
	}
	if events, ok := plan.onlyAppends(); ok {
		var done eventstore.Commit
		done, err = s.appender.append(ctx, events)
		plan.position = done.Position
	} else {
		err = s.sendAll(ctx, &plan)
	}
	if err != nil {
		return fmt.Errorf("commit %d writes: %w", len(batch.Writes), err)
	}
	if plan.position > 0 {
		s.appended()
		eventstore.Advance(ctx, plan.position)
	}
	return nil
}

// sendAll sends the plan again as long as it loses to others.
func (s *Store) sendAll(ctx context.Context, p *plan) error {
	for attempt := 1; ; attempt++ {
		at, err := s.send(ctx, p)
		if !isRepeatable(err) || attempt == attempts || ctx.Err() != nil {
			return s.named(ctx, at, err)
		}
	}
}

// step is a statement of a commit, and the write or the events it is for. The table is nil where
// that is no document.
type step struct {
	write     *data.Write
	table     *table
	added     []*data.Write // all of those that the step adds at once
	events    []eventstore.Batch
	statement string
	args      []any
}

// plan is the statements of a commit in their order.
type plan struct {
	steps    []step
	position eventstore.Position // of the last event, once it was sent
}

// onlyAppends returns the batch of a commit that is nothing but an append to one stream, and may
// share its transaction as any other of those.
func (p *plan) onlyAppends() (b eventstore.Batch, ok bool) {
	if len(p.steps) != 1 || len(p.steps[0].events) != 1 {
		return b, false
	}
	b = p.steps[0].events[0]
	return b, len(b.Events) > 0
}

func (p *plan) add(w *data.Write, t *table, statement string, args ...any) {
	p.steps = append(p.steps, step{write: w, table: t, statement: statement, args: args})
}

// plan puts the documents first and the events last: what is refused draws no numbers,
// and numbers are not held longer than the rest of the commit takes.
func (s *Store) plan(ctx context.Context, writes []data.Write) (p plan, err error) {
	events, err := eventstore.BatchesOf(ctx, writes)
	if err != nil {
		return p, err
	}
	if err := s.planDocuments(ctx, &p, writes); err != nil {
		return p, err
	}
	for i := range writes {
		if w := &writes[i]; w.Op == data.Erase {
			p.add(w, nil, s.log.erase, w.Stream)
		}
	}
	if len(events) == 0 {
		return p, nil
	}
	statement, args, err := s.appendStatement(events)
	if len(p.steps) > 0 && events[0].Expected >= 0 { // documents have to be undone, for which the function fails
		statement, args, err = s.appendFunction(events)
	}
	p.steps = append(p.steps, step{events: events, statement: statement, args: args})
	return p, err
}

func (s *Store) planDocuments(ctx context.Context, p *plan, writes []data.Write) error {
	tables := make(map[string]*table, 1)
	ordered := make([]*data.Write, 0, len(writes))
	for i := range writes {
		w := &writes[i]
		if !w.Op.OfDocument() {
			continue
		}
		ordered = append(ordered, w)
		if tables[w.Collection] != nil {
			continue
		}
		t, err := s.table(ctx, w.Collection)
		if err != nil {
			return err
		}
		tables[w.Collection] = t
	}
	if len(ordered) == 1 {
		p.single(ordered[0], tables[ordered[0].Collection])
		return nil
	}
	slices.SortFunc(ordered, func(a, b *data.Write) int {
		if c := strings.Compare(a.Collection, b.Collection); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	p.several(ordered, tables)
	return nil
}

// single plans a commit of one write, whose statement checks the version on the way.
func (p *plan) single(w *data.Write, t *table) {
	switch {
	case w.Op == data.Check && w.Expected == 0:
		p.add(w, t, t.claim, w.ID)
		p.add(w, t, t.unclaim, w.ID)
	case w.Op == data.Check:
		p.add(w, t, t.share, w.ID, w.Expected)
	case w.Op == data.Delete:
		p.add(w, t, t.erase, w.ID, w.Expected)
	case w.Expected == 0:
		p.add(w, t, t.insert, w.ID, w.Version, string(w.Body))
	default:
		p.add(w, t, t.update, w.ID, w.Version, string(w.Body), w.Expected)
	}
}

// several checks every version, then writes. Indexes must judge the state after all of
// the writes while PostgreSQL judges after each, so documents are taken out of their
// unique indexes before any comes in.
func (p *plan) several(writes []*data.Write, tables map[string]*table) {
	writes, added := apart(writes, tables)
	p.each(writes, tables, func(w *data.Write, t *table) {
		switch {
		case w.Op == data.Check && w.Expected == 0:
			p.add(w, t, t.claim, w.ID)
		case w.Op == data.Check:
			p.add(w, t, t.share, w.ID, w.Expected)
		default:
			p.add(w, t, t.lock, w.ID, w.Expected)
		}
	})
	p.each(writes, tables, func(w *data.Write, t *table) {
		switch {
		case w.Op == data.Check && w.Expected == 0:
			p.add(w, t, t.unclaim, w.ID)
		case w.Op == data.Delete:
			p.add(w, t, t.eraseOne, w.ID)
		case w.Op == data.Put && w.Expected != 0 && len(t.Unique) > 0:
			p.add(w, t, t.park, w.ID)
		}
	})
	p.each(writes, tables, func(w *data.Write, t *table) {
		switch {
		case w.Op == data.Put && w.Expected == 0:
			p.add(w, t, t.insert, w.ID, w.Version, string(w.Body))
		case w.Op == data.Put:
			p.add(w, t, t.replace, w.ID, w.Version, string(w.Body))
		}
	})
	for _, fresh := range added {
		p.addAll(fresh, tables[fresh[0].Collection])
	}
}

func (p *plan) each(writes []*data.Write, tables map[string]*table, fn func(*data.Write, *table)) {
	for _, w := range writes {
		fn(w, tables[w.Collection])
	}
}

// send carries out the plan on a connection and tells how it ended, and at which step
// where one was refused.
func (s *Store) send(ctx context.Context, p *plan) (*step, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, readFault(ctx, err)
	}
	defer conn.Release()
	if rest, added := p.copies(); len(added) > 0 {
		return s.sendByCopy(ctx, conn, rest, added)
	}
	sending, done := patient(ctx)
	defer done()
	at, err := p.receiveAll(conn.SendBatch(sending, p.batch()))
	if at != nil {
		return at, stepFailed(ctx, err)
	}
	return nil, endFault(err)
}

func (p *plan) batch() *pgx.Batch {
	batch := new(pgx.Batch)
	for _, step := range p.steps {
		args := step.args
		if step.added != nil {
			args = arraysOf(step.added)
		}
		batch.Queue(step.statement, args...)
	}
	return batch
}

// receiveAll reads the answers and returns the first that is an error, and to which step
// it is: to none where all had succeeded before.
func (p *plan) receiveAll(results pgx.BatchResults) (*step, error) {
	for i := range p.steps {
		if err := p.receive(results, &p.steps[i]); err != nil {
			_ = results.Close() // says the same
			return &p.steps[i], err
		}
	}
	return nil, results.Close()
}

// receive reads the answer to a step.
func (p *plan) receive(results pgx.BatchResults, at *step) error {
	if at.events == nil {
		_, err := results.Exec()
		return err
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	var version, position int64
	tag, err := pgx.ForEachRow(rows, []any{&version, &position}, func() error {
		p.position = max(p.position, eventstore.Position(position))
		return nil
	})
	if err == nil && tag.RowsAffected() == 0 {
		return errNotExpected
	}
	return err
}
