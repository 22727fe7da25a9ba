package process

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// plan is what a process is made of, without types: which methods there are, and where to
// find them. It does not change once the routes have been added.
type plan struct {
	name     string
	history  int
	registry *eventstore.Registry
	events   map[reflect.Type]*hearing
	order    []*hearing
	timers   map[string]func(process any) func(*turn) error
	byType   map[reflect.Type]*command
	byName   map[string]*command
	faults   []string
}

// hearing is one event that the process listens to.
type hearing struct {
	kind      reflect.Type
	name      string
	starts    bool
	correlate func(event any) string
	method    func(process, event any) func(*turn) error
	route     any // an eventing.Route of the listener
}

// command is one command that the process sends.
type command struct {
	name     string
	kind     reflect.Type
	decode   func(body []byte) (any, error)
	send     func(*sendCall) (answer any, err error)
	refused  func(process, command any, reason *errs.Error) func(*turn) error
	answered func(process, command, answer any) func(*turn) error
}

// sendCall is one command that is sent. It lasts as long as the call.
type sendCall struct {
	ctx      context.Context //nolint:containedctx // parameters of one call
	mediator *mediator.Mediator
	command  any
}

func newPlan(name string, history int) *plan {
	return &plan{
		name: name, history: history,
		events: make(map[reflect.Type]*hearing),
		timers: make(map[string]func(any) func(*turn) error),
		byType: make(map[reflect.Type]*command),
		byName: make(map[string]*command),
	}
}

func planOf[P, S any](config Config, routes []Route[P, S]) *plan {
	p := newPlan(config.Name, config.History)
	for _, route := range routes {
		if route == nil {
			p.fault("one of the routes is nil")
			continue
		}
		route(&Definition[P, S]{p})
	}
	p.check()
	return p
}

func (p *plan) fault(format string, args ...any) {
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

// command returns the command of the type, which is new when it was not mentioned before.
func (p *plan) command(kind reflect.Type) *command {
	if c, ok := p.byType[kind]; ok {
		return c
	}
	c := &command{name: commandName(kind), kind: kind}
	if other, taken := p.byName[c.name]; taken {
		p.fault("%s and %s are stored under one name, %q; give one of them a method CommandName", other.kind, kind, c.name)
	}
	p.byType[kind], p.byName[c.name] = c, c
	return c
}

func commandName(kind reflect.Type) string {
	if named, ok := reflect.TypeAssert[interface{ CommandName() string }](reflect.Zero(kind)); ok && kind.Kind() != reflect.Pointer {
		return named.CommandName()
	}
	return kind.Name()
}

// check finds what no single route can know.
func (p *plan) check() {
	starts := false
	for _, h := range p.order {
		starts = starts || h.starts
	}
	if !starts {
		p.fault("nothing starts it; add a route such as process.Starts((*Process).Requested, …)")
	}
	for kind, c := range p.byType {
		if c.send == nil {
			p.fault("%s has a method for how it ends and is never sent; add process.Sends[%s]", kind, kind)
		}
		if c.name == "" {
			p.fault("the command %s has no name; give it a method CommandName, and no pointer", kind)
		}
	}
}

// correlation returns the key of a record: the correlation, or the stream when it is none of
// the process's business.
func (p *plan) correlation(r eventstore.Record) string {
	event, err := p.registry.Decode(r)
	if err != nil {
		return r.Stream
	}
	h, ok := p.events[reflect.TypeOf(event)]
	if !ok {
		return r.Stream
	}
	if key := h.correlate(event); key != "" {
		return key
	}
	return r.Stream
}

var errUnknownCommand = errors.New("is none of the commands that the process is registered with; was its type renamed?")

// decode returns the command of a message, and what is known of its type.
func (p *plan) decode(m Message) (*command, any, error) {
	c, ok := p.byName[m.Name]
	if !ok || c.decode == nil {
		return nil, nil, fmt.Errorf("the command %q %w", m.Name, errUnknownCommand)
	}
	value, err := c.decode(m.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("read the command %s: %w", m.Name, err)
	}
	return c, value, nil
}
