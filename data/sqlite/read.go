package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// readPage is how many records are read at once; between pages nothing is held.
const readPage = 512

const selectRecords = "SELECT position, stream, version, type, schema, id, at, data, metadata FROM neuroglia_events WHERE "

// reading is a statement for the next page of records, and whether more follow.
type reading struct {
	where   []string
	args    []any
	orderBy string
}

func (r *reading) add(condition string, args ...any) {
	r.where = append(r.where, condition)
	r.args = append(r.args, args...)
}

// ReadStream is the method of [eventstore.Store]. It reads no further than the stream
// went when the sequence was begun.
func (s *Store) ReadStream(ctx context.Context, stream string, o eventstore.ReadOptions) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		first, last, err := s.versions(ctx, stream, o)
		if err != nil {
			yield(eventstore.Record{}, fmt.Errorf("read stream %q: %w", stream, err))
			return
		}
		s.yieldAll(ctx, o.Limit, yield, func() reading {
			r := reading{orderBy: "version"}
			r.add("stream = ? AND version BETWEEN ? AND ?", stream, first, last)
			if !o.Archived {
				r.add("archived = 0")
			}
			if o.Backwards {
				r.orderBy = "version DESC"
			}
			return r
		}, func(r eventstore.Record) {
			if first = r.Version + 1; o.Backwards {
				first, last = min(first, 1), r.Version-1
			}
		})
	}
}

// versions returns the first and the last one that the options let pass.
func (s *Store) versions(ctx context.Context, stream string, o eventstore.ReadOptions) (first, last int64, err error) {
	if err := s.open(ctx); err != nil {
		return 0, 0, err
	}
	err = s.reader(ctx).QueryRowContext(ctx, "SELECT ifnull(max(version), 0) FROM neuroglia_events WHERE stream = ?", stream).Scan(&last)
	if err == nil && !o.AsOf.IsZero() {
		err = s.reader(ctx).QueryRowContext(ctx, "SELECT ifnull(min(version) - 1, ?) FROM neuroglia_events WHERE stream = ? AND at > ?",
			last, stream, o.AsOf.UnixMicro()).Scan(&last)
	}
	if o.Backwards && o.From > 0 {
		return 1, min(last, o.From), readFault(ctx, err)
	}
	return max(1, o.From), last, readFault(ctx, err)
}

// ReadAll is the method of [eventstore.Store].
func (s *Store) ReadAll(ctx context.Context, after eventstore.Position, f eventstore.Filter) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		s.yieldAll(ctx, f.Limit, yield, func() reading { return readingOf(after, f) }, func(r eventstore.Record) { after = r.Position })
	}
}

func readingOf(after eventstore.Position, f eventstore.Filter) reading {
	r := reading{orderBy: "position"}
	r.add("position > ?", int64(after))
	if f.Through > 0 {
		r.add("position <= ?", int64(f.Through))
	}
	if !f.Archived {
		r.add("archived = 0")
	}
	// The index has one category in the order of positions, and only one.
	if len(f.Categories) == 1 {
		r.add("category = ?", f.Categories[0])
	} else {
		r.among("+category", f.Categories)
	}
	r.among("+type", f.Types)
	return r
}

func (r *reading) among(column string, values []string) {
	if len(values) == 0 {
		return
	}
	list, _ := json.Marshal(values) // text
	r.add(column+" IN (SELECT value FROM json_each(?))", string(list))
}

// yieldAll reads page after page, each by the reading that next returns, until one is not
// full. passed is told of every record before it is yielded.
func (s *Store) yieldAll(
	ctx context.Context, limit int, yield func(eventstore.Record, error) bool, next func() reading, passed func(eventstore.Record),
) {
	size := min(readPage, 64) // most reads are short
	for left := limit; ; size = readPage {
		if limit > 0 {
			size = min(size, left)
		}
		page, err := s.page(ctx, next(), size)
		if err != nil {
			yield(eventstore.Record{}, err)
			return
		}
		for _, r := range page {
			passed(r)
			if !yield(r, nil) {
				return
			}
		}
		if left -= len(page); len(page) < size || left == 0 && limit > 0 {
			return
		}
	}
}

func (s *Store) page(ctx context.Context, r reading, size int) ([]eventstore.Record, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	statement := fmt.Sprintf("%s%s ORDER BY %s LIMIT %d", selectRecords, strings.Join(r.where, " AND "), r.orderBy, size)
	rows, err := s.reader(ctx).QueryContext(ctx, statement, r.args...)
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", readFault(ctx, err))
	}
	defer func() { _ = rows.Close() }() // Err says it all
	page := make([]eventstore.Record, 0, min(size, 64))
	for rows.Next() {
		page = slices.Grow(page, 1)[:len(page)+1]
		if err := scanRecord(rows, &page[len(page)-1]); err != nil {
			return nil, fmt.Errorf("read the log: %w", readFault(ctx, err))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the log: %w", readFault(ctx, err))
	}
	return page, nil
}

func scanRecord(rows *sql.Rows, r *eventstore.Record) error {
	var at int64
	var metadata sql.RawBytes
	err := rows.Scan(&r.Position, &r.Stream, &r.Version, &r.Type, &r.SchemaVersion, &r.ID, &at, &r.Data, &metadata)
	if err != nil {
		return err
	}
	r.At = time.UnixMicro(at).UTC()
	if metadata == nil {
		return nil
	}
	return json.Unmarshal(metadata, &r.Metadata)
}
