package memory

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
)

// Commit is the method of [data.Store].
func (s *Store) Commit(ctx context.Context, batch data.Batch) error {
	documents, err := parse(batch.Writes)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.checkVersions(ctx, batch.Writes); err != nil {
		return err
	}
	if err := s.checkUnique(batch.Writes, documents); err != nil {
		return err
	}
	s.apply(batch.Writes, documents)
	return nil
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
		if w.Op != data.Check {
			s.collections[w.Collection].release(w.ID)
		}
	}
	for i, w := range writes {
		c := s.collections[w.Collection]
		switch w.Op {
		case data.Put:
			c.documents[w.ID] = documents[i]
			c.claim(documents[i])
		case data.Delete:
			delete(c.documents, w.ID)
		}
	}
}
