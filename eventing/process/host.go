package process

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// host is what one process runs on.
type host struct {
	Config
	plan      *plan
	process   func(*di.Scope) (any, error)
	container *di.Container
	mediator  *mediator.Mediator
	log       eventstore.Store
	clock     lease.Clock
	leases    *lease.Leases
	instances data.Repository[*document, string]
	logger    *slog.Logger

	signal chan struct{} // somebody is ready
	mu     sync.Mutex
	ready  map[string]bool // those that were heard of since the last look
}

type document = data.Document[Instance]

func newHost(config Config, p *plan) *host {
	return &host{Config: config, plan: p, logger: slog.Default(), signal: make(chan struct{}, 1), ready: make(map[string]bool)}
}

// open makes the host ready for use.
func (h *host) open(store data.Store, m *mediator.Mediator) (err error) {
	h.mediator = m
	if h.log, err = eventstore.Of(store); err != nil {
		return err
	}
	if h.leases, err = lease.New(store, lease.Config{}); err != nil {
		return err
	}
	h.clock, _ = store.(lease.Clock) // which New has made sure of
	h.instances, err = data.NewDocuments(store, data.Config{
		Collection: h.collection(), Singular: "process", UnknownFields: data.IgnoreUnknown,
		Indexes: []data.Index{
			{Name: "due", Fields: []string{"due"}},
			{Name: "status", Fields: []string{"status", "started"}},
			{Name: "stuck", Fields: []string{"stuck.since"}},
		},
	}, func(in *Instance) string { return in.Correlation })
	return err
}

// find returns the document of the process, nil where there is none.
func (h *host) find(ctx context.Context, correlation string) (*document, error) {
	d, err := h.instances.Get(ctx, correlation)
	if errors.Is(err, errs.KindNotFound) {
		return nil, nil //nolint:nilnil // there is none
	}
	return d, err
}

// wake has somebody look at the process soon.
func (h *host) wake(correlation string) {
	h.mu.Lock()
	h.ready[correlation] = true
	h.mu.Unlock()
	select {
	case h.signal <- struct{}{}:
	default:
	}
}

// woken returns those that woke since it was asked last.
func (h *host) woken() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := slices.Collect(maps.Keys(h.ready))
	clear(h.ready)
	return list
}

// unit runs fn as a unit of work in a scope of its own, which is committed only under the
// lease. A panic is an error.
func (h *host) unit(ctx context.Context, l lease.Lease, fn func(ctx context.Context, scope *di.Scope) error) (err error) {
	ctx, scope := h.container.NewScope(ctx)
	defer func() {
		if value := recover(); value != nil {
			err = panicked(value)
		}
		if closing := scope.Close(err); closing != nil && err == nil {
			h.logger.WarnContext(ctx, "a scope of a process did not close", slog.String("process", h.Name), slog.Any("error", closing))
		}
	}()
	return uow.Do(ctx, func(ctx context.Context) error {
		if err := h.leases.Guard(ctx, l); err != nil {
			return err
		}
		return fn(ctx, scope)
	}, uow.Dispatch(h.mediator.PublishAny))
}
