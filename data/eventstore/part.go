package eventstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// part is what a unit of work knows of the aggregates of one category. It is used by one
// goroutine at a time.
type part struct {
	*settings
	alone   bool // in no unit, so that nothing read is kept
	entries map[string]*entry
	tracked []*entry // in the order in which they came
	written []*entry // in the order in which they were first written
}

var _ data.Part = (*part)(nil)

// entry is an aggregate in a part.
type entry struct {
	id        string
	aggregate aggregate.Aggregate
	expected  int64 // the version of the stream
	fate      fate
	told      int          // how many of the pending events were handed out
	loaded    *fold        // nil when the part did not load it
	erasing   []data.Write // of one that is erased, whose aggregate may be nil
}

// fate is what becomes of an entry at the commit.
type fate uint8

const (
	kept    fate = iota // only read
	added               // its stream begins, or begins again
	updated             // what it recorded is appended, or its version checked
	removed             // data.Removed is appended as well
	dropped             // added and removed again
	erased              // its stream is deleted
)

func (e *entry) gone() bool { return e.fate >= removed }

// partKey makes repositories of the same streams share their aggregates.
type partKey struct{ category string }

// work calls fn with the part of the unit of work in ctx.
func (s *settings) work(ctx context.Context, fn func(p *part) error) error {
	create := func(alone bool) *part { return &part{settings: s, alone: alone, entries: map[string]*entry{}} }
	return data.Join(ctx, s.store, partKey{s.Stream("")}, create, fn)
}

func (p *part) track(e *entry) *entry {
	if !p.alone || e.loaded == nil {
		p.entries[e.id] = e
		p.tracked = append(p.tracked, e)
	}
	return e
}

func (p *part) write(e *entry, f fate) {
	if e.fate == kept {
		p.written = append(p.written, e)
	}
	e.fate = f
}

func (p *part) notFound(id string) error {
	return errs.NotFound(p.NotFound, "%s %q does not exist", p.Singular, id)
}

func (p *part) broken(verb, id string, err error) error {
	return fmt.Errorf("%s %s %q: %w", verb, p.Singular, id, err)
}

func (p *part) get(ctx context.Context, id string) (*entry, error) {
	if e, ok := p.entries[id]; ok {
		if e.gone() {
			return nil, p.notFound(id)
		}
		return e, nil
	}
	f, err := p.load(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case !f.alive:
		return nil, p.notFound(id)
	}
	return p.admit(f), nil
}

// admit takes a loaded aggregate in, unless there is one already.
func (p *part) admit(f *fold) *entry {
	if e, ok := p.entries[f.id]; ok {
		return e
	}
	return p.track(&entry{id: f.id, aggregate: f.aggregate, expected: f.version, loaded: f})
}

// add asks how the stream ends, for one whose aggregate was removed begins again.
func (p *part) add(ctx context.Context, a aggregate.Aggregate) error {
	id := a.ID()
	switch {
	case id == "":
		return fmt.Errorf("add %s: %w", p.Singular, errNoID)
	case a.Version() == 0:
		return p.broken("add", id, errNoEvent)
	}
	if e, ok := p.entries[id]; ok && e.gone() {
		return p.broken("add", id, errRemoved)
	}
	duplicate := &data.DuplicateError{Collection: p.Collection, Index: data.IndexID, ID: id}
	if _, ok := p.entries[id]; ok || aggregate.StoredVersion(a) > 0 {
		return duplicate
	}
	e := &entry{id: id, aggregate: a}
	for last, err := range p.log.ReadStream(ctx, p.Stream(id), ReadOptions{Backwards: true, Limit: 1, Archived: true}) {
		if err != nil {
			return p.broken("add", id, err)
		}
		if JoinName(last.Type, last.SchemaVersion) != (data.Removed{}).EventName() {
			return duplicate
		}
		e.expected = last.Version
	}
	p.write(p.track(e), added)
	return nil
}

func (p *part) update(a aggregate.Aggregate) error {
	e, err := p.present(a)
	if err == nil && e.fate == kept {
		p.write(e, updated)
	}
	return err
}

func (p *part) remove(a aggregate.Aggregate) error {
	e, err := p.present(a)
	switch {
	case err != nil:
		return err
	case e.fate == added:
		e.fate = dropped
	default:
		p.write(e, removed)
	}
	return nil
}

// erase forgets what else was to be written about the aggregate.
func (p *part) erase(ctx context.Context, id string) error {
	e, ok := p.entries[id]
	if ok && e.fate == erased {
		return nil
	}
	snapshot, err := p.eraseSnapshot(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		e = p.track(&entry{id: id})
	}
	p.write(e, erased)
	e.erasing = append(snapshot, data.Write{Op: data.Erase, Collection: p.Collection, ID: id, Stream: p.Stream(id)})
	return nil
}

// present returns the entry of an aggregate that is to be written. One that was loaded
// elsewhere is taken in.
func (p *part) present(a aggregate.Aggregate) (*entry, error) {
	id := a.ID()
	e := p.entries[id]
	switch {
	case e == nil && aggregate.StoredVersion(a) == 0, e != nil && e.gone():
		return nil, p.notFound(id)
	case e == nil:
		e = p.track(&entry{id: id, aggregate: a, expected: aggregate.StoredVersion(a)})
	case e.aggregate != a:
		return nil, p.broken("write", id, errTwin)
	}
	return e, nil
}

var (
	errNoID    = errors.New("it has no id")
	errNoEvent = errors.New("it has recorded no event, so there is nothing to store; an aggregate begins with an event")
	errRemoved = errors.New("it was removed in this unit of work; update an aggregate instead of removing it and adding it again")
	errTwin    = errors.New("the unit of work has another object under this id; change the one that Get or Find returned in the unit")
	errMoved   = errors.New("its id was changed; an id stays for life")
)

// Events is the method of [data.Part].
func (p *part) Events() []any {
	var events []any
	for _, e := range p.written {
		if e.fate >= dropped {
			continue
		}
		pending := e.aggregate.Pending()
		for _, event := range pending[e.told:] {
			events = append(events, event)
		}
		e.told = len(pending)
	}
	return events
}

// Writes is the method of [data.Part].
func (p *part) Writes() ([]data.Write, error) {
	for _, e := range p.tracked {
		if e.fate != kept {
			continue
		}
		if pending := e.aggregate.Pending(); len(pending) > 0 {
			return nil, &data.ForgottenError{Collection: p.Collection, ID: e.id, Events: eventNames(pending)}
		}
	}
	var writes []data.Write
	for _, e := range p.written {
		writes = append(writes, e.erasing...)
		if e.fate >= dropped {
			continue
		}
		if e.aggregate.ID() != e.id {
			return nil, p.broken("store", e.id, errMoved)
		}
		w := data.Write{Op: data.Append, Collection: p.Collection, ID: e.id, Stream: p.Stream(e.id), Expected: e.expected, Events: e.aggregate.Pending()}
		if e.fate == removed {
			w.Events = append(w.Events, data.Removed{})
		}
		writes = append(writes, w)
	}
	return writes, nil
}

func eventNames(events []aggregate.Event) []string {
	names := make([]string, len(events))
	for i, event := range events {
		names[i] = event.EventName()
	}
	return names
}

// Explain is the method of [data.Part].
func (p *part) Explain(err error) error {
	refusal, ok := errors.AsType[*VersionError](err)
	if !ok {
		return err
	}
	for _, e := range p.written {
		if p.Stream(e.id) != refusal.Stream {
			continue
		}
		if e.fate == added {
			return &data.DuplicateError{Collection: p.Collection, Index: data.IndexID, ID: e.id}
		}
		return &data.StaleError{Collection: p.Collection, ID: e.id, Expected: e.expected, Actual: refusal.Actual}
	}
	return err
}

// Settle is the method of [data.Part].
func (p *part) Settle(ctx context.Context) {
	for _, e := range p.written {
		if e.gone() {
			continue
		}
		before := e.expected
		recorded := e.aggregate.Version() - aggregate.StoredVersion(e.aggregate)
		aggregate.Settle(e.aggregate)
		e.expected += recorded
		if aggregate.StoredVersion(e.aggregate) != e.expected {
			rebase(e.aggregate, e.expected)
		}
		p.snapshot(ctx, e, before)
	}
}

// rebase gives an aggregate that goes on in the stream of a removed one the version of
// the stream.
func rebase(a aggregate.Aggregate, version int64) {
	_ = aggregate.Restore(a, version, func(state any) error { // does not fail
		reflect.ValueOf(state).Elem().Set(reflect.ValueOf(aggregate.StateOf(a)).Elem())
		return nil
	})
}
