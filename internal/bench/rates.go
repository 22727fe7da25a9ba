package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// measurement is a rate per second, and which other one it has to reach how much of.
type measurement struct {
	name, against string
	least         float64 // of the ratio, 0 for what is only to be known
	atLeast       float64 // of the rate itself
	run           func() (float64, error)
}

// compare measures all in turn, round after round, and prints medians: of the rates, and of the
// ratios within a round, so that what else the machine does in a round is in both parts of them.
func compare(w io.Writer, title string, rounds int, measurements []measurement, begin func() error) error {
	rates := map[string][]float64{}
	for range rounds {
		if err := begin(); err != nil {
			return fmt.Errorf("%s: prepare a round: %w", title, err)
		}
		for _, m := range measurements {
			rate, err := m.run()
			if err != nil {
				return fmt.Errorf("%s: %s: %w", title, m.name, err)
			}
			rates[m.name] = append(rates[m.name], rate)
		}
	}
	fmt.Fprintf(w, "\n## %s\n\n| | per second | against | ratio | |\n|---|---:|---|---:|---|\n", title)
	for _, m := range measurements {
		m.print(w, rates)
	}
	return nil
}

func (m measurement) print(w io.Writer, rates map[string][]float64) {
	rate, ratio, verdict := middle(rates[m.name]), "", ""
	if m.against != "" {
		ratios := make([]float64, len(rates[m.name]))
		for i, r := range rates[m.name] {
			ratios[i] = r / rates[m.against][i]
		}
		ratio = fmt.Sprintf("%.2f", middle(ratios))
		if m.least > 0 {
			verdict = fmt.Sprintf("at least %.2f: %s", m.least, met(middle(ratios) >= m.least))
		}
	}
	if m.atLeast > 0 {
		verdict = fmt.Sprintf("at least %.0f: %s", m.atLeast, met(rate >= m.atLeast))
	}
	fmt.Fprintf(w, "| %s | %.0f | %s | %s | %s |\n", m.name, rate, m.against, ratio, verdict)
}

func met(ok bool) string {
	if ok {
		return "met"
	}
	return "MISSED"
}

// rate has callers repeat fn, which says how much it did, and returns how much per second.
func rate(callers int, each time.Duration, fn func(ctx context.Context) (int, error)) (float64, error) {
	end := time.Now().Add(each)
	var done atomic.Int64
	var working sync.WaitGroup
	failures := make(chan error, callers)
	begin := time.Now()
	for range callers {
		working.Go(func() {
			for time.Now().Before(end) {
				n, err := fn(context.Background())
				if err != nil {
					failures <- err
					return
				}
				done.Add(int64(n))
			}
		})
	}
	working.Wait()
	select {
	case err := <-failures:
		return 0, err
	default:
		return float64(done.Load()) / time.Since(begin).Seconds(), nil
	}
}
