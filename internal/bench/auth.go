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

// memoryOfStorm is what the service may grow by, in MB: the collector lets as much garbage
// be as is in use, and a connection has its buffers and its goroutines.
func (s storm) memoryOfStorm() float64 {
	const megabytesOfConnection = 0.05
	return 2*float64(hashesAtOnce())*megabytesOfHash + float64(s.signIns)*megabytesOfConnection
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
	during, askErr := a.askUntil(ctx, probes, storming.Done())
	seen, counts := <-watched, <-signedIn
	if err := errors.Join(askErr, seen.err, counts.err); err != nil {
		return err
	}
	time.Sleep(s.rest)
	after, err := resident(a.pid())
	if err != nil {
		return err
	}
	counts.print(w, s)
	printMemory(w, s, seen, calm, after)
	printLatencies(w, probes, usual, during)
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

func printLatencies(w io.Writer, probes []*probe, usual, during [][]time.Duration) {
	fmt.Fprint(w, "\n| others | requests | p50 before, ms | during | ratio | p99 before, ms | during | ratio |\n|---|---:|---:|---:|---:|---:|---:|---:|\n")
	worst := 0.0
	for i, p := range probes {
		fmt.Fprintf(w, "| %s | %d, %d |", p.name, len(usual[i]), len(during[i]))
		for _, percent := range []int{50, 99} {
			before, now := percentile(usual[i], percent), percentile(during[i], percent)
			ratio := float64(now) / float64(cmp.Or(before, 1))
			fmt.Fprintf(w, " %.2f | %.2f | %.1f |", milliseconds(before), milliseconds(now), ratio)
			if percent == 50 {
				worst = max(worst, ratio)
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\n- half of the others are answered within twice the usual time: %.1f (at most 2.0): %s\n", worst, met(worst <= 2))
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
