package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// ticked says when it was recorded.
type ticked struct {
	At int64 `json:"at"` // nanoseconds since 1970, of a clock that the processes share; 0 to warm up
}

func (ticked) EventName() string { return "ticked.v1" }

// stopwatch reacts to events, and knows how late that was.
type stopwatch struct {
	mu   sync.Mutex
	lags []time.Duration
}

// ticked counts what is committed: the unit of work has stored its checkpoint by then.
func (s *stopwatch) ticked(ctx context.Context, e ticked) error {
	uow.AfterCommit(ctx, func(context.Context) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if e.At > 0 {
			s.lags = append(s.lags, time.Since(time.Unix(0, e.At)))
		}
	})
	return nil
}

// lags are how many events were seen, and how late half of them and 99 of 100 were at most.
type lags struct {
	Count    int
	P50, P99 time.Duration
}

func (s *stopwatch) read() (l lags) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.lags)
	if l.Count = len(s.lags); l.Count > 0 {
		l.P50, l.P99 = s.lags[l.Count/2], s.lags[l.Count*99/100]
	}
	return l
}

// react runs a subscription with the stopwatch until ctx is over.
func react(ctx context.Context, store *postgres.Store, watch *stopwatch) error {
	container, err := newReactions(store, func(services *di.Services) {
		eventing.Subscribe(services, eventing.Config{Name: "stopwatch"}, func() *stopwatch { return watch }, eventing.On((*stopwatch).ticked))
	})
	if err != nil {
		return err
	}
	engine, err := di.Resolve[*eventing.Engine](container)
	if err != nil {
		return err
	}
	return engine.Run(ctx)
}

// appendsPerSecond is what the log grows by while a lag is measured.
const appendsPerSecond = 1000

// lagContest has a subscription follow the log, in the process that appends and in another one.
func lagContest(w io.Writer, url string, each time.Duration) error {
	fmt.Fprintf(w, "\n## reactions: from the append to the committed effect, %d appends a second\n\n| | events | p50 | p99 | |\n|---|---:|---:|---:|---|\n", appendsPerSecond)
	for _, c := range []struct {
		name, schema string
		run          func(url string, each time.Duration) (lags, error)
	}{{"the same process", "within", lagWithin}, {"another process", "across", lagAcross}} {
		l, err := c.run(url+"&pool_max_conns=8&schema="+c.schema, each)
		if err != nil {
			return fmt.Errorf("lag in %s: %w", c.name, err)
		}
		in := l.P50 <= 20*time.Millisecond && l.P99 <= 200*time.Millisecond
		fmt.Fprintf(w, "| %s | %d | %v | %v | at most 20ms and 200ms: %s |\n", c.name, l.Count, l.P50.Round(100*time.Microsecond), l.P99.Round(100*time.Microsecond), met(in))
	}
	return nil
}

func lagWithin(url string, each time.Duration) (l lags, err error) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	store, err := openPostgres(ctx, url)
	if err != nil {
		return l, err
	}
	defer func() { _ = store.Close() }() // nothing is kept
	watch, ended := new(stopwatch), make(chan error, 1)
	go func() { ended <- react(ctx, store, watch) }()
	err = tick(context.Background(), store, each)
	stop()
	return watch.read(), errors.Join(err, <-ended)
}

func lagAcross(url string, each time.Duration) (l lags, err error) {
	store, err := openPostgres(context.Background(), url)
	if err != nil {
		return l, err
	}
	defer func() { _ = store.Close() }() // nothing is kept
	self, err := os.Executable()
	if err != nil {
		return l, err
	}
	cmd := exec.Command(self, "-react", url)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		return l, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return l, err
	}
	if err := cmd.Start(); err != nil {
		return l, err
	}
	err = errors.Join(tick(context.Background(), store, each), input.Close(), json.NewDecoder(output).Decode(&l))
	return l, errors.Join(err, cmd.Wait())
}

// reactAlone is the other process: it follows the log until its input is closed, and prints
// how late it was.
func reactAlone(url string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	store, err := openPostgres(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // nothing is kept
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // any end is the end
		stop()
	}()
	watch := new(stopwatch)
	if err := react(ctx, store, watch); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(watch.read())
}

// tick appends for a while at a steady rate, after as long to warm up, and leaves the last events
// a second to arrive.
func tick(ctx context.Context, log eventstore.Store, each time.Duration) error {
	var appending sync.WaitGroup
	var failed sync.Map
	ticker := time.NewTicker(time.Second / appendsPerSecond)
	defer ticker.Stop()
	begin := time.Now()
	for n := 0; time.Since(begin) < 2*each; n++ {
		due := begin.Add(time.Duration(n) * time.Second / appendsPerSecond)
		for time.Now().Before(due) {
			<-ticker.C
		}
		event := ticked{}
		if time.Since(begin) > each {
			event.At = time.Now().UnixNano()
		}
		appending.Go(func() {
			if err := appendTick(ctx, log, n, event); err != nil {
				failed.Store("append", err)
			}
		})
	}
	appending.Wait()
	time.Sleep(time.Second)
	if err, ok := failed.Load("append"); ok {
		return err.(error)
	}
	return nil
}

func appendTick(ctx context.Context, log eventstore.Store, n int, event ticked) error {
	encoded, err := eventstore.Encode(event)
	if err != nil {
		return err
	}
	_, err = log.Append(ctx, eventstore.Batch{Stream: fmt.Sprintf("clock-%d", n), Events: []eventstore.Event{encoded}})
	return err
}
