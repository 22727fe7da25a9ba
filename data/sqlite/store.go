package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Store keeps documents and a log of events in a SQLite database. Make one by [Open] or [New]. It is
// safe for concurrent use, also by several processes on the same file.
type Store struct {
	config   Config
	writer   *writer
	readers  *sql.DB // the same pool as the writer's in memory
	log      log
	sweeper  *sweeper      // nil in memory
	patience time.Duration // of Close

	mu     sync.RWMutex
	tables map[string]*table
	closed bool
}

var _ data.Store = (*Store)(nil)

// Load returns the documents that exist among ids.
func (s *Store) Load(ctx context.Context, collection string, ids []string) ([]data.Record, error) {
	t, err := s.table(ctx, collection)
	if err != nil {
		return nil, err
	}
	held := s.held(ctx)
	if len(ids) == 1 && held == nil {
		return t.loadOne(ctx, ids[0])
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("load %d of %s: %w", len(ids), collection, err)
	}
	if held != nil { // to which the prepared statements do not belong
		rows, err := held.tx.QueryContext(ctx, t.loadManyText(), string(list))
		return records(ctx, collection, rows, err)
	}
	rows, err := t.loadMany.QueryContext(ctx, string(list))
	return records(ctx, collection, rows, err)
}

func (t *table) loadOne(ctx context.Context, id string) ([]data.Record, error) {
	r := data.Record{ID: id}
	err := t.load.QueryRowContext(ctx, id).Scan(&r.Version, &r.Body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("load %s %q: %w", t.Name, id, readFault(ctx, err))
	}
	return []data.Record{r}, nil
}

// Query answers q. Page and total come from one snapshot.
func (s *Store) Query(ctx context.Context, collection string, q query.Query) (data.Found, error) {
	t, err := s.table(ctx, collection)
	if err != nil {
		return data.Found{}, err
	}
	if q.Seeks() {
		return s.seek(ctx, t, q)
	}
	clauses, err := sqlquery.Build(dialect{}, q)
	if err != nil {
		return data.Found{}, err
	}
	if offset, limit := q.Window(); offset == 0 && limit == 0 {
		found, err := t.page(ctx, s.reader(ctx), clauses, q)
		return data.Found{Records: found, Total: len(found)}, err
	}
	var found data.Found
	err = s.view(ctx, func(db queryer) (err error) {
		if found.Records, err = t.page(ctx, db, clauses, q); err != nil {
			return err
		}
		found.Total, err = t.total(ctx, db, clauses, q, len(found.Records))
		return err
	})
	if err != nil {
		return data.Found{}, fmt.Errorf("query %s: %w", collection, err)
	}
	return found, nil
}

// page reads documents only after the page is cut, so that sorting carries row ids
// and no bodies, and an index alone may find them. The cross join keeps the order of
// the inner query, which SQLite runs as the outer loop.
func (t *table) page(ctx context.Context, db queryer, clauses sqlquery.Clauses, q query.Query) ([]data.Record, error) {
	offset, limit := q.Window()
	if limit == 0 {
		limit = -1 // SQLite's word for no limit
	}
	statement := fmt.Sprintf("SELECT doc.id, doc.version, json(doc.doc) FROM (SELECT rowid AS row FROM %[1]s%[2]s%[3]s LIMIT %[4]d OFFSET %[5]d) AS page "+
		"CROSS JOIN %[1]s AS doc ON doc.rowid = page.row", t.quoted, clauses.Where, clauses.OrderBy, limit, offset)
	rows, err := db.QueryContext(ctx, statement, clauses.Args...)
	return records(ctx, t.Name, rows, err)
}

// total counts only where the page does not tell.
func (t *table) total(ctx context.Context, db queryer, clauses sqlquery.Clauses, q query.Query, found int) (int, error) {
	offset, limit := q.Window()
	beforeEnd := limit > 0 && found == limit
	beyondEnd := offset > 0 && found == 0
	if !beforeEnd && !beyondEnd {
		return offset + found, nil
	}
	return t.count(ctx, db, clauses)
}

func (t *table) count(ctx context.Context, db queryer, clauses sqlquery.Clauses) (total int, err error) {
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM "+t.quoted+clauses.Where, clauses.Args...).Scan(&total)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", t.Name, readFault(ctx, err))
	}
	return total, nil
}

func records(ctx context.Context, collection string, rows *sql.Rows, err error) ([]data.Record, error) {
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", collection, readFault(ctx, err))
	}
	defer func() { _ = rows.Close() }() // Err says it all
	var found []data.Record
	for rows.Next() {
		var r data.Record
		if err := rows.Scan(&r.ID, &r.Version, &r.Body); err != nil {
			return nil, fmt.Errorf("read %s: %w", collection, readFault(ctx, err))
		}
		found = append(found, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", collection, readFault(ctx, err))
	}
	return found, nil
}

// Ping reads from the database.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	var found int
	err := s.reader(ctx).QueryRowContext(ctx, `SELECT value FROM neuroglia_meta WHERE name = 'format'`).Scan(&found)
	return readFault(ctx, err)
}

// Close waits for the commits under way, moves the log into the database file and
// lets go of it. Closing again does nothing.
//
// A unit of work that holds the transaction is waited for, although it cannot commit any more.
// Should it not end within five seconds, which it never does where it calls Close itself, Close returns
// an error, code "store_in_use", and the file is let go of once the unit is over.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if closed {
		return nil
	}
	done := make(chan error, 1)
	go func() { done <- s.closeConnections() }()
	patience := time.NewTimer(s.patience)
	defer patience.Stop()
	select {
	case err := <-done:
		return err
	case <-patience.C:
		return errInUse
	}
}

// closePatience is how long Close waits for a unit that holds the transaction.
const closePatience = 5 * time.Second

var errInUse = errs.Internal("store_in_use", "the store was closed while a unit of work holds its transaction, and that has not ended since; "+
	"close the store after the unit, never in it")

// closeConnections ends with the writer's: SQLite moves the log into the file when
// its last connection closes.
func (s *Store) closeConnections() error {
	s.sweeper.stop()
	if s.readers == s.writer.db {
		return s.writer.close()
	}
	return errors.Join(s.readers.Close(), s.writer.close())
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
