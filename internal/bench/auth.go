package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

// storm is how many sign in at once, and how long what is measured takes.
type storm struct {
	signIns              int
	before, atMost, rest time.Duration
}

// What one hash takes by default, and how many there may be at once: auth/password.
const megabytesOfHash = 19

func hashesAtOnce() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// memoryOfStorm is what the service may grow by, in MB. A cycle of the collector finds a hash
// in use, and one that begins meanwhile; and as much as it finds is garbage before the next
// one ends. A connection has its buffers and its stack, and as much garbage.
func (s storm) memoryOfStorm() float64 {
	const megabytesOfConnection = 0.1
	return 4*float64(hashesAtOnce())*megabytesOfHash + float64(s.signIns)*megabytesOfConnection
}

// authBench has many sign in at once to the auth service, and measures what its other
// requests take and what it holds in memory meanwhile.
func authBench(w io.Writer, s storm) (err error) {
	dir, err := os.MkdirTemp("", "neuroglia-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	binary, err := build(dir, "../..", "./samples/auth/cmd/auth")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	service, err := startAuth(ctx, binary, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.kill()) }()
	probes, err := service.prepare(ctx, s.signIns)
	if err != nil {
		return fmt.Errorf("prepare the accounts: %w", err)
	}
	if _, err := service.ask(ctx, probes, time.Second); err != nil { // warm
		return err
	}
	return service.weather(ctx, w, s, probes)
}

// weather measures the calm, the storm and the calm after it.
func (a *authService) weather(ctx context.Context, w io.Writer, s storm, probes []*probe) error {
	usual, err := a.ask(ctx, probes, s.before)
	if err != nil {
		return err
	}
	calm, err := resident(a.pid())
	if err != nil {
		return err
	}
	storming, over := context.WithTimeout(ctx, s.atMost)
	defer over()
	watched := make(chan watched, 1)
	go func() { watched <- a.watch(storming) }()
	signedIn := make(chan tally, 1)
	go func() {
		defer over()
		signedIn <- a.signIn(storming, s.signIns)
	}()
	arriving, arrivingErr := a.ask(ctx, probes, time.Second)
	during, duringErr := a.askUntil(ctx, probes, storming.Done())
	seen, counts := <-watched, <-signedIn
	if err := errors.Join(arrivingErr, duringErr, seen.err, counts.err); err != nil {
		return err
	}
	time.Sleep(s.rest)
	after, err := resident(a.pid())
	if err != nil {
		return err
	}
	counts.print(w, s)
	printMemory(w, s, seen, calm, after)
	printLatencies(w, probes, usual, arriving, during)
	return nil
}

func (t tally) print(w io.Writer, s storm) {
	fmt.Fprintf(w, "\n## auth: %d sign-ins at once, half of them with a wrong password\n\n| | |\n|---|---:|\n", s.signIns)
	fmt.Fprintf(w, "| signed in | %d |\n| refused, for the password is wrong | %d |\n| … together per second | %.0f |\n", t.right, t.wrong, float64(t.right+t.wrong)/t.took.Seconds())
	fmt.Fprintf(w, "| told to come back, by the hasher | %d |\n| … by the throttle | %d |\n", t.busy, t.throttled)
	fmt.Fprintf(w, "| still waiting after %s | %d |\n", t.took.Round(100*time.Millisecond), s.signIns-t.right-t.wrong)
}

func printMemory(w io.Writer, s storm, seen watched, calm, after float64) {
	fmt.Fprintf(w, "| hashes at once, of %d | %d |\n", hashesAtOnce(), seen.hashes)
	fmt.Fprintf(w, "| memory before, MB | %.0f |\n| … at the highest | %.0f |\n| … %s after | %.0f |\n", calm, seen.memory, s.rest, after)
	fmt.Fprintf(w, "\n- the bound of the hasher holds: %s\n", met(seen.hashes <= hashesAtOnce()))
	fmt.Fprintf(w, "- memory stays flat, %.0f MB more (at most %.0f, unbounded it is %d): %s\n",
		seen.memory-calm, s.memoryOfStorm(), s.signIns*megabytesOfHash, met(seen.memory-calm <= s.memoryOfStorm()))
}

// printLatencies keeps the first second apart: a thousand who connect at once are served by
// turns, whatever it is that they want.
func printLatencies(w io.Writer, probes []*probe, usual, arriving, during [][]time.Duration) {
	fmt.Fprint(w, "\n| others | requests | p50, ms | ÷ before | p99, ms | ÷ before |\n|---|---:|---:|---:|---:|---:|\n")
	last, slowest := map[int]float64{}, map[int]float64{}
	for i, p := range probes {
		for _, phase := range []struct {
			name string
			took []time.Duration
		}{{p.name + ", before", usual[i]}, {"… in the second when all arrive", arriving[i]}, {"… while they sign in", during[i]}} {
			fmt.Fprintf(w, "| %s | %d |", phase.name, len(phase.took))
			for _, percent := range []int{50, 99} {
				before, now := percentile(usual[i], percent), percentile(phase.took, percent)
				ratio := float64(now) / float64(cmp.Or(before, 1))
				fmt.Fprintf(w, " %.2f | %.1f |", float64(now.Microseconds())/1000, ratio)
				last[percent] = ratio // of the last phase, which is what counts
			}
			fmt.Fprintln(w)
		}
		for percent, ratio := range last {
			slowest[percent] = max(slowest[percent], ratio)
		}
	}
	fmt.Fprintf(w, "\n- others are answered in the usual time while they sign in: p50 %.1f times it (at most 2.0): %s; p99 %.1f times it\n", slowest[50], met(slowest[50] <= 2), slowest[99])
}
