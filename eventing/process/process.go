package process

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Config says what a process is called and how it runs. Only Name is required.
type Config struct {
	// Name is what everything that is stored about the process is named by: "transfer". The
	// words of eventing.Config, at most 40. It is the name of a subscription as well.
	Name string
	// Categories, Start, Shards and Batch are those of the subscription by which it hears
	// its events. Mind the Start of a process that is new to an old log: the Beginning begins
	// a process for everything that ever happened.
	Categories []string
	Start      eventing.Start
	Shards     int
	Batch      int
	// Retry says how often a step that fails is tried, and a command that fails for a
	// reason which is none of the business and does not go away by itself. After that it is
	// stuck.
	Retry eventing.Retry
	// Parallel is for how many processes commands are sent at once. 0 means 8. Those of one
	// process are sent one after the other.
	Parallel int
	// Lease is how long it takes until another program sends the commands when the one that
	// does dies. 0 means 10 seconds. One that stops in order does not let others wait.
	Lease time.Duration
	// Poll is how late a timer may be, and how late a command whose step was taken in
	// another program. 0 means a quarter of a second.
	Poll time.Duration
	// History is how many entries are kept of what happened. 0 means 100.
	History int
}

func (c Config) withDefaults() Config {
	fill(&c.Retry.Attempts, 10)
	fill(&c.Retry.First, 100*time.Millisecond)
	fill(&c.Retry.Max, time.Minute)
	fill(&c.Parallel, 8)
	fill(&c.Lease, 10*time.Second)
	fill(&c.Poll, 250*time.Millisecond)
	fill(&c.History, 100)
	return c
}

func fill[T int | time.Duration](value *T, fallback T) {
	if *value == 0 {
		*value = fallback
	}
}

// longestName leaves room for what collections and leases add to it.
const longestName = 40

func (c Config) faults() []string {
	var faults []string
	if len(c.Name) > longestName {
		faults = append(faults, fmt.Sprintf("the Name %q is longer than %d letters", c.Name, longestName))
	}
	if c.Parallel < 1 || c.Poll < 0 || c.History < 1 {
		faults = append(faults, fmt.Sprintf("Parallel is %d, Poll %v and History %d; use numbers above 0", c.Parallel, c.Poll, c.History))
	}
	return faults
}

// collection is where the instances are kept.
func (c Config) collection() string { return "process_" + strings.ReplaceAll(c.Name, "-", "_") }

// CodeBadProcess is a process whose config or routes make no sense, in the report of Build.
const CodeBadProcess = "bad_process"

// Add registers a process P with the state S: its constructor, as for [di.AddScoped], and
// what it listens to and sends. Both types follow from the routes. It registers the
// [*Processes] as well.
//
//	process.Add(services, process.Config{Name: "transfer"}, NewTransferProcess,
//		process.Starts((*TransferProcess).Requested, func(e TransferRequested) string { return e.TransferID }),
//		process.On((*TransferProcess).FundsHeld, func(e FundsHeld) string { return e.TransferID }),
//		process.OnTimer("expire", (*TransferProcess).Expired),
//		process.OnRefused((*TransferProcess).HoldRefused),
//		process.Sends[HoldFunds], process.Sends[ReleaseFunds],
//	)
//
// What is wrong with it is in the report of Build.
func Add[P, S any](services *di.Services, config Config, constructor any, routes ...Route[P, S]) {
	config = config.withDefaults()
	p := planOf(config, routes)
	l := listOf(services)
	h := newHost(config, p)
	l.hosts = append(l.hosts, h)
	key := di.Key("process " + config.Name)
	di.AddScoped[P](services, constructor, di.Promotable(), key)
	services.OnBuild(func(_ context.Context, c *di.Container) error {
		ref, err := di.RefOf[P](c, key)
		h.process = func(s *di.Scope) (any, error) { return ref.Get(s) }
		return err
	})
	for _, c := range p.byType {
		mediator.RequireType(services, c.kind, "needed by the process "+config.Name)
	}
	subscribe[P](services, h)
}

// subscribe registers the subscription by which the process hears.
func subscribe[P any](services *di.Services, h *host) {
	var routes []eventing.Route[*listener[P]]
	for _, hearing := range h.plan.order {
		routes = append(routes, hearing.route.(eventing.Route[*listener[P]]))
	}
	config := eventing.Config{
		Name: h.Name, Categories: h.Categories, Start: h.Start, Shards: h.Shards, Batch: h.Batch, Retry: h.Retry, Lease: h.Lease,
		Key: h.plan.correlation, OnFailure: eventing.ParkKey,
	}
	eventing.Subscribe(services, config, func(scope *di.Scope) (*listener[P], error) {
		p, err := h.process(scope)
		if err != nil {
			return nil, err
		}
		return &listener[P]{h, p}, nil
	}, routes...)
}

// list is what is kept with the services.
type list struct{ hosts []*host }

func listOf(services *di.Services) *list {
	return di.Feature(services, func() *list {
		l := new(list)
		mediator.Register(services)
		eventing.Register(services)
		di.AddSingleton[*Processes](services, l.newProcesses)
		services.OnValidate(l.validate)
		services.OnBuild(func(_ context.Context, c *di.Container) error {
			for _, h := range l.hosts {
				h.container = c
			}
			l.useLogger(c)
			return nil
		})
		return l
	})
}

func (l *list) validate(*di.Validation) []di.Fault {
	var faults []di.Fault
	for _, h := range l.hosts {
		for _, fault := range append(h.faults(), h.plan.faults...) {
			faults = append(faults, di.Fault{
				Code: CodeBadProcess, Subject: h.Name,
				Message: fmt.Sprintf("the process %q cannot be: %s", h.Name, fault),
			})
		}
	}
	return faults
}
