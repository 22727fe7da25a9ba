package di

import (
	"iter"
	"reflect"
	"slices"
)

// missing is a service that is needed and not there.
type missing struct {
	service   service
	consumers []consumer
}

// consumer is a constructor, or a decorator, of a node.
type consumer struct {
	node *node
	reg  *registration
}

func (m *model) bindNode(n *node) {
	if n.from == nil && n.reg.ctor != nil {
		n.inputs = m.bindAll(consumer{n, n.reg}, n.reg.ctor.params)
	}
	for _, l := range n.layers {
		l.inputs = m.bindAll(consumer{n, l.reg}, l.reg.ctor.params[1:])
	}
}

func (m *model) bindAll(c consumer, params []param) []input {
	inputs := make([]input, len(params))
	for i, p := range params {
		inputs[i] = m.bind(c, p)
	}
	return inputs
}

func (m *model) bind(c consumer, p param) input {
	in := input{param: p}
	switch {
	case p.kind == fromObject:
		in.fields = m.bindAll(c, p.fields)
	case p.kind != fromService:
	case m.single[p.service()] != nil && p.group == "":
		in.nodes = []*node{m.single[p.service()]}
	case p.typ.Kind() == reflect.Slice:
		in.nodes, in.slice = m.elements(p), true
		if len(in.nodes) == 0 && !p.optional && p.group == "" {
			m.miss(c, p)
		}
	case !p.optional || len(m.all[p.service()]) > 0:
		m.miss(c, p)
	}
	return in
}

// elements lists the services of a slice. A group takes those with its name as
// key, or those without a key when no service carries it.
func (m *model) elements(p param) []*node {
	if p.group != "" {
		if nodes := m.all[service{p.typ.Elem(), p.group}]; len(nodes) > 0 {
			return nodes
		}
	}
	return m.all[service{p.typ.Elem(), p.key}]
}

func (m *model) miss(c consumer, p param) {
	i := slices.IndexFunc(m.missing, func(miss *missing) bool { return miss.service == p.service() })
	if i < 0 {
		i = len(m.missing)
		m.missing = append(m.missing, &missing{service: p.service()})
	}
	m.missing[i].consumers = append(m.missing[i].consumers, c)
}

// leaves yields the input, or those of its fields, that are filled one by one.
func leaves(inputs []input) iter.Seq[input] {
	return func(yield func(input) bool) {
		for _, in := range inputs {
			if in.param.kind != fromObject {
				if !yield(in) {
					return
				}
				continue
			}
			for leaf := range leaves(in.fields) {
				if !yield(leaf) {
					return
				}
			}
		}
	}
}

// need is one input of a node together with who needs it.
type need struct {
	input input
	by    consumer
}

// needs yields every input of the constructor and the decorators of a node.
func (n *node) needs() iter.Seq[need] {
	return func(yield func(need) bool) {
		if n.from != nil && !yield(need{input{nodes: []*node{n.from}}, consumer{n, n.reg}}) {
			return
		}
		for in := range leaves(n.inputs) {
			if !yield(need{in, consumer{n, n.reg}}) {
				return
			}
		}
		for _, l := range n.layers {
			for in := range leaves(l.inputs) {
				if !yield(need{in, consumer{n, l.reg}}) {
					return
				}
			}
		}
	}
}
