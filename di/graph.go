package di

import (
	"fmt"
	"strings"
)

// Graph is who needs whom.
type Graph struct {
	// Nodes are the services, in the order of their registration.
	Nodes []Node
	// Edges lead from each service to what it needs, in the order of its
	// parameters, by index into Nodes.
	Edges []Edge
}

// Node is one service of a graph.
type Node struct {
	// Type is the Go type; for the constructor of several services its name.
	Type string
	// Key tells services of one type apart; mostly empty.
	Key string
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

// String returns the type and the key: `*sql.DB "reports"`.
func (n Node) String() string {
	if n.Key == "" {
		return n.Type
	}
	return fmt.Sprintf("%s %q", n.Type, n.Key)
}

// life is the lifetime as it is drawn.
func (n Node) life() string {
	if n.Promoted {
		return "promoted"
	}
	return n.Lifetime.String()
}

func newGraph(m *model) *Graph {
	g := &Graph{}
	for _, n := range m.nodes {
		g.Nodes = append(g.Nodes, newGraphNode(n))
		for need := range n.needs() {
			for _, dep := range need.input.nodes {
				g.Edges = append(g.Edges, Edge{From: n.index, To: dep.index, Decorator: need.by.reg != n.reg})
			}
		}
	}
	return g
}

func newGraphNode(n *node) Node {
	drawn := Node{
		Type: n.service.typ.String(), Key: n.service.key,
		Lifetime: n.lifetime, Promoted: n.promoted(),
		Constructor: n.reg.constructorName(), At: n.reg.at,
	}
	if n.hidden {
		drawn.Type = n.title()
	}
	for _, l := range n.layers {
		drawn.Decorators = append(drawn.Decorators, l.reg.constructorName())
	}
	return drawn
}

// DOT returns the graph in the language of Graphviz. The same registrations give
// the same text.
func (g *Graph) DOT() string {
	var b strings.Builder
	b.WriteString("digraph services {\n\trankdir=LR;\n\tnode [shape=box];\n")
	styles := map[string]string{"singleton": "bold", "promoted": "bold,dashed", "scoped": "solid", "transient": "dotted"}
	for i, n := range g.Nodes {
		fmt.Fprintf(&b, "\tn%d [label=%q, style=%q];\n", i, n.String()+"\n"+n.life(), styles[n.life()])
	}
	for _, e := range g.Edges {
		style := ""
		if e.Decorator {
			style = " [style=dashed]"
		}
		fmt.Fprintf(&b, "\tn%d -> n%d%s;\n", e.From, e.To, style)
	}
	b.WriteString("}\n")
	return b.String()
}

// Mermaid returns the graph as a Mermaid flowchart. The same registrations give
// the same text.
func (g *Graph) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for i, n := range g.Nodes {
		label := strings.NewReplacer(`"`, "#quot;", "<", "#lt;", ">", "#gt;").Replace(n.String())
		fmt.Fprintf(&b, "\tn%d[\"%s<br/><i>%s</i>\"]\n", i, label, n.life())
	}
	for _, e := range g.Edges {
		arrow := "-->"
		if e.Decorator {
			arrow = "-.->"
		}
		fmt.Fprintf(&b, "\tn%d %s n%d\n", e.From, arrow, e.To)
	}
	return b.String()
}
