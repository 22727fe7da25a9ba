package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Import copies records into the log by COPY, all or none, and returns how many there were:
// for moving a log here, as fast as the database takes rows. Appends of others wait until it is
// through.
//
// Versions are those of the records, and so are positions, which have to rise and to be
// above all that were ever drawn; a position of 0 is replaced by the next one. Streams that exist
// are extended where the versions fit. It is an error, with nothing imported, where they do not.
func (s *Store) Import(ctx context.Context, records iter.Seq2[eventstore.Record, error]) (imported int64, err error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		imported, err = s.importIn(ctx, tx, records)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("import records: %w", readFault(ctx, err))
	}
	s.news.signal()
	return imported, nil
}

// importIn is a writer like any other: it says that it writes above the last number before
// it moves the sequence, so the head stops in front of it until it is through.
func (s *Store) importIn(ctx context.Context, tx pgx.Tx, records iter.Seq2[eventstore.Record, error]) (int64, error) {
	if _, err := tx.Exec(ctx, s.in("LOCK TABLE $neuroglia_events IN EXCLUSIVE MODE")); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, s.in(lockSQL)); err != nil {
		return 0, err
	}
	var drawn int64
	err := tx.QueryRow(ctx, s.in("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM $neuroglia_positions")).Scan(&drawn)
	if err != nil {
		return 0, err
	}
	next, stop := iter.Pull2(records)
	defer stop()
	source := &importSource{next: next, last: eventstore.Position(drawn), now: time.Now()}
	columns := []string{"position", "version", "at", "id", "schema_version", "stream", "type", "data", "metadata"}
	imported, err := tx.CopyFrom(ctx, pgx.Identifier{s.config.Schema, "neuroglia_events"}, columns, source)
	if err != nil || imported == 0 {
		return 0, err
	}
	_, err = tx.Exec(ctx, s.in("SELECT setval('$neuroglia_positions', $1)"), int64(source.last))
	return imported, err
}

// importSource gives COPY its rows.
type importSource struct {
	next func() (eventstore.Record, error, bool)
	last eventstore.Position
	now  time.Time
	row  []any
	err  error
}

var _ pgx.CopyFromSource = (*importSource)(nil)

// Next is the method of pgx.CopyFromSource.
func (c *importSource) Next() bool {
	r, err, ok := c.next()
	if !ok || err != nil {
		c.err = err
		return false
	}
	c.row, c.err = c.rowOf(&r)
	return c.err == nil
}

// Values is the method of pgx.CopyFromSource.
func (c *importSource) Values() ([]any, error) { return c.row, nil }

// Err is the method of pgx.CopyFromSource.
func (c *importSource) Err() error { return c.err }

var errNoRecord = errors.New("a record needs an id, a type, a stream and a version")

func (c *importSource) rowOf(r *eventstore.Record) ([]any, error) {
	if r.ID == "" || r.Type == "" || r.Stream == "" || r.Version < 1 {
		return nil, fmt.Errorf("%s@%d: %w", r.Stream, r.Version, errNoRecord)
	}
	if r.Position == 0 {
		r.Position = c.last + 1
	}
	if r.Position <= c.last {
		return nil, fmt.Errorf("%s@%d has the position %d, which is not above %d; leave it 0 to get the next one", r.Stream, r.Version, r.Position, c.last)
	}
	c.last = r.Position
	metadata, err := encodeMetadata(r.Metadata)
	if err != nil {
		return nil, err
	}
	if r.At.IsZero() {
		r.At = c.now
	}
	if len(r.Data) == 0 {
		r.Data = []byte("{}")
	}
	return append(c.row[:0], int64(r.Position), r.Version, r.At, r.ID, int32(max(r.SchemaVersion, 1)), r.Stream, r.Type, r.Data, metadata), nil //nolint:gosec // small
}
