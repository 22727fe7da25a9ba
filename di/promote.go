package di

// fixity says whether a node is made once, inside Build.
type fixity uint8

const (
	fixityUnknown fixity = iota
	fixityAsked
	fixityOnce
	fixityEach
)

// isFixed says whether the node is a singleton, or promoted to be built like one.
func (n *node) isFixed() bool {
	switch n.fixed {
	case fixityUnknown:
		n.fixed = fixityAsked
		once := n.lifetime == Singleton || n.promotable()
		n.fixed = fixityEach
		if once {
			n.fixed = fixityOnce
		}
	case fixityAsked: // a circle, which is a fault of its own
		return false
	}
	return n.fixed == fixityOnce
}

func (n *node) promoted() bool { return n.lifetime == Scoped && n.isFixed() }

// promotable says whether nothing of a scope would be lost by building n once.
func (n *node) promotable() bool {
	if n.lifetime != Scoped || !n.reg.settings.promotable {
		return false
	}
	if n.reg.ctor != nil && disposable(n.reg.ctor.results[0]) {
		return false
	}
	for _, l := range n.layers {
		if disposable(l.reg.ctor.results[0]) {
			return false
		}
	}
	for need := range n.needs() {
		if k := need.input.param.kind; k == fromContext || k == fromScope {
			return false
		}
		for _, dep := range need.input.nodes {
			if !dep.isFixed() {
				return false
			}
		}
	}
	return true
}
