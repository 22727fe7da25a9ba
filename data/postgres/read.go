package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// pageSize is how many records are read at a time.
const pageSize = 1000

// ReadStream is the method of [eventstore.Store].
func (s *Store) ReadStream(ctx context.Context, stream string, o eventstore.ReadOptions) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		if err := s.readStream(ctx, stream, o, yield); err != nil {
			yield(eventstore.Record{}, fmt.Errorf("read stream %q: %w", stream, readFault(ctx, err)))
		}
	}
}

func (s *Store) readStream(ctx context.Context, stream string, o eventstore.ReadOptions, yield func(eventstore.Record, error) bool) error {
	if err := s.open(ctx); err != nil || strings.Contains(stream, nul) {
		return err
	}
	through, err := s.through(ctx, stream, o)
	if err != nil {
		return err
	}
	from := max(o.From, 1)
	if o.Backwards {
		from = 1
	}
	left := o.Limit
	for from <= through {
		size := pageSize
		if left > 0 {
			size = min(size, left)
		}
		where := " WHERE stream = $1 AND version BETWEEN $2 AND $3"
		if !o.Archived {
			where += " AND NOT archived"
		}
		order := " ORDER BY version"
		if o.Backwards {
			order += " DESC"
		}
		page, err := s.page(ctx, where+order, size, stream, from, through)
		if err != nil {
			return err
		}
		for _, r := range page {
			if !yield(r, nil) {
				return nil
			}
		}
		if left -= len(page); len(page) < size || left == 0 && o.Limit > 0 {
			return nil
		}
		if last := page[len(page)-1].Version; o.Backwards {
			through = last - 1
		} else {
			from = last + 1
		}
	}
	return nil
}

// through returns the last version that the options ask for.
func (s *Store) through(ctx context.Context, stream string, o eventstore.ReadOptions) (int64, error) {
	const all = 1<<63 - 1
	through := int64(all)
	if o.Backwards && o.From > 0 {
		through = o.From
	}
	if o.AsOf.IsZero() {
		return through, nil
	}
	var later *int64
	if err := s.pool.QueryRow(ctx, s.log.firstLater, stream, o.AsOf).Scan(&later); err != nil {
		return 0, err
	}
	if later != nil {
		through = min(through, *later-1)
	}
	return through, nil
}

// ReadAll is the method of [eventstore.Store].
func (s *Store) ReadAll(ctx context.Context, after eventstore.Position, f eventstore.Filter) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		if err := s.readAll(ctx, after, f, yield); err != nil {
			yield(eventstore.Record{}, fmt.Errorf("read the log: %w", readFault(ctx, err)))
		}
	}
}

func (s *Store) readAll(ctx context.Context, after eventstore.Position, f eventstore.Filter, yield func(eventstore.Record, error) bool) error {
	where, filters := filterSQL(f)
	head, left := eventstore.Position(0), f.Limit
	for {
		if after >= head {
			var err error
			if head, err = s.Head(ctx); err != nil {
				return err
			}
			if f.Through > 0 {
				head = min(head, f.Through)
			}
			if after >= head {
				return nil
			}
		}
		size := pageSize
		if left > 0 {
			size = min(size, left)
		}
		page, err := s.page(ctx, where, size, append([]any{int64(after), int64(head)}, filters...)...)
		if err != nil {
			return err
		}
		for _, r := range page {
			if !yield(r, nil) {
				return nil
			}
		}
		if left -= len(page); left == 0 && f.Limit > 0 {
			return nil
		}
		if after = head; len(page) == size {
			after = page[size-1].Position
		}
	}
}

// filterSQL returns the condition and its arguments behind the first two, the range of
// positions.
func filterSQL(f eventstore.Filter) (where string, args []any) {
	where = " WHERE position > $1 AND position <= $2"
	if !f.Archived {
		where += " AND NOT archived"
	}
	if len(f.Types) > 0 {
		args = append(args, f.Types)
		where += fmt.Sprintf(" AND type = ANY($%d::text[])", len(args)+2)
	}
	if len(f.Categories) > 0 {
		args = append(args, f.Categories)
		where += fmt.Sprintf(" AND split_part(stream, '-', 1) = ANY($%d::text[])", len(args)+2)
	}
	return where + " ORDER BY position", args
}

// page reads records at once: no transaction is open while the caller looks at them.
func (s *Store) page(ctx context.Context, clauses string, size int, args ...any) ([]eventstore.Record, error) {
	statement := s.in("/* read events */ SELECT " + record + " FROM $neuroglia_events" + clauses + fmt.Sprintf(" LIMIT $%d", len(args)+1))
	rows, err := s.pool.Query(ctx, statement, append(args, size)...)
	if err != nil {
		return nil, err
	}
	page := make([]eventstore.Record, 0, min(size, pageSize))
	var scanned scannedRecord
	for rows.Next() {
		page = append(page, eventstore.Record{})
		if err := scanned.scan(rows, &page[len(page)-1]); err != nil {
			rows.Close()
			return nil, err
		}
	}
	return page, rows.Err()
}

// scannedRecord is where the columns go that a record holds in another form.
type scannedRecord struct {
	id            [16]byte
	schemaVersion int32
	at            time.Time
	metadata      []byte
}

func (c *scannedRecord) scan(rows pgx.Rows, r *eventstore.Record) error {
	c.metadata = nil
	if err := rows.Scan((*int64)(&r.Position), &r.Version, &c.at, &c.id, &c.schemaVersion, &r.Stream, &r.Type, &r.Data, &c.metadata); err != nil {
		return err
	}
	r.ID, r.SchemaVersion, r.At = uuidText(c.id), int(c.schemaVersion), c.at.UTC()
	if c.metadata == nil {
		return nil
	}
	return json.Unmarshal(c.metadata, &r.Metadata)
}

func uuidText(id [16]byte) string {
	var s [36]byte
	hex.Encode(s[:8], id[:4])
	hex.Encode(s[9:13], id[4:6])
	hex.Encode(s[14:18], id[6:8])
	hex.Encode(s[19:23], id[8:10])
	hex.Encode(s[24:], id[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}
