package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"testing"
)

// contest is one comparison: everyone does the same work, rounds are interleaved
// so that a busy moment of the machine hits all alike, and medians are compared.
type contest struct {
	name string
	// yardstick is who the ratios are against.
	yardstick string
	entries   []entry
	// budgets are checked against the medians of this run.
	budgets []budget
}

type entry struct {
	name string
	run  func(b *testing.B)
}

// budget is a ratio that has to hold: the time of one entry against another's.
type budget struct {
	text   string
	of, to string
	most   float64
	// allocs, when not negative, bounds the allocations of the entry.
	allocs int64
}

type figure struct {
	ns     float64
	allocs int64
	bytes  int64
}

func (c contest) run(w io.Writer, rounds int) (missed int) {
	results := map[string][]figure{}
	for range rounds {
		for _, e := range c.entries {
			r := testing.Benchmark(e.run)
			results[e.name] = append(results[e.name], figure{
				ns: float64(r.T.Nanoseconds()) / float64(r.N), allocs: r.AllocsPerOp(), bytes: r.AllocedBytesPerOp(),
			})
		}
	}
	medians := map[string]figure{}
	for name, figures := range results {
		slices.SortFunc(figures, func(a, b figure) int { return cmp.Compare(a.ns, b.ns) })
		medians[name] = figures[len(figures)/2]
	}
	fmt.Fprintf(w, "\n## %s\n\n| | ns/op | allocs | bytes | time ÷ %s |\n|---|---:|---:|---:|---:|\n", c.name, c.yardstick)
	for _, e := range c.entries {
		m := medians[e.name]
		fmt.Fprintf(w, "| %s | %.0f | %d | %d | %.2f |\n", e.name, m.ns, m.allocs, m.bytes, m.ns/medians[c.yardstick].ns)
	}
	fmt.Fprintln(w)
	for _, b := range c.budgets {
		missed += b.check(w, medians)
	}
	return missed
}

func (b budget) check(w io.Writer, medians map[string]figure) (missed int) {
	of, to := medians[b.of], medians[b.to]
	ratio := of.ns / to.ns
	verdict := "met"
	if of.ns == 0 || to.ns == 0 || ratio > b.most || b.allocs >= 0 && of.allocs > b.allocs {
		verdict, missed = "MISSED", 1
	}
	fmt.Fprintf(w, "- %s: %.2f (at most %.2f), %d allocs: %s\n", b.text, ratio, b.most, of.allocs, verdict)
	return missed
}
