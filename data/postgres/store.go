package postgres

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

// Store keeps documents in a PostgreSQL database. Make one by [Open] or [New]. It is
// safe for concurrent use, also by several processes on the same database.
type Store struct {
	config   Config
	pool     *pgxpool.Pool
	schema   string // quoted, with its dot
	log      logStatements
	watch    *watch
	herald   *herald
	appender *appender

	mu     sync.RWMutex
	tables map[string]*table
	closed bool
}

var _ data.Store = (*Store)(nil)

// in puts the schema where a statement has $ before the name of one of our own tables
// and functions.
func (s *Store) in(statement string) string {
	return strings.ReplaceAll(statement, "$neuroglia_", s.schema+"neuroglia_")
}

// Load returns the documents that exist among ids.
func (s *Store) Load(ctx context.Context, collection string, ids []string) ([]data.Record, error) {
	t, err := s.table(ctx, collection)
	if err != nil {
		return nil, err
	}
	ids = storable(ids)
	switch len(ids) {
	case 0:
		return nil, nil
	case 1:
		rows, err := s.reader(ctx).Query(ctx, t.load, ids[0])
		return records(ctx, collection, rows, err)
	}
	rows, err := s.reader(ctx).Query(ctx, t.loadMany, ids)
	return records(ctx, collection, rows, err)
}

// storable leaves out ids that no document can have.
func storable(ids []string) []string {
	kept := make([]string, 0, len(ids))
	for _, id := range ids {
		if !strings.Contains(id, nul) {
			kept = append(kept, id)
		}
	}
	return kept
}

// Query answers q. Page and total come from one snapshot.
func (s *Store) Query(ctx context.Context, collection string, q query.Query) (data.Found, error) {
	t, err := s.table(ctx, collection)
	if err != nil {
		return data.Found{}, err
	}
	clauses, err := sqlquery.Build(dialect{}, q)
	if err != nil {
		return data.Found{}, err
	}
	offset, limit := q.Window()
	if offset == 0 && (limit == 0 || q.Seeks()) {
		return s.seek(ctx, t, clauses, limit)
	}
	found, err := s.pageAndTotal(ctx, t, t.page(clauses, offset, limit), clauses)
	if err != nil {
		return data.Found{}, fmt.Errorf("query %s: %w", collection, readFault(ctx, err))
	}
	if q.Seeks() && limit > 0 {
		found.Total = min(found.Total, offset+len(found.Records)+1)
	}
	return found, nil
}

// seek answers a query without a count: all, or a page after a cursor, of which one
// document more is read to tell whether there are more.
func (s *Store) seek(ctx context.Context, t *table, clauses sqlquery.Clauses, limit int) (data.Found, error) {
	read := limit
	if limit > 0 {
		read++
	}
	rows, err := s.reader(ctx).Query(ctx, t.page(clauses, 0, read), clauses.Args...)
	found, err := records(ctx, t.Name, rows, err)
	total := len(found)
	if limit > 0 {
		found = found[:min(limit, total)]
	}
	return data.Found{Records: found, Total: total}, err
}

// pageAndTotal asks both in one round trip and of one snapshot. In a transaction that is open,
// it is that one's snapshot, and READ COMMITTED has one for each.
func (s *Store) pageAndTotal(ctx context.Context, t *table, page string, clauses sqlquery.Clauses) (found data.Found, err error) {
	batch := new(pgx.Batch)
	tx := s.held(ctx)
	if tx == nil {
		batch.Queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	}
	batch.Queue(page, clauses.Args...).Query(func(rows pgx.Rows) error {
		var err error
		found.Records, err = records(ctx, t.Name, rows, nil)
		return err
	})
	batch.Queue("/* count "+t.Name+" */ SELECT count(*) FROM "+t.quoted+" AS d"+clauses.Where, clauses.Args...).
		QueryRow(func(row pgx.Row) error { return row.Scan(&found.Total) })
	if tx != nil {
		err = tx.SendBatch(ctx, batch).Close()
		return found, err
	}
	batch.Queue("COMMIT")
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return found, err
	}
	defer conn.Release()
	err = conn.SendBatch(ctx, batch).Close()
	return found, err
}

func (t *table) page(clauses sqlquery.Clauses, offset, limit int) string {
	statement := "/* query " + t.Name + " */ SELECT id, version, doc FROM " + t.quoted + " AS d" + clauses.Where + clauses.OrderBy
	if limit > 0 {
		statement += fmt.Sprintf(" LIMIT %d", limit)
	}
	if offset > 0 {
		statement += fmt.Sprintf(" OFFSET %d", offset)
	}
	return statement
}

func records(ctx context.Context, collection string, rows pgx.Rows, err error) ([]data.Record, error) {
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", collection, readFault(ctx, err))
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r data.Record, err error) {
		return r, row.Scan(&r.ID, &r.Version, &r.Body)
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", collection, readFault(ctx, err))
	}
	return found, nil
}

// Ping asks the server for an answer.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	return readFault(ctx, s.pool.Ping(ctx))
}

// Close waits for what is under way and lets go of all connections. Closing again does
// nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if !closed {
		s.watch.end()
		s.pool.Close()
	}
	return nil
}

// open returns why nothing can be done: the store is closed or ctx over.
func (s *Store) open(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	return nil
}

func (s *Store) table(ctx context.Context, collection string) (*table, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if t, ok := s.tables[collection]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("the collection %q is not known to the store; call Define first", collection)
}
