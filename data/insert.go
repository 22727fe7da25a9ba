package data

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Insert adds a document whose version nobody has to know, as
//
//	documents.Add(ctx, data.NewDocument(value))
//
// does, in a half of the time where a unit of work has thousands of them. That the unit adds an
// id twice it may find out at the commit only.
func Insert[T any, K ~string](ctx context.Context, to Repository[*Document[T], K], value T) error {
	r, ok := to.(*documents[T, K])
	if !ok {
		return to.Add(ctx, NewDocument(value))
	}
	return r.within(ctx, add, func(s *session) error {
		f, ok := s.fresh[r.Collection].(*values[T])
		if !ok {
			if s.alone || s.fresh[r.Collection] != nil || s.entries[r.Collection] != nil {
				return s.add(r.collection, r.wrap(NewDocument(value)))
			}
			f = &values[T]{collection: r.collection, object: func(value T) object { return r.wrap(NewDocument(value)) }}
			if s.fresh == nil {
				s.fresh = make(map[string]fresh, 1)
			}
			s.fresh[r.Collection] = f
		}
		return f.add(string(r.key(&value)), value)
	})
}

// fresh are documents of a collection that were inserted in a session which knows nothing
// else of the collection. As soon as somebody asks, they become entries like all others.
type fresh interface {
	of() *collection
	// admit makes entries of them.
	admit(s *session) error
	// write appends what is to be written for them.
	write(writes []Write) ([]Write, error)
}

// values are fresh documents of type T.
type values[T any] struct {
	*collection
	rows   []row[T]
	object func(T) object
}

type row[T any] struct {
	id    string
	value T
}

func (v *values[T]) of() *collection { return v.collection }

func (v *values[T]) add(id string, value T) error {
	if id == "" {
		return v.broken("add", id, errNoID)
	}
	v.rows = append(v.rows, row[T]{id, value})
	return nil
}

func (v *values[T]) admit(s *session) error {
	for _, r := range v.rows {
		if err := s.add(v.collection, v.object(r.value)); err != nil {
			return err
		}
	}
	return nil
}

func (v *values[T]) write(writes []Write) ([]Write, error) {
	w := v.codec.writer()
	defer w.free()
	writes = slices.Grow(writes, len(v.rows))
	last := -1
	for _, at := range v.order() {
		r := &v.rows[at]
		if last >= 0 && v.rows[last].id == r.id {
			return nil, &DuplicateError{Collection: v.Collection, Index: IndexID, ID: r.id}
		}
		last = int(at)
		body, err := w.encode(&r.value)
		if err != nil {
			return nil, v.broken("store", r.id, err)
		}
		writes = append(writes, Write{Op: Put, Collection: v.Collection, ID: r.id, Version: 1, Body: body})
	}
	return writes, nil
}

// order returns where the rows are, by their ids.
func (v *values[T]) order() []int32 {
	order := make([]int32, len(v.rows))
	for i := range order {
		order[i] = int32(i) //nolint:gosec // more would not fit into one commit
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(v.rows[a].id, v.rows[b].id) })
	return order
}

// admit has the session treat the fresh documents of the collection as all others.
func (s *session) admit(c *collection) error {
	f := s.fresh[c.Collection]
	if f == nil {
		return nil
	}
	delete(s.fresh, c.Collection)
	err := f.admit(s)
	s.fault = cmp.Or(s.fault, err)
	return err
}

// writer encodes one value after the other.
type writer struct {
	buffer  bytes.Buffer
	encoder *jsontext.Encoder
	pool    *sync.Pool
	space   []byte // that bodies are put into
}

// spaced is how many bytes are allocated for bodies at once.
const spaced = 16 << 10

func (c *codec) writer() *writer {
	w, ok := c.writers.Get().(*writer)
	if !ok {
		w = &writer{pool: &c.writers}
		w.encoder = jsontext.NewEncoder(&w.buffer, c.encoding)
	}
	return w
}

func (w *writer) free() {
	if w.space = nil; w.pool != nil {
		w.pool.Put(w)
	}
}

// encode returns what codec.encode does.
func (w *writer) encode(value any) ([]byte, error) {
	w.buffer.Reset()
	if err := json.MarshalEncode(w.encoder, value); err != nil {
		w.pool = nil // it may be in the middle of a value
		return nil, err
	}
	body := w.buffer.Bytes()
	body = body[:len(body)-1] // without the line break
	if len(body) > cap(w.space)-len(w.space) {
		w.space = make([]byte, 0, max(spaced, len(body)))
	}
	begin := len(w.space)
	w.space = append(w.space, body...)
	return w.space[begin:len(w.space):len(w.space)], nil
}
