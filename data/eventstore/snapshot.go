package eventstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// Snapshots say when a repository keeps the state of an aggregate beside its events. A
// snapshot is taken after a commit, replaces the one before, and changes no answer:
// one that does not fit is passed over. They are documents of the collection
// "<collection>_snapshots".
type Snapshots struct {
	// Every takes a snapshot when the version passes a multiple of it, or when so many
	// events had to be folded to load the aggregate. 0 is never.
	Every int
	// Age takes a snapshot when the one before, or without one the first event, is older
	// than this. It is looked at where an aggregate is loaded and changed in one unit of
	// work. 0 is never.
	Age time.Duration
	// Schema is the version of the state, to be raised whenever the same events would
	// fold to another state: snapshots of other versions are passed over.
	Schema int
	// OnError is told when a snapshot could not be read or taken, which fails nothing
	// else. Nil tells nobody.
	OnError func(ctx context.Context, err error)
}

// snapshot is the body of the document.
type snapshot struct {
	Schema int             `json:"schema"`
	Event  string          `json:"event"` // the id of the last one folded
	At     time.Time       `json:"at"`    // when that happened
	State  json.RawMessage `json:"state"`
}

func (s Snapshots) enabled() bool { return s.Every > 0 || s.Age > 0 }

func (s Snapshots) check() error {
	if s.Every < 0 || s.Age < 0 {
		return errors.New("snapshots: Every and Age cannot be negative; 0 is never")
	}
	return nil
}

// due reports whether a snapshot of an entry that was in a version before is to be taken.
func (s Snapshots) due(e *entry, before int64) bool {
	every := int64(s.Every)
	switch {
	case e.expected == before:
		return false
	case every > 0 && e.expected/every > before/every:
		return true
	case e.loaded == nil:
		return false
	case every > 0 && int64(e.loaded.replayed)+e.expected-before >= every:
		return true
	}
	return s.Age > 0 && !e.loaded.since.IsZero() && time.Since(e.loaded.since) > s.Age
}

func (s *settings) snapshotCollection() string { return s.Collection + "_snapshots" }

func (s *settings) defineSnapshots() error {
	var faults []error
	for _, field := range data.Unstored(reflect.TypeOf(aggregate.StateOf(s.fresh()))) {
		faults = append(faults, fmt.Errorf("%s is not exported and would not be in a snapshot; export it, or tag it `json:\"-\"`", field))
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	return s.store.Define(data.Collection{Name: s.snapshotCollection()})
}

// failed tells about an error that changes nothing but the time that the next load takes.
func (s *settings) failed(ctx context.Context, verb, id string, err error) {
	if err != nil && s.snapshots.OnError != nil {
		s.snapshots.OnError(ctx, fmt.Errorf("%s the snapshot of %s %q: %w", verb, s.Singular, id, err))
	}
}

// load folds an aggregate, beginning with its snapshot where there is one that fits.
func (s *settings) load(ctx context.Context, id string) (*fold, error) {
	if s.snapshots.enabled() {
		f, ok, err := s.loadSnapshot(ctx, id)
		s.failed(ctx, "read", id, err)
		if ok {
			return f, f.check()
		}
	}
	f := s.fold(id)
	if err := f.read(ctx, ReadOptions{}); err != nil {
		return nil, err
	}
	return f, f.check()
}

// loadSnapshot folds from the snapshot on. It is not ok when there is none, or when
// the log does not have the event that it was taken at any more.
func (s *settings) loadSnapshot(ctx context.Context, id string) (f *fold, ok bool, err error) {
	version, kept, err := s.storedSnapshot(ctx, id)
	if err != nil || version == 0 || kept.Schema != s.snapshots.Schema {
		return nil, false, err
	}
	f = s.fold(id)
	if err := aggregate.Restore(f.aggregate, version, func(state any) error { return data.Decode(kept.State, state) }); err != nil {
		return nil, false, err
	}
	f.version, f.alive, f.since = version, true, kept.At
	known := false
	for r, err := range s.log.ReadStream(ctx, s.Stream(id), ReadOptions{From: version, Archived: true}) {
		switch {
		case err != nil:
		case !known:
			known = r.Version == version && r.ID == kept.Event
			if !known {
				return nil, false, nil
			}
		default:
			err = f.add(r)
		}
		if err != nil {
			return nil, false, err
		}
	}
	return f, known, nil
}

func (s *settings) storedSnapshot(ctx context.Context, id string) (int64, snapshot, error) {
	var kept snapshot
	records, err := s.store.Load(ctx, s.snapshotCollection(), []string{id})
	if err != nil || len(records) == 0 {
		return 0, kept, err
	}
	return records[0].Version, kept, data.Decode(records[0].Body, &kept)
}

// snapshot takes one of an entry that was stored, if it is due.
func (p *part) snapshot(ctx context.Context, e *entry, before int64) {
	if p.snapshots.due(e, before) {
		p.failed(ctx, "take", e.id, p.take(ctx, e))
	}
}

func (p *part) take(ctx context.Context, e *entry) error {
	stored, old, err := p.storedSnapshot(ctx, e.id)
	if err != nil || stored >= e.expected && old.Schema == p.snapshots.Schema {
		return err
	}
	taken := snapshot{Schema: p.snapshots.Schema}
	for r, err := range p.log.ReadStream(ctx, p.Stream(e.id), ReadOptions{From: e.expected, Limit: 1, Archived: true}) {
		if err != nil {
			return err
		}
		taken.Event, taken.At = r.ID, r.At
	}
	if taken.State, err = data.Encode(aggregate.StateOf(e.aggregate)); err != nil {
		return err
	}
	body, err := data.Encode(taken)
	if err != nil {
		return err
	}
	return p.store.Commit(ctx, data.Batch{Writes: []data.Write{{
		Op: data.Put, Collection: p.snapshotCollection(), ID: e.id, Expected: stored, Version: e.expected, Body: body,
	}}})
}

// eraseSnapshot returns what deletes the snapshot, nothing where there is none.
func (s *settings) eraseSnapshot(ctx context.Context, id string) ([]data.Write, error) {
	if !s.snapshots.enabled() {
		return nil, nil
	}
	version, _, err := s.storedSnapshot(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("look for its snapshot: %w", err)
	}
	if version == 0 {
		return nil, nil
	}
	return []data.Write{{Op: data.Delete, Collection: s.snapshotCollection(), ID: id, Expected: version}}, nil
}
