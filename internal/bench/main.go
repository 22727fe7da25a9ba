// Bench compares Neuroglia with its peers and with code written by hand, all in
// one run, and says for each budget of docs/reference/budgets.md whether it was
// met.
//
//	make bench                    every contest
//	make bench BENCHFLAGS=-short  quick, to see that everything still runs
//	make bench BENCHFLAGS='-only http'
//
// Ratios are what counts; the nanoseconds depend on the machine and on what else
// it does. A missed budget is printed and fails nothing: whether a ratio holds is
// read by people, from several runs.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

func main() {
	testing.Init()
	short := flag.Bool("short", false, "one quick round")
	only := flag.String("only", "", "run the contests whose name contains this")
	flag.Parse()
	rounds, benchtime := 5, "200ms"
	if *short {
		rounds, benchtime = 1, "20ms"
	}
	if err := flag.Set("test.benchtime", benchtime); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("# Benchmarks\n\n%s %s/%s, %d processors, %d rounds of %s, medians\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), rounds, benchtime)
	missed := 0
	for _, c := range contests() {
		if strings.Contains(c.name, *only) {
			missed += c.run(os.Stdout, rounds)
		}
	}
	fmt.Printf("\n%d budgets missed\n", missed)
}

func contests() []contest {
	return []contest{mediatorContest(), diContest(), httpPost(), httpInvalidPost(), httpGet()}
}
