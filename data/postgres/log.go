package postgres

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var (
	_ eventstore.Store    = (*Store)(nil)
	_ eventstore.Eraser   = (*Store)(nil)
	_ eventstore.Archiver = (*Store)(nil)
)

// logStatements are those of the log.
type logStatements struct {
	appendMany, appendExact, appendAny string
	version, firstLater                string
	head, erase, archive               string
}

// record is what reads select.
const record = "position, version, at, id, schema_version, stream, type, data, metadata"

// lockSQL takes the lock by which a writer says: whatever I write is above this number.
const lockSQL = `SELECT pg_advisory_xact_lock_shared(('$neuroglia_positions'::regclass::oid::bigint & 32767) << 48
	| CASE WHEN is_called THEN last_value ELSE 0 END) FROM $neuroglia_positions`

func (s *Store) logStatements() logStatements {
	const (
		insert = `INSERT INTO $neuroglia_events (position, stream, version, id, type, schema_version, at, data, metadata)
			SELECT nextval('$neuroglia_positions'), $1, `
		values = `, $3::text::uuid, $4, $5, coalesce($6::timestamptz, clock_timestamp()), $7, $8::bytea FROM lock`
		lock   = `WITH lock AS MATERIALIZED (` + lockSQL + `)`
		last   = `, last AS MATERIALIZED (SELECT version, id FROM $neuroglia_events WHERE stream = $1 ORDER BY version DESC LIMIT 1)`
	)
	return logStatements{
		appendMany: s.in(`/* append events */ SELECT version, "position" FROM $neuroglia_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`),
		// The next version cannot be there unless it is a conflict, which the unique index finds.
		appendExact: s.in("/* append event */ " + lock + insert + "$2::bigint + 1" + values +
			` WHERE $2::bigint = 0 AND NOT EXISTS (SELECT FROM $neuroglia_events WHERE stream = $1)
				OR EXISTS (SELECT FROM $neuroglia_events WHERE stream = $1 AND version = $2::bigint)
				AND NOT EXISTS (SELECT FROM $neuroglia_events WHERE stream = $1 AND version = $2::bigint + 1)
			RETURNING version, position`),
		appendAny: s.in("/* append event */ " + lock + last + insert + "coalesce((SELECT version FROM last), 0) + 1" + values +
			` WHERE ($2::bigint = -1 OR EXISTS (SELECT FROM last)) AND (SELECT id FROM last) IS DISTINCT FROM $3::text::uuid
			RETURNING version, position`),
		version:    s.in("/* stream version */ SELECT coalesce((SELECT version FROM $neuroglia_events WHERE stream = $1 ORDER BY version DESC LIMIT 1), 0)"),
		firstLater: s.in("/* stream as of */ SELECT min(version) FROM $neuroglia_events WHERE stream = $1 AND at > $2"),
		head:       s.in("/* head of the log */ SELECT $neuroglia_head()"),
		erase:      s.in("/* erase stream */ DELETE FROM $neuroglia_events WHERE stream = $1"),
		archive:    s.in("/* archive stream */ UPDATE $neuroglia_events SET archived = true WHERE stream = $1 AND version <= $2 AND NOT archived"),
	}
}

// Head is the method of [eventstore.Store].
func (s *Store) Head(ctx context.Context) (eventstore.Position, error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	var found int64
	if err := s.pool.QueryRow(ctx, s.log.head).Scan(&found); err != nil {
		return 0, readFault(ctx, err)
	}
	return s.news.advance(eventstore.Position(found)), nil
}

const (
	// Waiting begins to look again soon and then less and less often.
	shortestWait = 5 * time.Millisecond
	longestWait  = 250 * time.Millisecond
)

// Wait is the method of [eventstore.Store].
func (s *Store) Wait(ctx context.Context, after eventstore.Position) (eventstore.Position, error) {
	pause := shortestWait
	for {
		news := s.news.wait()
		head, err := s.Head(ctx)
		if err != nil || head > after {
			return head, err
		}
		again := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			again.Stop()
			return 0, context.Cause(ctx)
		case <-news:
			again.Stop()
			pause = shortestWait
		case <-again.C:
			pause = min(2*pause, longestWait)
		}
	}
}

// news wakes those who wait for the log when this process has written to it.
type news struct {
	head atomic.Int64

	mu    sync.Mutex
	fresh chan struct{} // closed and replaced with each signal; nil while nobody waits
}

// advance returns the highest head ever found: one that was settled stays so, also when a
// writer that is slow to take its lock makes a later look find less.
func (n *news) advance(found eventstore.Position) eventstore.Position {
	for {
		known := n.head.Load()
		if int64(found) <= known {
			return eventstore.Position(known)
		}
		if n.head.CompareAndSwap(known, int64(found)) {
			return found
		}
	}
}

func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fresh == nil {
		n.fresh = make(chan struct{})
	}
	return n.fresh
}

func (n *news) signal() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fresh != nil {
		close(n.fresh)
		n.fresh = nil
	}
}

// Erase is the method of [eventstore.Eraser].
func (s *Store) Erase(ctx context.Context, stream string) (int64, error) {
	return s.change(ctx, s.log.erase, stream)
}

// Archive is the method of [eventstore.Archiver].
func (s *Store) Archive(ctx context.Context, stream string, through int64) (int64, error) {
	return s.change(ctx, s.log.archive, stream, through)
}

func (s *Store) change(ctx context.Context, statement string, args ...any) (int64, error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	tag, err := s.pool.Exec(ctx, statement, args...)
	return tag.RowsAffected(), readFault(ctx, err)
}
