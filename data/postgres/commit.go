package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
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
	var at *step
	for attempt := 1; ; attempt++ {
		at, err = s.send(ctx, &plan)
		if !isRepeatable(err) || attempt == attempts || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("commit %d writes: %w", len(batch.Writes), s.named(ctx, at, err))
	}
	if plan.position > 0 {
		s.news.signal()
		eventstore.Advance(ctx, plan.position)
	}
	return nil
}

// step is a statement of a commit, and the write or the events it is for.
type step struct {
	write     *data.Write
	table     *table
	events    []eventstore.Batch
	statement string
	args      []any
}

// plan is the statements of a commit in their order.
type plan struct {
	steps    []step
	position eventstore.Position // of the last event, once it was sent
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
	if err := s.planDocuments(ctx, &p, writes); err != nil || len(events) == 0 {
		return p, err
	}
	statement, args, err := s.appendStatement(true, events)
	if len(p.steps) > 0 && events[0].Expected >= 0 { // documents have to be undone, for which the function fails
		statement, args, err = s.appendFunction(true, events)
	}
	p.steps = append(p.steps, step{events: events, statement: statement, args: args})
	return p, err
}

func (s *Store) planDocuments(ctx context.Context, p *plan, writes []data.Write) error {
	tables := make(map[string]*table, 1)
	ordered := make([]*data.Write, 0, len(writes))
	for i := range writes {
		w := &writes[i]
		if w.Op == data.Append {
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
		return cmp.Or(strings.Compare(a.Collection, b.Collection), strings.Compare(a.ID, b.ID))
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
	sending, done := patient(ctx)
	defer done()
	batch := new(pgx.Batch)
	for _, step := range p.steps {
		batch.Queue(step.statement, step.args...)
	}
	results := conn.SendBatch(sending, batch)
	for i := range p.steps {
		if err := p.receive(results, &p.steps[i]); err != nil {
			_ = results.Close() // says the same
			return &p.steps[i], stepFailed(ctx, err)
		}
	}
	return nil, endFault(results.Close())
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

// stepFailed tells an answer of the server to a statement, after which the transaction
// is gone, from none, after which nobody knows unless nothing was sent.
func stepFailed(ctx context.Context, err error) error {
	_, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case answered:
		return err
	case pgconn.SafeToRetry(err):
		return readFault(ctx, err)
	}
	return uow.UnknownOutcome(err)
}

// patient returns a context that goes on for a while when ctx is over.
func patient(ctx context.Context) (context.Context, func()) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return sending, func() { stop(); cancel() }
}

// named says what a step was refused for. It may read, so the connection of the commit
// has to be back in the pool: if all waited for a second one, none would get it.
func (s *Store) named(ctx context.Context, at *step, err error) error {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || at == nil {
		return err
	}
	if at.events != nil {
		if refusal.Code == staleStream {
			return s.late(ctx, at.events, refusal)
		}
		return fmt.Errorf("append events: %w", fault(err))
	}
	switch index := at.table.indexes[refusal.ConstraintName]; {
	case refusal.Code == staleVersion:
		return s.stale(ctx, at)
	case refusal.Code == uniqueViolation && index != "":
		return &data.DuplicateError{Collection: at.table.Name, Index: index, ID: at.write.ID}
	}
	return fmt.Errorf("write %s %q: %w", at.write.Collection, at.write.ID, fault(err))
}

// stale looks what the version is by now.
func (s *Store) stale(ctx context.Context, at *step) error {
	w := at.write
	if w.Op == data.Put && w.Expected == 0 {
		return &data.DuplicateError{Collection: w.Collection, Index: data.IndexID, ID: w.ID}
	}
	records, err := s.Load(ctx, w.Collection, []string{w.ID})
	if err != nil {
		records = nil // that it is stale is known; what it is now matters less
	}
	stale := &data.StaleError{Collection: w.Collection, ID: w.ID, Expected: w.Expected}
	if len(records) == 1 {
		stale.Actual = records[0].Version
	}
	return stale
}

// endFault tells how a transaction ended all of whose statements had succeeded.
func endFault(err error) error {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case err == nil:
		return nil
	case ok && refusal.Severity == "ERROR":
		return fault(err)
	}
	return uow.UnknownOutcome(fmt.Errorf("commit: %w", err))
}
