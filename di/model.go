package di

import (
	"reflect"
	"slices"
)

// model is what the registrations come to: which of them count, and which
// service each constructor gets for each parameter.
type model struct {
	nodes   []*node
	single  map[service]*node   // the one registration without Many
	all     map[service][]*node // every registration that counts, in order
	parked  map[service]string  // registered in a profile that is not active
	missing []*missing
	faults  []Fault
}

// node is one thing that is made: by a constructor, from a value, or taken from
// another node (an alias, or one result of a Provide).
type node struct {
	index    int
	service  service
	lifetime Lifetime
	reg      *registration
	inputs   []input
	layers   []*layer // decorators, innermost first
	from     *node
	pick     *output // which result of from; nil takes from as it is
	hidden   bool    // the constructor of a Provide, no service itself
	fixed    fixity
}

// layer is a decorator around one node.
type layer struct {
	reg    *registration
	inputs []input // without the first, which is what it wraps
}

// input is what one parameter is filled with.
type input struct {
	param  param
	nodes  []*node // one, or the elements of a slice
	slice  bool
	fields []input // of a dig.In struct
}

// candidate is one claim to a service.
type candidate struct {
	service service
	reg     *registration
	output  *output // of a Provide
	alias   bool
	many    bool
	rank    int // 0 outside any profile, else the rank of the profile

	lifetime Lifetime
}

func newModel(s *Services) *model {
	m := &model{
		single: make(map[service]*node),
		all:    make(map[service][]*node),
		parked: make(map[service]string),
	}
	candidates := m.rank(m.candidates(s))
	candidates = m.override(s, candidates)
	m.place(candidates, m.decorators(s, candidates))
	for _, n := range m.nodes {
		m.bindNode(n)
	}
	return m
}

// candidates lists every claim of the registrations that count.
func (m *model) candidates(s *Services) []candidate {
	var list []candidate
	for _, r := range s.registrations {
		if r.fault != nil && r.verb != verbOverride {
			m.faults = append(m.faults, *r.fault)
		}
		rank, active := s.rankOf(r)
		if r.verb != verbAdd && r.verb != verbProvide {
			continue
		}
		for _, c := range r.claims() {
			if !active {
				m.parked[c.service] = r.settings.profile
				continue
			}
			c.rank = rank
			list = append(list, c)
		}
	}
	return list
}

// rankOf says how high the registration's profile stands, and whether it counts.
func (s *Services) rankOf(r *registration) (rank int, active bool) {
	if r.settings.profile == "" {
		return 0, true
	}
	i := slices.Index(s.profiles, r.settings.profile)
	return i + 1, i >= 0
}

func (r *registration) claims() []candidate {
	if r.verb == verbProvide {
		var list []candidate
		for i := range r.outputs {
			o := &r.outputs[i]
			list = append(list, candidate{service: o.service, reg: r, output: o, many: o.many})
		}
		return list
	}
	c := candidate{service: r.service, reg: r, many: r.settings.many, lifetime: r.lifetime}
	list := []candidate{c}
	c.alias = true
	for _, as := range r.settings.as {
		if c.service.typ = as; as != r.service.typ {
			list = append(list, c)
		}
	}
	return list
}

// rank drops what a higher profile replaces and reports what is registered twice.
func (m *model) rank(list []candidate) []candidate {
	top := make(map[service]candidate)
	for _, c := range list {
		if best, ok := top[c.service]; !c.many && (!ok || c.rank > best.rank) {
			top[c.service] = c
		}
	}
	var kept []candidate
	duplicates := make(map[service][]candidate)
	for _, c := range list {
		best := top[c.service]
		switch {
		case c.many || c == best:
			kept = append(kept, c)
		case c.rank == best.rank:
			duplicates[c.service] = append(duplicates[c.service], c)
		}
	}
	for _, c := range kept {
		if d := duplicates[c.service]; len(d) > 0 && !c.many {
			m.faults = append(m.faults, duplicateFault(c, d))
		}
	}
	return kept
}

// place makes the nodes and says who is known as what.
func (m *model) place(list []candidate, decorators map[service][]*registration) {
	made := make(map[*registration]*node)
	for _, c := range list {
		n := made[c.reg]
		if n == nil {
			n = m.newNode(&node{service: c.reg.service, lifetime: c.lifetime, reg: c.reg, hidden: c.reg.verb == verbProvide})
			made[c.reg] = n
		}
		layers := decorators[c.service]
		if c.reg.verb == verbOverride {
			layers = nil
		}
		if c.output != nil || c.alias && len(layers) > 0 {
			n = m.newNode(&node{service: c.service, lifetime: c.lifetime, reg: c.reg, from: n, pick: c.output})
		}
		for _, r := range layers {
			n.layers = append(n.layers, &layer{reg: r})
		}
		if c.alias && !n.servesAs(c.service.typ) {
			m.faults = append(m.faults, aliasFault(n, c))
		}
		m.all[c.service] = append(m.all[c.service], n)
		if !c.many {
			m.single[c.service] = n
		}
	}
}

// servesAs says whether the node, decorators included, implements the interface.
func (n *node) servesAs(t reflect.Type) bool {
	if n.service.typ.Implements(t) || len(n.layers) == 0 {
		return true
	}
	return n.layers[len(n.layers)-1].reg.ctor.results[0].Implements(t)
}

func (m *model) newNode(n *node) *node {
	n.index = len(m.nodes)
	m.nodes = append(m.nodes, n)
	return n
}
