package postgres

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// pageSize is how many records are read at a time.
const pageSize = 1000

// ReadStream is the method of [eventstore.Store].
func (s *Store) ReadStream(ctx context.Context, stream string, o eventstore.ReadOptions) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		if err := s.readStream(ctx, s.reader(ctx), stream, o, yield); err != nil {
			yield(eventstore.Record{}, fmt.Errorf("read stream %q: %w", stream, readFault(ctx, err)))
		}
	}
}

func (s *Store) readStream(ctx context.Context, from reader, stream string, o eventstore.ReadOptions, yield func(eventstore.Record, error) bool) error {
	if err := s.open(ctx); err != nil || strings.Contains(stream, nul) {
		return err
	}
	through, err := s.through(ctx, from, stream, o)
	if err != nil {
		return err
	}
	first := max(o.From, 1)
	if o.Backwards {
		first = 1
	}
	left, statement, page := o.Limit, s.readStatement(streamSQL(o), 3), new(page)
	for first <= through {
		size := pageSize
		if left > 0 {
			size = min(size, left)
		}
		if err := s.readPage(ctx, from, page, statement, stream, first, through, size); err != nil {
			return err
		}
		for _, r := range page.records {
			if !yield(r, nil) {
				return nil
			}
		}
		read := len(page.records)
		if left -= read; read < size || left == 0 && o.Limit > 0 {
			return nil
		}
		if last := page.records[read-1].Version; o.Backwards {
			through = last - 1
		} else {
			first = last + 1
		}
	}
	return nil
}

func streamSQL(o eventstore.ReadOptions) string {
	clauses := " WHERE stream = $1 AND version BETWEEN $2 AND $3"
	if !o.Archived {
		clauses += " AND NOT archived"
	}
	if clauses += " ORDER BY version"; o.Backwards {
		clauses += " DESC"
	}
	return clauses
}

// through returns the last version that the options ask for.
func (s *Store) through(ctx context.Context, from reader, stream string, o eventstore.ReadOptions) (int64, error) {
	const all = 1<<63 - 1
	through := int64(all)
	if o.Backwards && o.From > 0 {
		through = o.From
	}
	if o.AsOf.IsZero() {
		return through, nil
	}
	var later *int64
	if err := from.QueryRow(ctx, s.log.firstLater, stream, o.AsOf).Scan(&later); err != nil {
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
	statement, page := s.readStatement(where, 2+len(filters)), new(page)
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
		args := slices.Concat([]any{int64(after), int64(head)}, filters, []any{size})
		if err := s.readPage(ctx, s.pool, page, statement, args...); err != nil {
			return err
		}
		for _, r := range page.records {
			if !yield(r, nil) {
				return nil
			}
		}
		read := len(page.records)
		if left -= read; left == 0 && f.Limit > 0 {
			return nil
		}
		if after = head; read == size {
			after = page.records[size-1].Position
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
	among := func(expression string, values []string) {
		switch len(values) {
		case 0:
		case 1: // which an index has in the order of positions
			args = append(args, values[0])
			where += fmt.Sprintf(" AND %s = $%d", expression, len(args)+2)
		default:
			args = append(args, values)
			where += fmt.Sprintf(" AND %s = ANY($%d::text[])", expression, len(args)+2)
		}
	}
	among(ByType.expression(), f.Types)
	among(ByCategory.expression(), f.Categories)
	return where + " ORDER BY position", args
}

// readPage reads records at once: no transaction is open while the caller looks at them.
func (s *Store) readPage(ctx context.Context, from reader, p *page, statement string, args ...any) error {
	rows, err := from.Query(ctx, statement, slices.Concat([]any{pgx.QueryResultFormats{pgx.BinaryFormatCode}}, args)...)
	if err != nil {
		return err
	}
	return p.read(rows)
}

// readStatement returns the statement for a page, of which the size is the last argument.
func (s *Store) readStatement(clauses string, args int) string {
	return s.in("/* read events */ SELECT " + record + " FROM $neuroglia_events" + clauses + fmt.Sprintf(" LIMIT $%d", args+1))
}
