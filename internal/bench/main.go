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
	"time"
)

func main() {
	testing.Init()
	short := flag.Bool("short", false, "one quick round")
	only := flag.String("only", "", "run the contests whose name contains this")
	child := flag.String("serve", "", "serve this contender; the throughput contest starts itself so")
	port := flag.String("port", "", "with -serve")
	reacting := flag.String("react", "", "follow the log of this PostgreSQL; the contest of reactions starts itself so")
	flag.Parse()
	if *child != "" {
		fail(serve(*child, *port))
	}
	if *reacting != "" {
		fail(reactAlone(*reacting))
		return
	}
	rounds, benchtime, each, sizes := 5, "200ms", time.Second, [2]int{100_000, 1_000_000}
	if *short {
		rounds, benchtime, each, sizes = 1, "20ms", 50*time.Millisecond, [2]int{50_000, 200_000}
	}
	fail(flag.Set("test.benchtime", benchtime))
	fmt.Printf("# Benchmarks\n\n%s %s/%s, %d processors, %d rounds of %s, medians\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), rounds, benchtime)
	missed := 0
	for _, c := range contests() {
		if strings.Contains(c.name, *only) {
			missed += c.run(os.Stdout, rounds)
		}
	}
	if strings.Contains("cold start", *only) {
		fail(coldStart(os.Stdout, 2*rounds+1))
	}
	if strings.Contains("live", *only) {
		clients := 10_000
		if *short {
			clients = 200
		}
		fail(liveBench(os.Stdout, clients))
	}
	if strings.Contains("throughput", *only) {
		fail(throughput(os.Stdout, rounds, each))
	}
	if strings.Contains("postgres", *only) {
		fail(postgresBench(os.Stdout, rounds, 2*each, sizes))
	}
	if strings.Contains("sqlite", *only) {
		fail(sqliteBench(os.Stdout, rounds, 2*each, sizes))
	}
	if strings.Contains("reactions", *only) {
		fail(reactionsBench(os.Stdout, rounds, sizes[1], 5*each))
	}
	if strings.Contains("auth", *only) {
		weather := storm{signIns: 1000, before: 8 * time.Second, atMost: 30 * time.Second, rest: 5 * time.Second}
		if *short {
			weather = storm{signIns: 100, before: 2 * time.Second, atMost: 5 * time.Second, rest: time.Second}
		}
		fail(authBench(os.Stdout, weather))
	}
	fmt.Printf("\n%d budgets of the contests in nanoseconds missed\n", missed)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func contests() []contest {
	return []contest{mediatorContest(), diContest(), validationContest(), mappingContest(), httpPost(), httpInvalidPost(), httpGet()}
}
