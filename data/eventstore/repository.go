package eventstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Config says how a repository keeps aggregates as events.
type Config struct {
	// Collection is the plural of what is kept: "accounts". Required; the words of a
	// data.Collection.
	Collection string
	// Singular and NotFound are as in data.Config: "account" and "account_not_found".
	// The streams are named by Singular: "account-42".
	Singular string
	NotFound string
	// Registry knows the events. Required.
	Registry *Registry
	// Snapshots say when to keep the state as well, to read fewer events. The zero
	// value is never.
	Snapshots Snapshots
}

// Repository keeps aggregates as their events, and folds them to load one. It is a
// data.Repository, takes part in units of work together with those over the same
// store, and is safe for concurrent use; the aggregates are not.
//
// An aggregate that was removed has [data.Removed] as its last event. One that is added
// under its id goes on in the same stream, and with its versions.
type Repository[T aggregate.Aggregate, K ~string] struct {
	*settings
	fresh func() T
}

var _ data.Repository[aggregate.Aggregate, string] = (*Repository[aggregate.Aggregate, string])(nil)

// settings are what a repository knows apart from types.
type settings struct {
	data.Config
	store     data.Store
	log       Store
	registry  *Registry
	snapshots Snapshots
	fresh     func() aggregate.Aggregate
}

// Of returns the log of a store, or an error when it keeps none.
func Of(store data.Store) (Store, error) {
	log, ok := store.(Store)
	if !ok {
		return nil, fmt.Errorf("a %T keeps no log of events; use a store that is an eventstore.Store", store)
	}
	return log, nil
}

// NewRepository returns the repository that keeps aggregates in the log of the store.
// T is the pointer to the aggregate and K what its id is called in Go:
//
//	accounts, err := eventstore.NewRepository[*bank.Account, string](store, eventstore.Config{
//		Collection: "accounts",
//		Registry:   registry,
//		Snapshots:  eventstore.Snapshots{Every: 100},
//	})
//
// It fails, with every fault at once, when the config is not sound, or the store keeps
// no log.
func NewRepository[T aggregate.Aggregate, K ~string](store data.Store, config Config) (*Repository[T, K], error) {
	kind := reflect.TypeFor[T]()
	if kind.Kind() != reflect.Pointer {
		return nil, fmt.Errorf("a repository of %s: use the pointer to the aggregate, such as *Account", kind)
	}
	fresh := func() T { return reflect.New(kind.Elem()).Interface().(T) }
	s := &settings{
		Config:    data.Config{Collection: config.Collection, Singular: config.Singular, NotFound: config.NotFound}.WithDefaults(),
		store:     store,
		registry:  config.Registry,
		snapshots: config.Snapshots,
		fresh:     func() aggregate.Aggregate { return fresh() },
	}
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("event-sourced repository of %q: %w", config.Collection, err)
	}
	return &Repository[T, K]{settings: s, fresh: fresh}, nil
}

// open checks the settings and makes ready what they ask for.
func (s *settings) open() error {
	log, err := Of(s.store)
	s.log = log
	faults := []error{err, data.Collection{Name: s.Collection}.Check(), s.snapshots.check()}
	if s.registry == nil {
		faults = append(faults, errors.New("it has no registry, by which stored events are read; make one by NewRegistry"))
	}
	if err := errors.Join(faults...); err != nil || !s.snapshots.enabled() {
		return err
	}
	return s.defineSnapshots()
}

// Get is the method of [data.Repository].
func (r *Repository[T, K]) Get(ctx context.Context, id K) (found T, err error) {
	err = r.work(ctx, func(p *part) error {
		e, err := p.get(ctx, string(id))
		if err != nil {
			return err
		}
		found, err = r.typed(e)
		return err
	})
	return found, err
}

// typed returns the aggregate of an entry, which another repository of the same streams
// may have loaded as something else.
func (r *Repository[T, K]) typed(e *entry) (T, error) {
	found, ok := e.aggregate.(T)
	if !ok {
		return found, fmt.Errorf("%s %q is in the unit of work as a %T already and cannot be a %s as well",
			r.Singular, e.id, e.aggregate, reflect.TypeFor[T]())
	}
	return found, nil
}

// Add is the method of [data.Repository].
func (r *Repository[T, K]) Add(ctx context.Context, added T) error {
	return r.work(ctx, func(p *part) error { return p.add(ctx, added) })
}

// Update is the method of [data.Repository].
func (r *Repository[T, K]) Update(ctx context.Context, updated T) error {
	return r.work(ctx, func(p *part) error { return p.update(updated) })
}

// Remove is the method of [data.Repository]. The events stay; see [Repository.Erase].
func (r *Repository[T, K]) Remove(ctx context.Context, removed T) error {
	return r.work(ctx, func(p *part) error { return p.remove(removed) })
}

// Find is the method of [data.Repository]. It folds every aggregate there is to look at
// its state, which suits tests and some hundreds of aggregates. For more, keep a read
// model, or keep the aggregates as documents, whose events are in the log as well.
func (r *Repository[T, K]) Find(ctx context.Context, q query.Query) (page query.Page[T], err error) {
	err = r.work(ctx, func(p *part) error {
		entries, total, err := p.find(ctx, q)
		if err != nil {
			return err
		}
		items := make([]T, len(entries))
		for i, e := range entries {
			if items[i], err = r.typed(e); err != nil {
				return err
			}
		}
		page = query.PageOf(q, items, total)
		return nil
	})
	return page, err
}

// AsOfVersion returns the aggregate as it was in the version, outside of any unit of
// work: to look at, for an update of it is stale. A version that it never had, or in
// which it was removed, is an errs.KindNotFound.
func (r *Repository[T, K]) AsOfVersion(ctx context.Context, id K, version int64) (T, error) {
	f := r.fold(string(id))
	if version > 0 {
		err := f.read(ctx, ReadOptions{Limit: int(version)})
		if err != nil {
			return r.fresh(), err
		}
	}
	return r.past(f, version == f.version, fmt.Sprintf("in version %d", version))
}

// AsOfTime returns the aggregate as it was at the moment, under the conditions of
// AsOfVersion.
func (r *Repository[T, K]) AsOfTime(ctx context.Context, id K, moment time.Time) (T, error) {
	f := r.fold(string(id))
	if err := f.read(ctx, ReadOptions{AsOf: moment}); err != nil {
		return r.fresh(), err
	}
	return r.past(f, true, "at "+moment.UTC().Format(time.RFC3339))
}

func (r *Repository[T, K]) past(f *fold, found bool, when string) (none T, err error) {
	a, ok := f.aggregate.(T)
	if !ok || !found || !f.alive {
		return none, errs.NotFound(r.NotFound, "%s %q did not exist %s", r.Singular, f.id, when)
	}
	return a, nil
}

// Erase deletes the events and the snapshot of an aggregate for good, both in one commit: that of
// the unit of work in ctx, or outside of one at once. The store has to be an [Eraser].
func (r *Repository[T, K]) Erase(ctx context.Context, id K) error {
	if _, ok := r.log.(Eraser); !ok {
		return fmt.Errorf("erase %s %q: a %T cannot erase", r.Singular, id, r.log)
	}
	for range eraseAttempts - 1 {
		err := r.erase(ctx, id)
		if _, stale := errors.AsType[*data.StaleError](err); !stale {
			return err
		}
	}
	return r.erase(ctx, id)
}

// eraseAttempts is how often erasing is tried while a new snapshot of the aggregate is taken in
// between.
const eraseAttempts = 10

func (r *Repository[T, K]) erase(ctx context.Context, id K) error {
	err := r.work(ctx, func(p *part) error { return p.erase(ctx, string(id)) })
	if err != nil {
		return fmt.Errorf("erase %s %q: %w", r.Singular, id, err)
	}
	return nil
}
