package postgres

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var (
	_ eventstore.Store    = (*Store)(nil)
	_ eventstore.Eraser   = (*Store)(nil)
	_ eventstore.Archiver = (*Store)(nil)
)

// logStatements are those of the log.
type logStatements struct {
	appendStatements
	version, firstLater  string
	head, erase, archive string
}

// record is what reads select.
const record = "position, version, at, id, schema_version, stream, type, data, metadata"

func (s *Store) logStatements() logStatements {
	return logStatements{
		appendStatements: s.appendStatements(),
		version:          s.in("/* stream version */ SELECT coalesce((SELECT version FROM $neuroglia_events WHERE stream = $1 ORDER BY version DESC LIMIT 1), 0)"),
		firstLater:       s.in("/* stream as of */ SELECT min(version) FROM $neuroglia_events WHERE stream = $1 AND at > $2"),
		head:             s.in("/* head of the log */ SELECT $neuroglia_head()"),
		erase:            s.in("/* erase stream */ DELETE FROM $neuroglia_events WHERE stream = $1"),
		archive:          s.in("/* archive stream */ UPDATE $neuroglia_events SET archived = true WHERE stream = $1 AND version <= $2 AND NOT archived"),
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
	return s.watch.advance(eventstore.Position(found)), nil
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
