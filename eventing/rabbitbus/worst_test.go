package rabbitbus_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/rabbitbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// patient is how long a server that was killed may take for what it will do.
const patient = 2 * time.Minute

// firsts keeps the events of each key in the order in which they were handled first.
type firsts struct {
	mu    sync.Mutex
	seen  map[string]bool
	byKey map[string][]string
}

func (f *firsts) take(_ context.Context, d transport.Delivery) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.seen[d.Event.ID] {
		f.seen[d.Event.ID] = true
		f.byKey[d.Event.Key()] = append(f.byKey[d.Event.Key()], d.Event.ID)
	}
	return nil
}

func (f *firsts) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen)
}

// TestTheWorst has two consume and many publish while, again and again, the server is
// killed, a consumer is cut off for good or leaves, or the lines of all are cut.
func TestTheWorst(t *testing.T) {
	t.Parallel()
	const keys, each, evils = 6, 60, 8 // events of each key while one evil happens
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // it makes trouble and guards nothing
	server := testenv.RabbitMQServer(t)
	declareLongBefore(t, server.URL)
	line, via := testenv.NewProxy(t, server.URL)
	bus := open(t, via)

	taken := &firsts{seen: map[string]bool{}, byKey: map[string][]string{}}
	consumers := []*consumer{join(t, server.URL, taken), join(t, server.URL, taken)}
	for round := range evils {
		var publishing sync.WaitGroup
		t.Cleanup(publishing.Wait)
		for k := range keys {
			publishing.Go(func() { publishKey(t, bus, fmt.Sprint("k", k), round*each, (round+1)*each) })
		}
		enough := taken.count() + 1 + dice.IntN(keys*each/2)
		require.Eventually(t, func() bool { return taken.count() >= enough }, patient, time.Millisecond)
		switch i := dice.IntN(len(consumers)); dice.IntN(4) {
		case 0:
			server.Kill(t)
			server.Start(t)
		case 1:
			consumers[i].line.Close()
			consumers[i].leave()
			consumers[i] = join(t, server.URL, taken)
		case 2:
			consumers[i].leave()
			consumers[i] = join(t, server.URL, taken)
		default:
			line.Cut()
			for _, c := range consumers {
				c.line.Cut()
			}
		}
		publishing.Wait()
	}
	require.Eventually(t, func() bool { return taken.count() == keys*each*evils }, patient, 10*time.Millisecond)
	for key, ids := range taken.byKey {
		for n, id := range ids {
			require.Equal(t, fmt.Sprintf("%s-%d", key, n), id)
		}
	}
}

// consumer is one of the group on a line of its own.
type consumer struct {
	line  *testenv.Proxy
	leave func()
}

func join(t *testing.T, server string, taken *firsts) *consumer {
	t.Helper()
	line, via := testenv.NewProxy(t, server)
	// The server may be on its way up, and Open does not wait for it.
	var bus *rabbitbus.Bus
	require.Eventually(t, func() (up bool) {
		var err error
		bus, err = rabbitbus.Open(t.Context(), via)
		return err == nil
	}, patient, 50*time.Millisecond)
	t.Cleanup(func() { require.NoError(t, bus.Close()) })
	return &consumer{line: line, leave: consume(t, bus, transport.Group{Name: "takes"}, taken.take)}
}

// publishKey publishes events of a key in batches, each until the server has it.
func publishKey(t *testing.T, bus *rabbitbus.Bus, key string, from, to int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patient)
	defer cancel()
	for n := from; n < to; {
		var batch []cloudevents.Event
		for ; len(batch) < 3 && n < to; n++ {
			e := event(fmt.Sprintf("%s-%d", key, n), "com.example.counted")
			e.Subject = key
			batch = append(batch, e)
		}
		for try := 1; ; try++ {
			err := bus.Publish(ctx, batch...)
			if err == nil {
				break
			}
			if !errors.Is(err, errs.KindUnavailable) || !(transport.Backoff{Limit: time.Second}).Wait(ctx, try) {
				t.Error(err)
				return
			}
		}
	}
}
