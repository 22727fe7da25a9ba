package di

import "reflect"

// compiler turns the nodes of a model without faults into plans.
type compiler struct {
	plans []*plan // by node
	slots int
}

func (c *compiler) plan(n *node) *plan {
	if p := c.plans[n.index]; p != nil {
		return p
	}
	p := c.base(n)
	for _, l := range n.layers {
		p = c.wrap(p, n, l)
	}
	c.plans[n.index] = p
	p.kind = n.planKind()
	if p.kind == planScoped {
		p.slot = c.slots // dependencies come first, so what many share has low slots
		c.slots++
	}
	p.needs = n.needsScope()
	return p
}

func (n *node) planKind() planKind {
	switch {
	case n.isFixed():
		return planFixed
	case n.lifetime == Scoped:
		return planScoped
	default:
		return planTransient
	}
}

// base is the plan of the node without its decorators. Where there are some,
// it is a transient that is made exactly once, for the first of them.
func (c *compiler) base(n *node) *plan {
	p := &plan{service: n.service, maker: n.reg.constructorName(), kind: planTransient}
	switch {
	case n.from != nil:
		p.args = []argument{{kind: argPlan, plan: c.plan(n.from)}}
		p.call = taken(n.pick, n.pick != nil && len(n.reg.ctor.results) == 1)
		if n.pick != nil {
			p.dispose, p.nilable = disposalOf(n.service.typ), nilable(n.service.typ)
		}
	case n.reg.ctor == nil:
		value := n.reg.value
		p.call = func(*Scope, []argument) (any, error) { return value, nil }
	default:
		c.constructed(p, n.reg.ctor, c.arguments(n.inputs))
	}
	if n.hidden {
		p.dispose, p.nilable, p.convert = disposeNever, false, nil
	}
	if len(n.layers) > 0 && disposable(n.service.typ) {
		p.dispose = disposeNever // the outermost decorator passes it on
	}
	return p
}

func (c *compiler) wrap(inner *plan, n *node, l *layer) *plan {
	p := &plan{service: n.service, maker: l.reg.constructorName(), kind: planTransient}
	args := append([]argument{{kind: argPlan, plan: inner}}, c.arguments(l.inputs)...)
	c.constructed(p, l.reg.ctor, args)
	if l != n.layers[len(n.layers)-1] && disposable(n.service.typ) {
		p.dispose = disposeNever
	}
	return p
}

func (c *compiler) constructed(p *plan, ctor *constructor, args []argument) {
	made := ctor.results[0]
	p.args = args
	p.nilable = nilable(made)
	p.dispose = disposalOf(made)
	if p.call = worded(ctor); p.call == nil {
		p.call = reflected(ctor)
	}
	if t := p.service.typ; t != nil && t.Kind() != reflect.Interface && t != made {
		p.convert = t
	}
}

func (c *compiler) arguments(inputs []input) []argument {
	args := make([]argument, len(inputs))
	for i, in := range inputs {
		args[i] = c.argument(in)
	}
	return args
}

func (c *compiler) argument(in input) argument {
	a := argument{typ: in.param.typ, field: in.param.field}
	switch {
	case in.param.kind == fromContext:
		a.kind = argContext
	case in.param.kind == fromScope:
		a.kind = argScope
	case in.param.kind == fromObject:
		a.kind, a.fields = argObject, c.arguments(in.fields)
	case in.slice:
		a.kind = argSlice
		for _, n := range in.nodes {
			a.fields = append(a.fields, argument{kind: argPlan, plan: c.plan(n)})
		}
	case len(in.nodes) == 0:
		a.kind = argAbsent
	default:
		a.kind, a.plan = argPlan, c.plan(in.nodes[0])
	}
	return a
}
