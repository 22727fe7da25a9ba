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
		Message: fmt.Sprintf("the %s %s has nothing to work on: %v is not registered", what, r.constructorName(), r.service),
		Fix:     m.hint(r.service, "register it, or remove the "+what),
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
	for n, by := first.node, first.reg; n != nil; {
		f.Path = append(f.Path, "needed by "+by.constructorName())
		n, by = m.dependent(n, f.Path)
	}
	for _, c := range miss.consumers[1:] {
		f.Path = append(f.Path, "also needed by "+c.reg.constructorName())
	}
	return f
}

// dependent returns the first constructor that needs n and is not on the path yet.
func (m *model) dependent(n *node, path []string) (*node, *registration) {
	for _, other := range m.nodes {
		for need := range other.needs() {
			line := "needed by " + need.by.reg.constructorName()
			if slices.Contains(need.input.nodes, n) && other.from != n && !slices.Contains(path, line) {
				return other, need.by.reg
			}
		}
	}
	return nil, nil
}

// captives lists what a singleton would keep beyond the scope it belongs to.
func (n *node) captives() []Fault {
	if n.lifetime != Singleton || n.from != nil {
		return nil
	}
	var faults []Fault
	for need := range n.needs() {
		if !need.input.ofScope() {
			continue
		}
		f := Fault{
			Code: CodeCaptiveDependency, Subject: n.service.String(), At: n.reg.at,
			Path: append([]string{"singleton " + n.title() + " by " + need.by.reg.constructorName()}, need.input.captivePath()...),
		}
		f.Message = fmt.Sprintf("%s is a singleton and would keep %s of one scope for ever", n.title(), need.input.captive())
		f.Fix = fmt.Sprintf("make %s scoped, or let it ask the scope of each call: di.ScopeOf(ctx)", n.title())
		faults = append(faults, f)
	}
	return faults
}

func (n *node) title() string {
	if n.hidden {
		return n.reg.constructorName()
	}
	return n.service.String()
}

// ofScope says whether the input lives in a scope, itself or through transients.
func (in input) ofScope() bool {
	if in.param.kind == fromContext || in.param.kind == fromScope {
		return true
	}
	return slices.ContainsFunc(in.nodes, (*node).needsScope)
}

// needsScope says whether the node can only be made in a scope.
func (n *node) needsScope() bool {
	switch n.lifetime {
	case Singleton:
		return false
	case Scoped:
		return !n.isFixed()
	}
	for need := range n.needs() {
		if need.input.ofScope() {
			return true
		}
	}
	return false
}

// captive names what of a scope the input leads to.
func (in input) captive() string {
	if len(in.nodes) == 0 {
		return "the " + in.param.typ.String()
	}
	n := in.nodes[slices.IndexFunc(in.nodes, (*node).needsScope)]
	if n.lifetime == Scoped {
		return "the " + n.service.String()
	}
	for need := range n.needs() {
		if need.input.ofScope() {
			return need.input.captive()
		}
	}
	return n.service.String()
}

// captivePath tells the way to it, one service a line.
func (in input) captivePath() []string {
	if len(in.nodes) == 0 {
		return []string{"needs " + in.param.typ.String() + ", which each scope has its own of"}
	}
	n := in.nodes[slices.IndexFunc(in.nodes, (*node).needsScope)]
	path := []string{fmt.Sprintf("needs %v %v by %s", n.lifetime, n.service, n.reg.constructorName())}
	if n.lifetime == Scoped {
		return path
	}
	for need := range n.needs() {
		if need.input.ofScope() {
			return append(path, need.input.captivePath()...)
		}
	}
	return path
}
