package natsbus_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// processVariable has the URL for a process that consumes.
const processVariable = "NATSBUS_TEST_CONSUMER"

// TestConsumerProcess is that process. It prints what it takes and what it logs.
func TestConsumerProcess(t *testing.T) {
	t.Parallel()
	url := os.Getenv(processVariable)
	if url == "" {
		t.Skip("it is run by the tests that stop and kill it")
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the test is gone, however that happened
		os.Exit(1)
	}()
	var bus *natsbus.Bus
	require.Eventually(t, func() bool {
		var err error
		bus, err = natsbus.Open(t.Context(), url)
		return err == nil
	}, patient, 50*time.Millisecond, "the server may be down for a moment")
	group := transport.Group{Name: "processes", Log: slog.New(slog.NewTextHandler(os.Stdout, nil))}
	require.NoError(t, bus.Consume(t.Context(), group, func(_ context.Context, d transport.Delivery) error {
		_, err := fmt.Fprintln(os.Stdout, "took", d.Event.Key(), d.Event.ID)
		return err
	}))
}

// record is what all consumers took, in order. It is safe for concurrent use.
type record struct {
	mu    sync.Mutex
	lines []string
}

func (r *record) add(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
}

// firsts returns the ids of each key in the order in which they were taken first.
func (r *record) firsts() (keys map[string][]string, all int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	keys = map[string][]string{}
	seen := map[string]bool{}
	for _, line := range r.lines {
		words := strings.Fields(line)
		if len(words) != 3 || words[0] != "took" || seen[words[2]] {
			continue
		}
		seen[words[2]] = true
		keys[words[1]] = append(keys[words[1]], words[2])
	}
	return keys, len(seen)
}

func (r *record) has(part string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Contains(strings.Join(r.lines, "\n"), part)
}

// run starts a process that consumes and reads what it prints into the record.
func run(t *testing.T, url string, into *record) (signal func(syscall.Signal)) {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0], "-test.run=^TestConsumerProcess$") //nolint:gosec // the test itself
	cmd.Env = append(os.Environ(), processVariable+"="+url)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // one that is stopped is hung up on when the test is gone
	output, err := cmd.StdoutPipe()
	require.NoError(t, err)
	input, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(output); lines.Scan(); {
			into.add(lines.Text())
		}
		_, _ = cmd.Wait(), input.Close() // it was killed
	}()
	signal = func(s syscall.Signal) {
		require.NoError(t, cmd.Process.Signal(s))
		if s == syscall.SIGKILL {
			<-ended
		}
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may be dead
		<-ended
	})
	return signal
}

func TestProcessesThatAreKilledLoseNothingAndKeepTheOrder(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t) + "&lease=1s"
	bus := open(t, url)
	require.NoError(t, bus.Declare(t.Context(), transport.Group{Name: "processes"}))
	const keys, each, kills = 5, 60, 3
	var taken record
	published := make(chan error, 1)
	round := make(chan struct{})
	go func() {
		for n := range each {
			if n%(each/kills) == 0 {
				<-round
			}
			var events []cloudevents.Event
			for k := range keys {
				e := event(n)
				e.Subject = fmt.Sprint("k", k)
				e.ID = fmt.Sprintf("k%d-%d", k, n)
				events = append(events, e)
			}
			if err := bus.Publish(t.Context(), events...); err != nil {
				published <- err
				return
			}
		}
		published <- nil
	}()
	for range kills {
		signal := run(t, url, &taken)
		_, before := taken.firsts()
		round <- struct{}{}
		require.Eventually(t, func() bool {
			_, now := taken.firsts()
			return now > before
		}, patient, time.Millisecond)
		signal(syscall.SIGKILL)
	}
	require.NoError(t, <-published)
	run(t, url, &taken)
	require.Eventually(t, func() bool {
		_, all := taken.firsts()
		return all == keys*each
	}, patient, 10*time.Millisecond)
	byKey, _ := taken.firsts()
	require.Len(t, byKey, keys)
	for key, ids := range byKey {
		for n, id := range ids {
			require.Equal(t, fmt.Sprintf("%s-%d", key, n), id)
		}
	}
}

func TestAProcessThatWasPausedDoesNotGoOnWithAGroupThatIsTaken(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t) + "&lease=1s"
	bus := open(t, url)
	require.NoError(t, bus.Declare(t.Context(), transport.Group{Name: "processes"}))
	var paused, awake record
	signal := run(t, url, &paused)
	publish := func(n int, by *record) {
		e := event(n)
		require.NoError(t, bus.Publish(t.Context(), e))
		require.Eventually(t, func() bool { return by.has("took k " + e.ID) }, patient, time.Millisecond)
	}
	publish(1, &paused)
	signal(syscall.SIGSTOP)
	run(t, url, &awake)
	publish(2, &awake)
	signal(syscall.SIGCONT)
	publish(3, &awake)
	require.Eventually(t, func() bool { return paused.has("another consumer has taken the group over") }, patient, time.Millisecond)
	publish(4, &awake)
	require.False(t, paused.has("took k 2") || paused.has("took k 3") || paused.has("took k 4"))
}
