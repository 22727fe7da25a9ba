package data

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Repository keeps objects of one kind. In a unit of work it hands out one object
// per id, and what it is told to write is stored when the unit commits; outside of
// one, each call stands for itself. It is safe for concurrent use; the objects are
// not.
type Repository[T, K any] interface {
	// Get returns the object, or an errs.KindNotFound with the code of the
	// repository, such as "order_not_found".
	Get(ctx context.Context, id K) (T, error)
	// Add stores a new object. An id that exists is a [*DuplicateError], as is a
	// value that a unique index holds already.
	Add(ctx context.Context, object T) error
	// Update stores what changed in an object. One that somebody else changed since
	// it was loaded is a [*StaleError]. Updating an aggregate that recorded nothing
	// writes nothing and makes sure of just that. In a unit, the state at the commit
	// counts, so changes after the call are stored too; an object that is changed and
	// never updated is a [*ForgottenError].
	Update(ctx context.Context, object T) error
	// Remove removes an object, under the conditions of Update.
	Remove(ctx context.Context, object T) error
	// Find returns the objects that the query asks for, in its order. In a unit,
	// that is as if what the unit wrote was stored already.
	Find(ctx context.Context, q query.Query) (query.Page[T], error)
}

// NewRepository returns the repository that keeps aggregates in the store as
// documents of their state. T is the pointer to the aggregate and K what its id is
// called in Go:
//
//	orders, err := data.NewRepository[*domain.Order, string](store, data.Config{
//		Collection: "orders",
//		Unique:     []data.Index{{Fields: []string{"number"}}},
//	})
//
// It fails, with every fault at once, when the config is not sound, the state has
// fields that would not be stored, or the collection is defined differently already.
func NewRepository[T aggregate.Aggregate, K ~string](store Store, config Config) (Repository[T, K], error) {
	kind := reflect.TypeFor[T]()
	if kind.Kind() != reflect.Pointer {
		return nil, fmt.Errorf("a repository of %s: use the pointer to the aggregate, such as *Order", kind)
	}
	fresh := func() T { return reflect.New(kind.Elem()).Interface().(T) }
	state := reflect.TypeOf(aggregate.StateOf(fresh()))
	c, err := newCollection(store, config, state)
	if err != nil {
		return nil, err
	}
	return &repository[T, K]{
		collection: c,
		wrap:       func(a T) object { return aggregateObject{a, c.codec} },
		restore: func(r Record) (T, error) {
			a := fresh()
			err := aggregate.Restore(a, r.Version, func(state any) error { return c.codec.decode(r.Body, state) })
			return a, err
		},
	}, nil
}

// collection is what a repository knows apart from types: where, under which
// definition and in which encoding its objects are kept.
type collection struct {
	Config
	store Store
	codec *codec
}

func newCollection(store Store, config Config, state reflect.Type) (*collection, error) {
	c := &collection{Config: config.WithDefaults(), store: store, codec: newCodec(config.UnknownFields)}
	faults := []error{c.collection().Check()}
	for _, field := range unstored(state) {
		faults = append(faults, fmt.Errorf("%s is not exported and would not be stored; export it, or tag it `json:\"-\"`", field))
	}
	if store == nil || !comparableStore(store) {
		faults = append(faults, fmt.Errorf("the store is %T; use a pointer, by which units of work tell stores apart", store))
	}
	err := errors.Join(faults...)
	if err == nil {
		err = store.Define(c.collection())
	}
	if err != nil {
		return nil, fmt.Errorf("repository of %q: %w", c.Collection, err)
	}
	return c, nil
}

func (c *collection) notFound(id string) error {
	return errs.NotFound(c.NotFound, "%s %q does not exist", c.Singular, id)
}

// broken is the error for a stored document that does not fit the Go type, or the
// other way round.
func (c *collection) broken(verb, id string, err error) error {
	return fmt.Errorf("%s %s %q: %w", verb, c.Singular, id, err)
}

// repository is the typed border of a collection. It is safe for concurrent use.
type repository[T any, K ~string] struct {
	*collection
	wrap    func(T) object
	restore func(Record) (T, error)
}

// Get is the method of [Repository].
func (r *repository[T, K]) Get(ctx context.Context, id K) (found T, err error) {
	err = r.work(ctx, func(s *session) error {
		found, err = r.get(ctx, s, string(id))
		return err
	})
	return found, err
}

func (r *repository[T, K]) get(ctx context.Context, s *session, id string) (none T, err error) {
	if e := s.entry(r.collection, id); e != nil {
		if e.gone() {
			return none, r.notFound(id)
		}
		return r.typed(e)
	}
	records, err := r.store.Load(ctx, r.Collection, []string{id})
	if err != nil {
		return none, r.broken("load", id, err)
	}
	if len(records) == 0 {
		return none, r.notFound(id)
	}
	return r.admit(s, records[0])
}

// admit returns the object for a record that was read: the one the session has
// under the id, or a new one.
func (r *repository[T, K]) admit(s *session, record Record) (none T, err error) {
	if e := s.entry(r.collection, record.ID); e != nil {
		return r.typed(e)
	}
	restored, err := r.restore(record)
	if err != nil {
		return none, r.broken("load", record.ID, err)
	}
	if err := s.track(r.collection, r.wrap(restored), record); err != nil {
		return none, r.broken("load", record.ID, err)
	}
	return restored, nil
}

// typed returns the object of an entry, which another repository of the same
// collection may have loaded as something else.
func (r *repository[T, K]) typed(e *entry) (T, error) {
	found, ok := e.object.pointer().(T)
	if !ok {
		return found, fmt.Errorf("%s %q is in the unit of work as a %T already and cannot be a %s as well",
			r.Singular, e.id, e.object.pointer(), reflect.TypeFor[T]())
	}
	return found, nil
}

// Add is the method of [Repository].
func (r *repository[T, K]) Add(ctx context.Context, added T) error {
	return r.within(ctx, add, func(s *session) error {
		if err := s.admit(r.collection); err != nil {
			return err
		}
		return s.add(r.collection, r.wrap(added))
	})
}

// Update is the method of [Repository].
func (r *repository[T, K]) Update(ctx context.Context, updated T) error {
	return r.work(ctx, func(s *session) error { return s.update(r.collection, r.wrap(updated)) })
}

// Remove is the method of [Repository].
func (r *repository[T, K]) Remove(ctx context.Context, removed T) error {
	return r.work(ctx, func(s *session) error { return s.remove(r.collection, r.wrap(removed)) })
}

// Find is the method of [Repository].
func (r *repository[T, K]) Find(ctx context.Context, q query.Query) (page query.Page[T], err error) {
	err = r.work(ctx, func(s *session) error {
		records, total, err := s.find(ctx, r.collection, q)
		if err != nil {
			return fmt.Errorf("find %s: %w", r.Collection, err)
		}
		items := make([]T, len(records))
		for i, record := range records {
			if items[i], err = r.admit(s, record); err != nil {
				return err
			}
		}
		page = query.PageOf(q, items, total)
		page.Next, err = next(q, records, total)
		return err
	})
	return page, err
}
