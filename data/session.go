package data

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// session is what a unit of work knows of one store: which objects were loaded, one
// per id, and what is to become of them. It is used by one goroutine at a time.
type session struct {
	store   Store
	alone   bool                         // in no unit, so that nothing read is kept
	entries map[string]map[string]*entry // by collection and id
	tracked []*entry                     // in the order in which they came
	written []*entry                     // in the order in which they were first written
	fresh   map[string]fresh             // by collection; there are no entries of it
	fault   error                        // why nothing can be committed
	parts   map[any]Part
	joined  []Part // the same in order
	open    atomic.Pointer[Transaction]
}

// entry is an object in a session.
type entry struct {
	*collection
	id     string
	object object
	body   []byte // as it was loaded; nil when the session did not load it
	image  []byte // by which a document tells whether it changed
	fate   fate
	told   int   // how many of the pending events were handed out
	put    int64 // the version that the batch stores, 0 when it stores none
}

// fate is what becomes of an entry at the commit.
type fate uint8

const (
	kept    fate = iota // only read
	added               // to be inserted
	updated             // to be replaced if it changed, else checked
	removed             // to be deleted
	dropped             // added and removed again: nothing was and nothing will be
)

func (e *entry) gone() bool { return e.fate == removed || e.fate == dropped }

// work runs fn with the session of the repository's store; see the function work.
func (c *collection) work(ctx context.Context, fn func(s *session) error) error {
	return c.within(ctx, work, func(s *session) error {
		if err := s.admit(c); err != nil {
			return err
		}
		return fn(s)
	})
}

// within is work, or add.
func (c *collection) within(
	ctx context.Context, run func(context.Context, Store, func(*session) error) error, fn func(s *session) error,
) error {
	inside := false
	err := run(ctx, c.store, func(s *session) error {
		inside = true
		return fn(s)
	})
	if err != nil && !inside {
		return fmt.Errorf("use %s: %w", c.Collection, err)
	}
	return err
}

func (s *session) entry(c *collection, id string) *entry {
	return s.entries[c.Collection][id]
}

func (s *session) insert(e *entry) {
	if s.entries == nil {
		s.entries = make(map[string]map[string]*entry, 1)
	}
	if s.entries[e.Collection] == nil {
		s.entries[e.Collection] = make(map[string]*entry, 1)
	}
	s.entries[e.Collection][e.id] = e
	s.tracked = append(s.tracked, e)
}

// track checks an object that was loaded and keeps it.
func (s *session) track(c *collection, o object, r Record) error {
	if o.id() != r.ID {
		return fmt.Errorf("it is stored under this id and says that its id is %q", o.id())
	}
	if s.alone {
		return nil
	}
	image, err := o.image(r.Body)
	s.insert(&entry{collection: c, id: r.ID, object: o, body: r.Body, image: image})
	return err
}

func (s *session) write(e *entry, f fate) {
	if e.fate == kept {
		s.written = append(s.written, e)
	}
	e.fate = f
}

func (s *session) add(c *collection, o object) error {
	id := o.id()
	switch {
	case id == "":
		return fmt.Errorf("add %s: %w", c.Singular, errNoID)
	case o.next() == 0:
		return c.broken("add", id, errNoEvent)
	}
	e := s.entry(c, id)
	if e != nil && e.gone() {
		return c.broken("add", id, errRemoved)
	}
	if e != nil || o.stored() > 0 {
		return &DuplicateError{Collection: c.Collection, Index: IndexID, ID: id}
	}
	e = &entry{collection: c, id: id, object: o}
	s.insert(e)
	s.write(e, added)
	return nil
}

func (s *session) update(c *collection, o object) error {
	e, err := s.present(c, o)
	if err != nil {
		return err
	}
	if e.fate == kept {
		s.write(e, updated)
	}
	return nil
}

func (s *session) remove(c *collection, o object) error {
	e, err := s.present(c, o)
	switch {
	case err != nil:
		return err
	case e.fate == added:
		e.fate = dropped
	default:
		s.write(e, removed)
	}
	return nil
}

// present returns the entry of an object that is to be written. One that was loaded
// elsewhere, such as before the unit began, is taken in.
func (s *session) present(c *collection, o object) (*entry, error) {
	id := o.id()
	e := s.entry(c, id)
	switch {
	case e == nil && o.stored() == 0, e != nil && e.gone():
		return nil, c.notFound(id)
	case e == nil:
		e = &entry{collection: c, id: id, object: o}
		s.insert(e)
	case e.object.pointer() != o.pointer():
		return nil, c.broken("write", id, errTwin)
	}
	return e, nil
}

var (
	errNoID    = errors.New("it has no id")
	errNoEvent = errors.New("it has recorded no event, so there is nothing to store; an aggregate begins with an event")
	errRemoved = errors.New("it was removed in this unit of work; update an object instead of removing it and adding it again")
	errTwin    = errors.New("the unit of work has another object under this id; change the one that Get or Find returned in the unit")
)

// Events is the method of uow.Participant.
func (s *session) Events() []any {
	var events []any
	for _, e := range s.written {
		if e.fate == dropped {
			continue
		}
		pending := e.object.pending()
		for _, event := range pending[e.told:] {
			events = append(events, event)
		}
		e.told = len(pending)
	}
	for _, p := range s.joined {
		events = append(events, p.Events()...)
	}
	return events
}

var _ uow.Holder = (*session)(nil)

// eventNames tells what an object recorded, for messages.
func eventNames(events []aggregate.Event) []string {
	names := make([]string, len(events))
	for i, event := range events {
		names[i] = event.EventName()
	}
	return names
}
