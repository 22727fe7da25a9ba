package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
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
	s.appended()
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
	source := importFrom(records, eventstore.Position(drawn))
	defer source.stop()
	_, err = tx.Conn().PgConn().CopyFrom(ctx, source, s.in(copySQL))
	if err := cmp.Or(source.err, err); err != nil || source.rows == 0 {
		return 0, err
	}
	_, err = tx.Exec(ctx, s.in("SELECT setval('$neuroglia_positions', $1)"), int64(source.last))
	return source.rows, err
}

// importSource is the records in the format of COPY.
type importSource struct {
	next    func() (eventstore.Record, error, bool)
	stop    func()
	last    eventstore.Position
	now     time.Time
	rows    int64
	buffer  []byte
	unread  []byte // of the buffer
	drained bool
	err     error
}

var _ io.Reader = (*importSource)(nil)

func importFrom(records iter.Seq2[eventstore.Record, error], after eventstore.Position) *importSource {
	next, stop := iter.Pull2(records)
	source := &importSource{next: next, stop: stop, last: after, now: time.Now(), buffer: make([]byte, 0, importBuffer)}
	source.unread = append(source.buffer, copyHeader...)
	return source
}

// importBuffer is how much is made before it is handed on, in bytes.
const importBuffer = 64 << 10

// Read is the method of io.Reader.
func (c *importSource) Read(p []byte) (int, error) {
	if len(c.unread) == 0 && !c.drained {
		c.fill()
	}
	switch {
	case c.err != nil:
		return 0, c.err
	case len(c.unread) == 0:
		return 0, io.EOF
	}
	n := copy(p, c.unread)
	c.unread = c.unread[n:]
	return n, nil
}

// fill makes the next rows.
func (c *importSource) fill() {
	c.buffer = c.buffer[:0]
	for len(c.buffer) < importBuffer-rowSize && !c.drained && c.err == nil {
		r, err, ok := c.next()
		switch {
		case err != nil:
			c.err = err
		case ok:
			c.err = c.add(&r)
		default:
			c.buffer = append(c.buffer, copyTrailer...)
			c.drained = true
		}
	}
	c.unread = c.buffer
}

func (c *importSource) add(r *eventstore.Record) (err error) {
	if err := c.complete(r); err != nil {
		return err
	}
	c.buffer, err = appendCopyRow(c.buffer, r)
	c.rows++
	return err
}

var errNoRecord = errors.New("a record needs an id, a type, a stream and a version")

// complete checks a record and fills in what it leaves out.
func (c *importSource) complete(r *eventstore.Record) error {
	if r.ID == "" || r.Type == "" || r.Stream == "" || r.Version < 1 {
		return fmt.Errorf("%s@%d: %w", r.Stream, r.Version, errNoRecord)
	}
	if r.Position == 0 {
		r.Position = c.last + 1
	}
	if r.Position <= c.last {
		return fmt.Errorf("%s@%d has the position %d, which is not above %d; leave it 0 to get the next one", r.Stream, r.Version, r.Position, c.last)
	}
	c.last = r.Position
	if r.At.IsZero() {
		r.At = c.now
	}
	if len(r.Data) == 0 {
		r.Data = []byte("{}")
	}
	return nil
}
