package memory

import (
	"bytes"
	"context"
	"maps"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// log keeps the events of all streams. It belongs to the lock of the store; records
// are never changed once they are in it.
type log struct {
	records  []*eventstore.Record // by position
	streams  map[string]*stream
	position eventstore.Position
	news     chan struct{} // closed and replaced when there is something new
}

// stream holds all records of one, the archived ones included: version n is at n-1.
type stream struct {
	records  []*eventstore.Record
	archived int64 // the last version that is in the archive
}

func newLog() log {
	return log{streams: make(map[string]*stream), news: make(chan struct{})}
}

func (l *log) version(name string) int64 {
	if s, ok := l.streams[name]; ok {
		return int64(len(s.records))
	}
	return 0
}

// check returns an error for the first batch whose stream is not as expected.
func (l *log) check(batches []eventstore.Batch) error {
	for _, b := range batches {
		if actual := l.version(b.Stream); !b.Expected.Met(actual) {
			return &eventstore.VersionError{Stream: b.Stream, Expected: b.Expected, Actual: actual}
		}
	}
	return nil
}

// repeated returns what an earlier append of the same events did, if there was one.
func (l *log) repeated(batches []eventstore.Batch) (commit eventstore.Commit, ok bool) {
	for _, b := range batches {
		if len(b.Events) == 0 {
			commit.Versions = append(commit.Versions, l.version(b.Stream))
			continue
		}
		behind := int64(b.Expected)
		if b.Expected < 0 {
			behind = l.version(b.Stream) - int64(len(b.Events))
		}
		last := behind + int64(len(b.Events))
		if behind < 0 || last > l.version(b.Stream) {
			return eventstore.Commit{}, false
		}
		there := l.streams[b.Stream].records[behind:last]
		for i, event := range b.Events {
			if event.ID != there[i].ID {
				return eventstore.Commit{}, false
			}
		}
		commit.Versions = append(commit.Versions, last)
		commit.Position = max(commit.Position, there[len(there)-1].Position)
	}
	return commit, commit.Position > 0
}

// append adds the events of batches that were checked.
func (l *log) append(batches []eventstore.Batch) eventstore.Commit {
	commit := eventstore.Commit{Versions: make([]int64, len(batches))}
	now := time.Now().UTC().Truncate(time.Microsecond)
	for i, b := range batches {
		for _, event := range b.Events {
			l.add(b.Stream, event, now)
			commit.Position = l.position
		}
		commit.Versions[i] = l.version(b.Stream)
	}
	if commit.Position > 0 {
		l.wake()
	}
	return commit
}

func (l *log) add(name string, event eventstore.Event, now time.Time) {
	s, ok := l.streams[name]
	if !ok {
		s = new(stream)
		l.streams[name] = s
	}
	if event.At.IsZero() {
		event.At = now
	}
	l.position++
	r := &eventstore.Record{Event: event, Stream: name, Version: int64(len(s.records)) + 1, Position: l.position}
	l.records = append(l.records, r)
	s.records = append(s.records, r)
}

func (l *log) wake() {
	close(l.news)
	l.news = make(chan struct{})
}

// isArchived reports whether the record is in the archive.
func (l *log) isArchived(r *eventstore.Record) bool { return r.Version <= l.streams[r.Stream].archived }

// Append is the method of [eventstore.Store].
func (s *Store) Append(ctx context.Context, batches ...eventstore.Batch) (eventstore.Commit, error) {
	prepared, err := eventstore.Prepare(ctx, batches)
	if err != nil {
		return eventstore.Commit{}, err
	}
	commit, err := s.append(ctx, prepared)
	if err == nil {
		eventstore.Advance(ctx, commit.Position)
	}
	return commit, err
}

func (s *Store) append(ctx context.Context, batches []eventstore.Batch) (eventstore.Commit, error) {
	own(batches)
	if err := s.take(ctx); err != nil {
		return eventstore.Commit{}, err
	}
	defer s.give()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return eventstore.Commit{}, err
	}
	if before, ok := s.log.repeated(batches); ok {
		return before, nil
	}
	if err := s.log.check(batches); err != nil {
		return eventstore.Commit{}, err
	}
	return s.log.append(batches), nil
}

// own copies what the caller of an append may change later.
func own(batches []eventstore.Batch) {
	for _, b := range batches {
		for i := range b.Events {
			b.Events[i] = owned(b.Events[i])
		}
	}
}

func owned(e eventstore.Event) eventstore.Event {
	e.Data = bytes.Clone(e.Data)
	e.Metadata.Custom = maps.Clone(e.Metadata.Custom)
	return e
}

// Erase is the method of [eventstore.Eraser].
func (s *Store) Erase(ctx context.Context, name string) (int64, error) {
	if err := s.take(ctx); err != nil {
		return 0, err
	}
	defer s.give()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return 0, err
	}
	return s.log.erase(name), nil
}

// erase returns how many records there were.
func (l *log) erase(name string) int64 {
	erased := l.version(name)
	if erased == 0 {
		return 0
	}
	delete(l.streams, name)
	kept := make([]*eventstore.Record, 0, int64(len(l.records))-erased) // readers may hold the old slice
	for _, r := range l.records {
		if r.Stream != name {
			kept = append(kept, r)
		}
	}
	l.records = kept
	return erased
}

// Archive is the method of [eventstore.Archiver].
func (s *Store) Archive(ctx context.Context, name string, through int64) (int64, error) {
	if err := s.take(ctx); err != nil {
		return 0, err
	}
	defer s.give()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return 0, err
	}
	through = min(through, s.log.version(name))
	kept, ok := s.log.streams[name]
	if !ok || through <= kept.archived {
		return 0, nil
	}
	before := kept.archived
	kept.archived = through
	return through - before, nil
}
