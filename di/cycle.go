package di

import (
	"fmt"
	"slices"
)

// cycles returns one shortest circle for each group of nodes that need each
// other, by Tarjan's strongly connected components.
func (m *model) cycles() [][]*node {
	t := &tarjan{low: make([]int, len(m.nodes)), order: make([]int, len(m.nodes))}
	for _, n := range m.nodes {
		if t.order[n.index] == 0 {
			t.visit(n)
		}
	}
	var cycles [][]*node
	for _, group := range t.groups {
		start := slices.MinFunc(group, func(a, b *node) int { return a.index - b.index })
		if cycle := circle(start, group); cycle != nil {
			cycles = append(cycles, cycle)
		}
	}
	slices.SortFunc(cycles, func(a, b []*node) int { return a[0].index - b[0].index })
	return cycles
}

type tarjan struct {
	clock  int
	order  []int // when a node was seen first; 0 is not yet
	low    []int // the earliest node it leads back to
	stack  []*node
	groups [][]*node
}

func (t *tarjan) visit(n *node) {
	t.clock++
	t.order[n.index], t.low[n.index] = t.clock, t.clock
	t.stack = append(t.stack, n)
	for need := range n.needs() {
		for _, dep := range need.input.nodes {
			if t.order[dep.index] == 0 {
				t.visit(dep)
				t.low[n.index] = min(t.low[n.index], t.low[dep.index])
			} else if slices.Contains(t.stack, dep) {
				t.low[n.index] = min(t.low[n.index], t.order[dep.index])
			}
		}
	}
	if t.low[n.index] == t.order[n.index] {
		i := slices.Index(t.stack, n)
		t.groups = append(t.groups, slices.Clone(t.stack[i:]))
		t.stack = t.stack[:i]
	}
}

// circle returns the shortest way from start back to itself within the group,
// without the return; nil when there is none.
func circle(start *node, group []*node) []*node {
	ways := [][]*node{{start}}
	seen := make(map[*node]bool)
	for len(ways) > 0 {
		way := ways[0]
		ways = ways[1:]
		for need := range way[len(way)-1].needs() {
			for _, dep := range need.input.nodes {
				if dep == start {
					return way
				}
				if !seen[dep] && slices.Contains(group, dep) {
					seen[dep] = true
					ways = append(ways, append(slices.Clone(way), dep))
				}
			}
		}
	}
	return nil
}

func cycleFault(cycle []*node) Fault {
	f := Fault{
		Code: CodeCycle, Subject: cycle[0].title(), At: cycle[0].reg.at,
		Message: cycle[0].title() + " needs itself",
		Fix:     "take what they share into a service of its own, or let one of them ask for the other when it is called, not when it is built",
	}
	for i, n := range cycle {
		if i > 0 {
			f.Message += [...]string{", through ", " and "}[min(i-1, 1)] + n.title()
		}
		next := cycle[(i+1)%len(cycle)]
		f.Path = append(f.Path, fmt.Sprintf("%s needs %s", n.consumerOf(next).constructorName(), next.title()))
	}
	return f
}
