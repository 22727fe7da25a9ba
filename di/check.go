package di

import (
	"fmt"
	"slices"
)

// check returns every fault of the model: of single registrations first, then
// what is missing, what goes in circles, and what would be held captive.
func (m *model) check() []Fault {
	faults := slices.Clone(m.faults)
	for _, miss := range m.missing {
		faults = append(faults, m.missingFault(miss))
	}
	cycles := m.cycles()
	for _, cycle := range cycles {
		faults = append(faults, cycleFault(cycle))
	}
	if len(cycles) > 0 {
		return faults // lifetimes cannot be followed around a circle
	}
	for _, n := range m.nodes {
		faults = append(faults, n.captives()...)
	}
	return faults
}

func (m *model) nothingFault(code, what string, r *registration) Fault {
	return Fault{
		Code: code, Subject: r.service.String(), At: r.at,
		Message: fmt.Sprintf("%v is not registered: its %s, %s, has nothing to work on", r.service, what, r.constructorName()),
		Fix:     m.hint(r.service, "register it, or remove the "+what),
	}
}

func aliasFault(n *node, c candidate) Fault {
	decorator := n.layers[len(n.layers)-1].reg
	return Fault{
		Code: CodeBadOption, Subject: c.service.String(), At: decorator.at,
		Message: fmt.Sprintf("%v is also known as %v, but its decorator %s returns none", n.service, c.service, decorator.constructorName()),
		Fix:     fmt.Sprintf("give what it returns the methods of %v, or let %v have them", c.service, n.service),
	}
}

func duplicateFault(first candidate, others []candidate) Fault {
	f := Fault{
		Code: CodeDuplicateRegistration, Subject: first.service.String(), At: others[0].reg.at,
		Message: fmt.Sprintf("%v is registered %d times", first.service, 1+len(others)),
		Fix:     "keep one; or tell them apart with di.Key; or mark each with di.Many and ask for a slice",
	}
	for _, c := range append([]candidate{first}, others...) {
		f.Path = append(f.Path, fmt.Sprintf("by %s at %s", c.reg.constructorName(), c.reg.at))
	}
	return f
}

func (m *model) missingFault(miss *missing) Fault {
	first := miss.consumers[0]
	f := Fault{Code: CodeMissingDependency, Subject: miss.service.String(), At: first.reg.at}
	if n := len(m.all[miss.service]); n > 0 {
		f.Code = CodeAmbiguousDependency
		f.Message = fmt.Sprintf("one %v is asked for, and %d are registered with di.Many", miss.service, n)
		f.Fix = fmt.Sprintf("ask for []%v, or take di.Many away from one of them", miss.service.typ)
	} else {
		f.Message = fmt.Sprintf("%v is needed and not registered", miss.service)
		f.Fix = m.hint(miss.service, registerHint(miss.service))
	}
	f.Path = []string{"needed by " + first.reg.constructorName()}
	for _, by := range m.dependents(first.node, map[*node]bool{first.node: true}) {
		f.Path = append(f.Path, "needed by "+by.constructorName())
	}
	for _, c := range miss.consumers[1:] {
		f.Path = append(f.Path, "also needed by "+c.reg.constructorName())
	}
	return f
}

// dependents returns one way from n to a service that nobody needs, as the
// constructors on it. A node that is only a name for another is no step.
func (m *model) dependents(n *node, seen map[*node]bool) []*registration {
	for _, other := range m.nodes {
		by := other.consumerOf(n)
		if by == nil || seen[other] {
			continue
		}
		seen[other] = true
		way := m.dependents(other, seen)
		if other.from != n {
			return append([]*registration{by}, way...)
		}
		if len(way) > 0 {
			return way
		}
	}
	return nil
}

// consumerOf returns the constructor or decorator of n that needs dep.
func (n *node) consumerOf(dep *node) *registration {
	for need := range n.needs() {
		if slices.Contains(need.input.nodes, dep) {
			return need.by.reg
		}
	}
	return nil
}
