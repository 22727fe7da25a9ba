package memory

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"sync"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Store is a [data.Store] and an [eventstore.Store] in memory. It is safe for concurrent use; commits run one
// after the other, and what it returns is always a copy.
type Store struct {
	turn chan struct{} // holds a token while somebody writes, or a transaction keeps others from it

	mu          sync.RWMutex
	closed      bool
	collections map[string]*collection
	log         log
}

var (
	_ data.Store          = (*Store)(nil)
	_ eventstore.Store    = (*Store)(nil)
	_ eventstore.Eraser   = (*Store)(nil)
	_ eventstore.Archiver = (*Store)(nil)
	_ data.Driver         = Open
)

// collection holds the documents of one kind.
type collection struct {
	definition data.Collection
	documents  map[string]document
	unique     []uniqueIndex
}

// document is never changed, only replaced.
type document struct {
	data.Record
	parsed query.Document
	// keys are the values in each unique index of the collection, by position; an
	// empty one takes no part.
	keys []string
}

// New returns an empty store.
func New() *Store {
	return &Store{turn: make(chan struct{}, 1), collections: make(map[string]*collection), log: newLog()}
}

// Open returns a new, empty store for the URL "memory:".
func Open(_ context.Context, url string) (data.Store, error) {
	if url != "memory:" {
		return nil, errs.Invalid("invalid_store_url", "a store in memory has no name; its URL is \"memory:\" and no more")
	}
	return New(), nil
}

// Define is the method of [data.Store].
func (s *Store) Define(c data.Collection) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if existing, ok := s.collections[c.Name]; ok {
		if !reflect.DeepEqual(existing.definition, c) {
			return errs.Internal("collection_redefined",
				"the collection %q is defined twice, with different indexes; give both definitions the same ones", c.Name)
		}
		return nil
	}
	if err := c.Check(); err != nil {
		return err
	}
	s.collections[c.Name] = newCollection(c)
	return nil
}

func newCollection(c data.Collection) *collection {
	defined := &collection{definition: c, documents: make(map[string]document)}
	for _, index := range c.Unique {
		defined.unique = append(defined.unique, uniqueIndex{Index: index, owners: make(map[string]string)})
	}
	return defined
}

// Load is the method of [data.Store].
func (s *Store) Load(ctx context.Context, name string, ids []string) ([]data.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, err := s.open(ctx, name)
	if err != nil {
		return nil, err
	}
	records := make([]data.Record, 0, len(ids))
	for _, id := range ids {
		if d, ok := c.documents[id]; ok {
			records = append(records, d.copied())
		}
	}
	return records, nil
}

// Query is the method of [data.Store].
func (s *Store) Query(ctx context.Context, name string, q query.Query) (data.Found, error) {
	if err := q.Err(); err != nil {
		return data.Found{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, err := s.open(ctx, name)
	if err != nil {
		return data.Found{}, err
	}
	all := make([]query.Document, 0, len(c.documents))
	for _, d := range c.documents {
		all = append(all, d.parsed)
	}
	page, total := q.Apply(all)
	found := data.Found{Records: make([]data.Record, len(page)), Total: total}
	for i, d := range page {
		found.Records[i] = c.documents[d.ID()].copied()
	}
	return found, nil
}

// Ping is the method of [data.Store].
func (s *Store) Ping(ctx context.Context) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.usable(ctx)
}

// Close is the method of [data.Store]. It forgets everything.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.log.wake() // those who wait are told
		s.closed, s.collections, s.log = true, nil, newLog()
	}
	return nil
}

var errClosed = errs.Unavailable("store_closed", "the store in memory is closed")

// usable returns an error unless an operation may begin.
func (s *Store) usable(ctx context.Context) error {
	if s.closed {
		return errClosed
	}
	return ctx.Err()
}

// open returns the collection for an operation that may begin.
func (s *Store) open(ctx context.Context, name string) (*collection, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	c, ok := s.collections[name]
	if !ok {
		return nil, errs.Internal("collection_unknown", "the collection %q is not defined; call Define before it is used", name)
	}
	return c, nil
}

func (d document) copied() data.Record {
	r := d.Record
	r.Body = bytes.Clone(r.Body)
	return r
}

// newDocument parses what a write is to store.
func newDocument(w data.Write) (document, error) {
	parsed, err := query.NewDocument(w.ID, w.Body)
	return document{
		Record: data.Record{ID: w.ID, Version: w.Version, Body: slices.Clip(w.Body)},
		parsed: parsed,
	}, err
}
