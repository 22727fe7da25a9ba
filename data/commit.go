package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

// ForgottenError says that an object was loaded and changed in a unit of work and
// never given to Update, so that the change would be lost without a word. It is a
// mistake of the program, and the unit is not committed.
type ForgottenError struct {
	Collection string
	ID         string
	// Events are the names of the events that the aggregate recorded; a document has
	// none.
	Events []string
}

// Error says what was forgotten and what to do.
func (e *ForgottenError) Error() string {
	what := "changed"
	if len(e.Events) > 0 {
		what = "changed by " + strings.Join(e.Events, ", ")
	}
	return fmt.Sprintf("%s %q was %s in the unit of work and not given to Update; call Update, or return an error to give the change up",
		singular(e.Collection), e.ID, what)
}

// Commit is the method of uow.Participant.
func (s *session) Commit(ctx context.Context) error {
	batch, err := s.batch()
	if err != nil {
		return err
	}
	if err := uow.Settled(ctx); err != nil {
		return err
	}
	if err := s.commit(ctx, batch); err != nil {
		return s.explain(err)
	}
	s.settle()
	for _, p := range s.joined {
		p.Settle(ctx)
	}
	return nil
}

// batch returns what the session and its parts write.
func (s *session) batch() (batch Batch, err error) {
	if err := cmp.Or(s.fault, s.forgotten()); err != nil {
		return Batch{}, err
	}
	batch = Batch{Writes: make([]Write, 0, len(s.written)+len(s.joined))}
	for _, e := range s.written {
		if e.fate == dropped {
			continue
		}
		w, err := e.write()
		if err != nil {
			return Batch{}, e.broken("store", e.id, err)
		}
		if w.Op == Put {
			e.put = w.Version
		}
		batch.Writes = append(batch.Writes, w)
	}
	for _, name := range slices.Sorted(maps.Keys(s.fresh)) {
		if batch.Writes, err = s.fresh[name].write(batch.Writes); err != nil {
			return Batch{}, err
		}
	}
	for _, p := range s.joined {
		writes, err := p.Writes()
		if err != nil {
			return Batch{}, err
		}
		batch.Writes = append(batch.Writes, writes...)
	}
	return batch, nil
}

// explain says why the store refused the batch in the words of the one it is about. A
// [*DuplicateError] gets the code that its index was declared with.
func (s *session) explain(err error) error {
	for _, p := range s.joined {
		err = p.Explain(err)
	}
	duplicate, ok := errors.AsType[*DuplicateError](err)
	if !ok {
		return err
	}
	for _, e := range s.written {
		duplicate.name(e.collection)
	}
	for _, f := range s.fresh {
		duplicate.name(f.of())
	}
	return err
}

// name gives the error the code with which the collection declares its index, where it is about one.
func (e *DuplicateError) name(c *collection) {
	for _, index := range c.Unique {
		if c.Collection == e.Collection && index.Name == e.Index {
			e.Code = index.Code
		}
	}
}

// forgotten returns a [*ForgottenError] for the first object that needs one.
func (s *session) forgotten() error {
	for _, e := range s.tracked {
		if e.fate != kept {
			continue
		}
		changed, err := e.object.changed(e.image)
		if err != nil {
			return e.broken("look for changes in", e.id, err)
		}
		if changed {
			return &ForgottenError{Collection: e.Collection, ID: e.id, Events: eventNames(e.object.pending())}
		}
	}
	return nil
}

// write returns what the store is to do about the entry.
func (e *entry) write() (Write, error) {
	w := Write{Collection: e.Collection, ID: e.id, Expected: e.object.stored(), Stream: e.object.stream(e.Config)}
	if id := e.object.id(); id != e.id {
		return w, fmt.Errorf("its id was changed to %q; an id stays for life", id)
	}
	if e.fate == removed {
		w.Op, w.Events = Delete, e.object.pending()
		if w.Stream != "" {
			w.Events = append(w.Events, Removed{})
		}
		return w, nil
	}
	if !e.object.due() {
		w.Op = Check
		return w, nil
	}
	body, err := e.object.encode()
	w.Op, w.Version, w.Body, w.Events = Put, e.object.next(), body, e.object.pending()
	return w, err
}

// settle tells the objects that were put that they are stored.
func (s *session) settle() {
	for _, e := range s.written {
		if e.put > 0 {
			e.object.settle(e.put)
		}
	}
}
