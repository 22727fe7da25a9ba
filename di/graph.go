package di

// Graph is who needs whom.
type Graph struct {
	// Nodes are the services, in the order of their registration.
	Nodes []Node
	// Edges lead from each service to what it needs, by index into Nodes.
	Edges []Edge
}

// Node is one service of a graph.
type Node struct {
	// Type is the Go type, Key the key where there is one.
	Type, Key string
	// Lifetime is how it was registered.
	Lifetime Lifetime
	// Promoted tells that a scoped service is built once, inside Build.
	Promoted bool
	// Constructor is the function's name, file and line, or "a value".
	Constructor string
	// Decorators are the constructors around it, innermost first.
	Decorators []string
	// At is the file:line of the registration.
	At string
}

// Edge says that one node needs another.
type Edge struct {
	// From needs To; both are indexes into Nodes.
	From, To int
	// Decorator tells that only a decorator of From needs To.
	Decorator bool
}

func newGraph(m *model) *Graph {
	g := &Graph{}
	for _, n := range m.nodes {
		node := Node{
			Key: n.service.key, Lifetime: n.lifetime, Promoted: n.promoted(),
			Constructor: n.reg.constructorName(), At: n.reg.at,
		}
		node.Type = n.title()
		if n.service.typ != nil {
			node.Type = n.service.typ.String()
		}
		for _, l := range n.layers {
			node.Decorators = append(node.Decorators, l.reg.constructorName())
		}
		g.Nodes = append(g.Nodes, node)
		for need := range n.needs() {
			for _, dep := range need.input.nodes {
				g.Edges = append(g.Edges, Edge{From: n.index, To: dep.index, Decorator: need.by.reg != n.reg})
			}
		}
	}
	return g
}

// DOT returns the graph in the language of Graphviz.
func (g *Graph) DOT() string { return "" }

// Mermaid returns the graph as a Mermaid flowchart.
func (g *Graph) Mermaid() string { return "" }
