package memory

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// pageSize is how many records are looked at under one lock.
const pageSize = 512

// ReadStream is the method of [eventstore.Store]. It reads the stream as it was when
// the sequence was begun.
func (s *Store) ReadStream(ctx context.Context, name string, o eventstore.ReadOptions) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		records, err := s.stream(ctx, name, o)
		if err != nil {
			yield(eventstore.Record{}, err)
			return
		}
		for _, r := range records {
			if err := ctx.Err(); err != nil {
				yield(eventstore.Record{}, err)
				return
			}
			if !yield(copied(r), nil) {
				return
			}
		}
	}
}

// stream returns the records that the options ask for.
func (s *Store) stream(ctx context.Context, name string, o eventstore.ReadOptions) ([]*eventstore.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	kept, ok := s.log.streams[name]
	if !ok {
		return nil, nil
	}
	first, last := int64(1), int64(len(kept.records))
	if !o.Archived {
		first = kept.archived + 1
	}
	if !o.AsOf.IsZero() {
		later := slices.IndexFunc(kept.records, func(r *eventstore.Record) bool { return r.At.After(o.AsOf) })
		if later >= 0 {
			last = int64(later)
		}
	}
	if o.Backwards && o.From > 0 {
		last = min(last, o.From)
	} else {
		first = max(first, o.From)
	}
	if first > last {
		return nil, nil
	}
	records := slices.Clone(kept.records[first-1 : last])
	if o.Backwards {
		slices.Reverse(records)
	}
	if o.Limit > 0 {
		records = records[:min(o.Limit, len(records))]
	}
	return records, nil
}

// ReadAll is the method of [eventstore.Store].
func (s *Store) ReadAll(ctx context.Context, after eventstore.Position, f eventstore.Filter) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		left := f.Limit
		for {
			page, end, err := s.page(ctx, after, f)
			if err != nil {
				yield(eventstore.Record{}, err)
				return
			}
			for _, r := range page {
				if !yield(copied(r), nil) {
					return
				}
				if left--; left == 0 {
					return
				}
			}
			if end == after {
				return
			}
			after = end
		}
	}
}

// page returns what passes the filter of the records behind the position, and how far
// it looked: no further than the position at the head.
func (s *Store) page(ctx context.Context, after eventstore.Position, f eventstore.Filter) ([]*eventstore.Record, eventstore.Position, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, after, err
	}
	begin, _ := slices.BinarySearchFunc(s.log.records, after+1, func(r *eventstore.Record, p eventstore.Position) int {
		return cmp.Compare(r.Position, p)
	})
	var page []*eventstore.Record
	for _, r := range s.log.records[begin:min(begin+pageSize, len(s.log.records))] {
		after = r.Position
		if f.Match(*r) && (f.Archived || !s.log.isArchived(r)) {
			page = append(page, r)
		}
	}
	return page, after, nil
}

// copied returns the record for the caller to own.
func copied(r *eventstore.Record) eventstore.Record {
	c := *r
	c.Event = owned(c.Event)
	return c
}

// Head is the method of [eventstore.Store].
func (s *Store) Head(ctx context.Context) (eventstore.Position, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.log.position, s.usable(ctx)
}

// Wait is the method of [eventstore.Store].
func (s *Store) Wait(ctx context.Context, after eventstore.Position) (eventstore.Position, error) {
	for {
		head, news, err := s.look(ctx)
		if err != nil || head > after {
			return head, err
		}
		select {
		case <-news:
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

// look returns the head, and what is closed as soon as it is another one.
func (s *Store) look(ctx context.Context) (eventstore.Position, <-chan struct{}, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.log.position, s.log.news, s.usable(ctx)
}
