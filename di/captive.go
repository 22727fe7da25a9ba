package di

import (
	"fmt"
	"slices"
)

// captives lists what a singleton would keep beyond the scope it belongs to.
func (n *node) captives() []Fault {
	if n.lifetime != Singleton {
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
