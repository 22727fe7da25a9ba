package di

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
)

// Container holds the singletons and the plans of everything else. It is made by
// [Services.Build] and safe for concurrent use.
type Container struct {
	model  *model
	single map[service]*plan
	plans  []*plan // by node
	slots  int
	root   Scope        // owns the singletons
	kept   map[any]bool // what can be disposed of and is no scope's to dispose of

	closing sync.Once
	report  atomic.Pointer[Report]
}

// NewScope opens a scope. The context that is returned carries it; its owner
// calls [Scope.Close] when the work is done.
func (c *Container) NewScope(ctx context.Context) (context.Context, *Scope) {
	s := &Scope{container: c, parent: ctx}
	return (*carrier)(s), s
}

// Graph returns what the container is made of.
func (c *Container) Graph() *Graph { return newGraph(c.model) }

// Close disposes of the singletons in reverse order of their creation, so that
// each is closed before what it depends on. Every one is tried, also after an
// error and after ctx has ended; the errors are joined. A disposer that is not
// back when ctx ends is left behind and reported. Closing again returns the
// same error. Scopes must be closed before.
func (c *Container) Close(ctx context.Context) error {
	c.closing.Do(func() {
		report := c.root.closeAll(ctx)
		c.report.Store(&report)
	})
	return c.Report().Err()
}

// Report tells how Close went, service by service. It is empty before.
func (c *Container) Report() Report {
	if r := c.report.Load(); r != nil {
		return *r
	}
	return nil
}

func (c *Container) scope() *Scope { return &c.root }

// plan finds the plan of a service, or says what is wrong.
func (c *Container) plan(s service) (*plan, error) {
	if p := c.single[s]; p != nil {
		return p, nil
	}
	if s.typ.Kind() == reflect.Slice {
		if nodes := c.model.all[service{s.typ.Elem(), s.key}]; len(nodes) > 0 {
			return c.collection(s, nodes), nil
		}
	}
	return nil, c.model.unknown(s)
}

// collection is the plan of a slice of services.
func (c *Container) collection(s service, nodes []*node) *plan {
	arg := argument{kind: argSlice, typ: reflect.SliceOf(s.typ.Elem())}
	p := &plan{service: s, kind: planTransient, maker: "all registrations of " + s.typ.Elem().String()}
	for _, n := range nodes {
		element := c.plans[n.index]
		arg.fields = append(arg.fields, argument{kind: argPlan, plan: element})
		p.needs = p.needs || element.needs
	}
	p.args = []argument{arg}
	p.call = func(s *Scope, args []argument) (any, error) { return args[0].get(s) }
	if s.typ != arg.typ {
		p.convert = s.typ
	}
	return p
}
