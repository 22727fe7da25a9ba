package memory

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Commit is the method of [data.Store]. The events of the writes are appended to the
// log in the same step.
func (s *Store) Commit(ctx context.Context, batch data.Batch) error {
	return s.carryOut(ctx, batch, false)
}

// carryOut commits, in the turn of the caller or in one of its own.
func (s *Store) carryOut(ctx context.Context, batch data.Batch, inTurn bool) error {
	documents, err := parse(batch.Writes)
	if err != nil {
		return err
	}
	events, err := eventstore.BatchesOf(ctx, batch.Writes)
	if err != nil {
		return err
	}
	if !inTurn {
		if err := s.take(ctx); err != nil {
			return err
		}
		defer s.give()
	}
	commit, err := s.commit(ctx, batch.Writes, documents, events)
	if err == nil {
		eventstore.Advance(ctx, commit.Position)
	}
	return err
}

func (s *Store) commit(
	ctx context.Context, writes []data.Write, documents []document, events []eventstore.Batch,
) (none eventstore.Commit, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return none, err
	}
	if err := s.checkVersions(ctx, writes); err != nil {
		return none, err
	}
	if err := s.log.check(events); err != nil {
		return none, err
	}
	if err := s.checkUnique(writes, documents); err != nil {
		return none, err
	}
	s.apply(writes, documents)
	return s.log.append(events), nil
}

// parse does the part of the work that needs no lock.
func parse(writes []data.Write) ([]document, error) {
	documents := make([]document, len(writes))
	for i, w := range writes {
		if w.Op != data.Put {
			continue
		}
		d, err := newDocument(w)
		if err != nil {
			return nil, fmt.Errorf("store in %q: %w", w.Collection, err)
		}
		documents[i] = d
	}
	return documents, nil
}

func (s *Store) checkVersions(ctx context.Context, writes []data.Write) error {
	for _, w := range writes {
		if !w.Op.OfDocument() {
			continue
		}
		c, err := s.open(ctx, w.Collection)
		if err != nil {
			return err
		}
		actual := c.documents[w.ID].Version
		switch {
		case actual == w.Expected:
		case w.Expected == 0 && w.Op == data.Put:
			return &data.DuplicateError{Collection: w.Collection, Index: data.IndexID, ID: w.ID}
		default:
			return &data.StaleError{Collection: w.Collection, ID: w.ID, Expected: w.Expected, Actual: actual}
		}
	}
	return nil
}

// apply carries out writes that were checked.
func (s *Store) apply(writes []data.Write, documents []document) {
	for _, w := range writes {
		if w.Op == data.Put || w.Op == data.Delete {
			s.collections[w.Collection].release(w.ID)
		}
	}
	for i, w := range writes {
		switch w.Op {
		case data.Put:
			c := s.collections[w.Collection]
			c.documents[w.ID] = documents[i]
			c.claim(documents[i])
		case data.Delete:
			delete(s.collections[w.Collection].documents, w.ID)
		case data.Erase:
			s.log.erase(w.Stream)
		}
	}
}
