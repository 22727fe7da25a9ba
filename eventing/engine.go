package eventing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Dispatch hands an event that an aggregate recorded in the unit of work of a subscription
// to whoever listens to it within the unit. Registered as a service it has such units
// dispatch as those of commands do:
//
//	di.AddSingleton[eventing.Dispatch](services, func(m *mediator.Mediator) eventing.Dispatch { return m.PublishAny })
type Dispatch func(ctx context.Context, event any) error

// Engine runs the subscriptions of a program, and answers for them. It is a singleton that
// [Subscribe] registers. It is safe for concurrent use. Any number of processes may run
// engines on one store; what is done to a subscription through one is done to all.
type Engine struct {
	storage
	registry  *eventstore.Registry
	logger    *slog.Logger
	observers []Observer
	container *di.Container
	options   []uow.Option
	owner     string // this life of this process
	runners   []*runner
	running   atomic.Bool
	changed   signal // there is something for the loop of Run to look at
	feed      feed
	watch     watch
}

// runner is a subscription in an engine.
type runner struct {
	*subscription
	*Engine
	order    atomic.Pointer[order] // the latest that is known here
	orders   signal                // there is a later one
	progress signal                // a shard has come further

	mu         sync.Mutex
	workers    map[int]*worker // by shard
	stopLayout func()          // of what lays out the shards at the moment
	laidOut    bool            // as the config says, at one time
	busy       sync.WaitGroup
}

// storage is where an engine keeps what it has to remember.
type storage struct {
	store       data.Store
	log         eventstore.Store
	clock       lease.Clock
	leases      *lease.Leases
	checkpoints *lease.Checkpoints
	controls    data.Repository[*data.Document[control], string]
	letters     data.Repository[*data.Document[Letter], string]
	members     data.Repository[*data.Document[member], string]
}

func newEngine(store data.Store, registry *eventstore.Registry) (*Engine, error) {
	s, err := newStorage(store)
	if err != nil {
		return nil, fmt.Errorf("subscriptions: %w", err)
	}
	return &Engine{storage: s, registry: registry, logger: slog.Default(), owner: newOwner()}, nil
}

func newStorage(store data.Store) (s storage, err error) {
	s.store = store
	if s.log, err = eventstore.Of(store); err != nil {
		return s, err
	}
	if s.leases, err = lease.New(store, lease.Config{}); err != nil {
		return s, err
	}
	s.clock, _ = store.(lease.Clock) // which New has made sure of
	if s.checkpoints, err = lease.NewCheckpoints(store, lease.Config{}); err != nil {
		return s, err
	}
	var faults [3]error
	s.controls, faults[0] = data.NewDocuments(store, data.Config{Collection: "subscriptions", UnknownFields: data.IgnoreUnknown},
		func(c *control) string { return c.Name })
	s.letters, faults[1] = data.NewDocuments(store, lettersConfig(), func(l *Letter) string { return l.ID })
	s.members, faults[2] = data.NewDocuments(store, data.Config{Collection: "subscription_members", UnknownFields: data.IgnoreUnknown},
		func(m *member) string { return m.Owner })
	return s, errors.Join(faults[:]...)
}

// newOwner names this process so that a person may find it, and no other one has the name.
func newOwner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), eventstore.NewID())
}

// build binds the subscriptions to their consumers once all singletons are there.
func (l *list) build(_ context.Context, c *di.Container) error {
	e, err := di.Resolve[*Engine](c)
	if err != nil {
		return err
	}
	e.container = c
	if logger, err := di.Resolve[*slog.Logger](c); err == nil {
		e.logger = logger
	}
	if dispatch, err := di.Resolve[Dispatch](c); err == nil {
		e.options = append(e.options, uow.Dispatch(dispatch))
	}
	if e.observers, err = di.ResolveAll[Observer](c); err != nil {
		return err
	}
	var faults []error
	for _, r := range l.registrations {
		s, err := r.bind(c, e.registry)
		if err != nil {
			faults = append(faults, fmt.Errorf("the subscription %q (%s): %w", r.Name, r.at, err))
			continue
		}
		e.runners = append(e.runners, &runner{subscription: s, Engine: e, workers: make(map[int]*worker)})
	}
	return errors.Join(faults...)
}

// runner returns the subscription with the name.
func (e *Engine) runner(name string) (*runner, error) {
	for _, r := range e.runners {
		if r.Name == name {
			return r, nil
		}
	}
	return nil, errs.NotFound("subscription_not_found", "there is no subscription %q in this program", name)
}

// chosen returns the subscriptions with the names, all of them when there is none.
func (e *Engine) chosen(names []string) ([]*runner, error) {
	if len(names) == 0 {
		return e.runners, nil
	}
	var list []*runner
	for _, name := range names {
		r, err := e.runner(name)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// shardName is that of the lease and of the checkpoint of a shard.
func shardName(name string, shard int) string { return fmt.Sprintf("subscription/%s/%d", name, shard) }
