package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// tally is what became of the sign-ins.
type tally struct {
	right, wrong    int
	busy, throttled int
	took            time.Duration
	err             error
}

// signIn has so many sign in at once, each to an account and from an address of their own.
// Who is told to come back does so, until ctx is over.
func (a *authService) signIn(ctx context.Context, signIns int) (total tally) {
	var mu sync.Mutex
	var clients sync.WaitGroup
	begin := time.Now()
	for i := 1; i <= signIns; i++ {
		clients.Go(func() {
			t := a.signInOnce(ctx, i)
			mu.Lock()
			defer mu.Unlock()
			total.right, total.wrong = total.right+t.right, total.wrong+t.wrong
			total.busy, total.throttled = total.busy+t.busy, total.throttled+t.throttled
			if total.err == nil {
				total.err = t.err
			}
		})
	}
	clients.Wait()
	total.took = time.Since(begin)
	return total
}

func (a *authService) signInOnce(ctx context.Context, i int) (t tally) {
	password := rightPassword
	if i%2 == 0 {
		password = "wrong horse"
	}
	header := http.Header{"X-Forwarded-For": {fmt.Sprintf("10.%d.%d.1", i>>8, i&0xff)}}
	for {
		got, err := a.send(ctx, "/api/v1/account/login", login(accountName(i), password), header)
		if ctx.Err() != nil {
			return t
		}
		if err != nil {
			t.err = err
			return t
		}
		switch got.status {
		case http.StatusNoContent:
			t.right++
			return t
		case http.StatusUnauthorized:
			t.wrong++
			return t
		case http.StatusServiceUnavailable:
			t.busy++
		case http.StatusTooManyRequests:
			t.throttled++
		default:
			t.err = fmt.Errorf("a sign-in is answered with %d %s", got.status, got.body)
			return t
		}
		later, err := strconv.Atoi(got.header.Get("Retry-After"))
		if err != nil || later < 1 {
			t.err = fmt.Errorf("an answer of %d says to come back after %q", got.status, got.header.Get("Retry-After"))
			return t
		}
		// Not all at the same moment, as people would not either.
		pause := time.Duration(later) * time.Second
		select {
		case <-time.After(pause + rand.N(pause)):
		case <-ctx.Done():
			return t
		}
	}
}

// watched is what was seen of the service from outside, at the highest.
type watched struct {
	memory float64
	hashes int
	err    error
}

// watch looks at the memory often, and at what the goroutines do now and then, for that costs
// the service something.
func (a *authService) watch(ctx context.Context) (seen watched) {
	memory, goroutines := time.NewTicker(10*time.Millisecond), time.NewTicker(time.Second)
	defer memory.Stop()
	defer goroutines.Stop()
	for {
		select {
		case <-ctx.Done():
			return seen
		case <-memory.C:
			now, err := resident(a.pid())
			if err != nil {
				seen.err = err
				return seen
			}
			seen.memory = max(seen.memory, now)
		case <-goroutines.C:
			now, err := a.hashing()
			if err != nil {
				seen.err = err
				return seen
			}
			seen.hashes = max(seen.hashes, now)
		}
	}
}

// hashing returns how many goroutines compute a hash.
func (a *authService) hashing() (int, error) {
	response, err := a.client.Get(a.admin + "/debug/pprof/goroutine?debug=1")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	hashes, same := 0, 0
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if count, _, stack := strings.Cut(lines.Text(), " @ "); stack {
			if same, err = strconv.Atoi(count); err != nil {
				return 0, fmt.Errorf("read the profile of goroutines: %w", err)
			}
		} else if strings.Contains(lines.Text(), "argon2.deriveKey+") {
			hashes += same
		}
	}
	return hashes, lines.Err()
}

// probe is a request whose time is measured.
type probe struct {
	name, url string
	header    http.Header
}

// probesPerSecond are sent whether those before were answered or not.
const probesPerSecond = 100

// ask sends the probes in turn for so long, and returns what each took.
func (a *authService) ask(ctx context.Context, probes []*probe, each time.Duration) ([][]time.Duration, error) {
	over := make(chan struct{})
	defer time.AfterFunc(each, func() { close(over) }).Stop()
	return a.askUntil(ctx, probes, over)
}

func (a *authService) askUntil(ctx context.Context, probes []*probe, over <-chan struct{}) (took [][]time.Duration, fault error) {
	took = make([][]time.Duration, len(probes))
	var mu sync.Mutex
	var asking sync.WaitGroup
	beat := time.NewTicker(time.Second / probesPerSecond)
	defer beat.Stop()
	for i := 0; ; i = (i + 1) % len(probes) {
		select {
		case <-over:
			asking.Wait()
			for _, t := range took {
				slices.Sort(t)
			}
			return took, fault
		case <-beat.C:
		}
		asking.Go(func() {
			d, err := a.time(ctx, probes[i])
			mu.Lock()
			defer mu.Unlock()
			if took[i] = append(took[i], d); fault == nil {
				fault = err
			}
		})
	}
}

func (a *authService) time(ctx context.Context, p *probe) (time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
	if err != nil {
		return 0, err
	}
	request.Header = p.header
	begin := time.Now()
	response, err := a.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return 0, err
	}
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s is answered with %s", p.name, response.Status)
	}
	return time.Since(begin), nil
}

// percentile returns the part of sorted times that so many of a hundred are within.
func percentile(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)*percent/100]
}
