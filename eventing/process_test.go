package eventing_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// childURL has the test binary be a process of its own, over the store that it names.
const childURL = "NEUROGLIA_TEST_SUBSCRIBER"

// Every hundredth event of a child takes long, and is announced.
const slowly = 100

func childConfig() eventing.Config {
	return eventing.Config{Name: "ledger", Shards: 2, Batch: 7, Lease: 2 * time.Second}
}

// TestChildProcess is no test but the child of one.
func TestChildProcess(t *testing.T) {
	url := os.Getenv(childURL)
	if url == "" {
		t.Skip("run by other tests")
	}
	p := newProgram(t, opened(t, postgres.Open, url), childConfig(), func(s *di.Services, l *Ledger) {
		di.OverrideValue(s, slog.New(slog.NewTextHandler(os.Stdout, nil)))
		l.meet = func(_ context.Context, e Noted) error {
			if e.N%slowly == 0 {
				fmt.Printf("slowly %s %d\n", e.Key, e.N)
				<-time.After(time.Second) // a loaded machine takes a while to stop it
			}
			return nil
		}
	})
	require.NoError(t, p.Run(t.Context()))
}

// child is a process that runs the ledger.
type child struct {
	*exec.Cmd
	lines chan string
}

func newChild(t *testing.T, url string) *child {
	t.Helper()
	c := &child{Cmd: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChildProcess$"), lines: make(chan string, 10_000)}
	c.Env = append(os.Environ(), childURL+"="+url)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	return c
}

// says waits for a line that has the words in it.
func (c *child) says(t *testing.T, words string) {
	t.Helper()
	require.True(t, c.said(t, words, time.Minute), "it did not say %s", words)
}

// said reports whether it says a line that has the words in it.
func (c *child) said(t *testing.T, words string, within time.Duration) bool {
	t.Helper()
	deadline := time.After(within)
	for {
		select {
		case line, ok := <-c.lines:
			require.True(t, ok, "the process ended")
			if strings.Contains(line, words) {
				return true
			}
		case <-deadline:
			return false
		}
	}
}

func (c *child) signal(t *testing.T, s os.Signal) {
	t.Helper()
	require.NoError(t, c.Process.Signal(s))
}

// A process that stands still in the middle of its work is taken over from, and has no effect
// when it goes on.
func TestAStoppedProcessIsFenced(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	p := newProgram(t, opened(t, postgres.Open, url), childConfig())
	stopped, other := newChild(t, url), (*child)(nil)
	n, fenced := 0, 0
	for round := range 3 {
		for range slowly {
			n++
			note(t, p.store, "a", n)
			note(t, p.store, "b", n)
		}
		stopped.says(t, fmt.Sprintf("slowly a %d", n))
		stopped.signal(t, syscall.SIGSTOP)
		if other == nil {
			other = newChild(t, url)
		}
		p.settle(t)
		require.Equal(t, count(n), p.numbers(t, "a"), "round %d: taken over", round)
		stopped.signal(t, syscall.SIGCONT)
		// It says nothing when it learns from the others that the shard is not its own any
		// more, before it has tried to store something.
		if stopped.said(t, "is lost", 10*time.Second) {
			fenced++
		}
		n++
		note(t, p.store, "a", n)
		note(t, p.store, "b", n)
		p.settle(t)
		for ; n%slowly > 0; n++ {
			note(t, p.store, "a", n+1)
			note(t, p.store, "b", n+1)
		}
		p.settle(t)
		for _, key := range []string{"a", "b"} {
			require.Equal(t, count(n), p.numbers(t, key), "round %d: once each, and in order", round)
			require.Empty(t, p.states(t, key))
		}
	}
	require.Positive(t, fenced, "it was fenced in no round")
}

// A process that is killed in the middle of its work is replaced, and what it had not stored is
// done again.
func TestAKilledProcessIsReplaced(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	p := newProgram(t, opened(t, postgres.Open, url), childConfig())
	n := 0
	for range 3 {
		c := newChild(t, url)
		for range slowly {
			n++
			note(t, p.store, "a", n)
		}
		c.says(t, fmt.Sprintf("slowly a %d", n))
		require.NoError(t, c.Process.Kill())
	}
	newChild(t, url)
	p.settle(t)
	require.Equal(t, count(n), p.numbers(t, "a"))
	require.Empty(t, p.states(t, "a"))
}
