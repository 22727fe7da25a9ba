package pizzeria_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/sampletest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// The pizzeria in a storm: two processes on one database are killed again and again, the
// broker is restarted, connections are cut, and so is the service that listens. Every
// event of every acknowledged order arrives, in order, and the figures are right.
func TestEventsArriveWhateverIsKilled(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]func(testing.TB) *testenv.Server{
		"nats":     func(t testing.TB) *testenv.Server { return testenv.NATSServer(t) },
		"rabbitmq": testenv.RabbitMQServer,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			weather(t, newStorm(t, server(t)))
		})
	}
}

const callers = 4

// howBad returns how often each process is killed and the broker restarted: make torture
// has it worse than make test.
func howBad() (kills, restarts int) {
	if datatest.InFull() {
		return 20, 5
	}
	return 5, 2
}

// storm is everything that runs, and what was said to clients.
type storm struct {
	broker    *testenv.Server
	proxy     *testenv.Proxy
	url       string // of the broker, through the proxy
	pizzerias [2]*service
	witness   string // the database of the witness

	mu           sync.Mutex
	acknowledged []string
}

func newStorm(t *testing.T, broker *testenv.Server) *storm {
	t.Helper()
	w := &storm{broker: broker, witness: "sqlite:" + filepath.Join(t.TempDir(), "witness.db")}
	w.proxy, w.url = testenv.NewProxy(t, broker.URL)
	database := testenv.Postgres(t)
	for i := range w.pizzerias {
		w.pizzerias[i] = newService(t, database)
		w.pizzerias[i].Env = []string{"PIZZERIA_EVENTS_URL=" + w.url}
	}
	return w
}

func weather(t *testing.T, w *storm) {
	t.Helper()
	bus, err := drivers.Open(t.Context(), w.broker.URL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = bus.Close() })
	for _, group := range []string{"witness", "listener"} {
		require.NoError(t, transport.Declare(t.Context(), bus, transport.Group{Name: group}))
	}
	listener := listen(t, bus)
	witness := w.startWitness(t)
	for _, p := range w.pizzerias {
		p.Start()
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var work sync.WaitGroup
	for caller := range callers {
		work.Go(func() { w.order(ctx, t, caller) })
	}
	sampletest.Wait(t, 5*time.Second) // RabbitMQ forgets a queue that it is killed right after the declaration of
	w.blow(t, &witness)
	stop()
	work.Wait()
	w.requireArrived(t, listener, witness)
	w.requireStatistics(t)
}

// order has orders placed and moved on as long as ctx lasts.
func (w *storm) order(ctx context.Context, t *testing.T, caller int) {
	random := rand.New(rand.NewPCG(uint64(caller), 7))
	for ctx.Err() == nil {
		p := w.pizzerias[random.IntN(len(w.pizzerias))]
		placed, err := p.place(ctx, fmt.Sprintf("555000%04d", caller))
		if err != nil {
			if !errors.Is(err, sampletest.ErrNoAnswer) && ctx.Err() == nil && !strings.Contains(err.Error(), "503") {
				t.Error(err)
			}
			sampletest.Wait(t, 5*time.Millisecond)
			continue
		}
		w.mu.Lock()
		w.acknowledged = append(w.acknowledged, placed.ID)
		w.mu.Unlock()
		sampletest.Wait(t, 20*time.Millisecond)
		for _, step := range []string{"cook", "ready", "cancel"} { // each may be refused or cut off
			_, _ = w.pizzerias[random.IntN(len(w.pizzerias))].call(ctx, http.MethodPut, "/api/orders/"+placed.ID+"/"+step, "", nil)
		}
	}
}

// blow kills and cuts, one thing after the other, in an order that is drawn.
func (w *storm) blow(t *testing.T, witness **sampletest.Process) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	kills, restarts := howBad()
	var gusts []func()
	for _, p := range w.pizzerias {
		gusts = append(gusts, slices.Repeat([]func(){func() { p.Kill(); p.Start() }}, kills)...)
	}
	gusts = append(gusts, slices.Repeat([]func(){func() { w.broker.Kill(t); w.broker.Start(t) }}, restarts)...)
	gusts = append(gusts, slices.Repeat([]func(){w.proxy.Cut}, 2*restarts)...)
	gusts = append(gusts, slices.Repeat([]func(){func() {
		(*witness).Kill()
		*witness = w.startWitness(t)
	}}, restarts)...)
	random.Shuffle(len(gusts), func(i, j int) { gusts[i], gusts[j] = gusts[j], gusts[i] })
	for i, gust := range gusts {
		gust()
		t.Logf("gust %d of %d, %d orders acknowledged", i+1, len(gusts), w.count())
		sampletest.Wait(t, time.Duration(random.IntN(100))*time.Millisecond)
	}
}

func (w *storm) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acknowledged)
}

func (w *storm) startWitness(t *testing.T) *sampletest.Process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), witnessBus+"="+w.url, witnessDatabase+"="+w.witness)
	return sampletest.Launch(t, cmd)
}

// ear is a consumer of the transport that remembers what it heard, and heard first.
type ear struct {
	mu     sync.Mutex
	known  map[string]bool
	orders map[string][]string
	again  atomic.Int64
}

// listen hears events as anybody would who has only the transport.
func listen(t *testing.T, bus transport.Consumer) *ear {
	t.Helper()
	e := &ear{known: map[string]bool{}, orders: map[string][]string{}}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- bus.Consume(ctx, transport.Group{Name: "listener"}, func(_ context.Context, d transport.Delivery) error {
			e.hear(d.Event.Subject, d.Event.ID)
			return nil
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return e
}

func (e *ear) hear(order, id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.known[id] {
		e.again.Add(1)
		return
	}
	e.known[id] = true
	e.orders[order] = append(e.orders[order], id)
}

func (e *ear) heard(order string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.orders[order])
}

// requireArrived compares what the database says with what others got to know.
func (w *storm) requireArrived(t *testing.T, listener *ear, witness *sampletest.Process) {
	t.Helper()
	store, err := postgres.Open(t.Context(), w.pizzerias[0].Database)
	require.NoError(t, err)
	defer store.Close()
	truth := seen(t, logOf(t, store), func(r eventstore.Record) (string, string) {
		if r.Category() != "order" {
			return "", ""
		}
		return r.Stream, r.ID
	})
	require.Greater(t, len(w.acknowledged), 50)
	for _, id := range w.acknowledged {
		require.NotEmpty(t, truth["order-"+id], "the acknowledged order %s is gone", id)
	}
	other, err := sqlite.Open(t.Context(), w.witness)
	require.NoError(t, err)
	defer other.Close()
	inbox := func() map[string][]string {
		return seen(t, logOf(t, other), func(r eventstore.Record) (string, string) {
			return r.Metadata.Custom["ce_subject"], r.Metadata.Custom["ce_id"]
		})
	}
	require.Eventually(t, func() bool {
		select {
		case <-witness.Exited():
			t.Error("the witness has ended:", witness.Err(), witness.Output())
			return true
		default:
		}
		return listener.count() >= count(truth) && count(inbox()) >= count(truth)
	}, 2*time.Minute, time.Second, "everything arrives at last")
	got := inbox()
	for order, ids := range truth {
		require.Equal(t, ids, listener.heard(order), "in order, at least once")
		require.Equal(t, ids, got[order], "in order, exactly once")
	}
	t.Logf("%d orders acknowledged, %d events, of which %d were heard again", len(w.acknowledged), count(truth), listener.again.Load())
}

func logOf(t *testing.T, store data.Store) eventstore.Store {
	t.Helper()
	log, err := eventstore.Of(store)
	require.NoError(t, err)
	return log
}

func count(events map[string][]string) (n int) {
	for _, ids := range events {
		n += len(ids)
	}
	return n
}

func (e *ear) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return count(e.orders)
}

// requireStatistics compares the read model with the orders, once it has caught up.
func (w *storm) requireStatistics(t *testing.T) {
	t.Helper()
	p := w.pizzerias[0]
	var want, got map[string]any
	require.Eventually(t, func() bool {
		want = recount(t, p)
		got = nil
		var all map[string]any
		if _, err := p.call(t.Context(), http.MethodGet, "/api/management/statistics", "", &all); err != nil {
			return false
		}
		got = map[string]any{}
		for name := range want {
			got[name] = all[name]
		}
		return fmt.Sprint(want) == fmt.Sprint(got)
	}, time.Minute, 200*time.Millisecond, "the figures are those of the orders")
	require.Equal(t, fmt.Sprint(want), fmt.Sprint(got))
}

// recount makes the figures from the orders themselves.
func recount(t *testing.T, p *service) map[string]any {
	t.Helper()
	byStatus := map[string]int{}
	for page := 1; ; page++ {
		var out struct {
			Items []json.RawMessage `json:"items"`
		}
		_, err := p.call(t.Context(), http.MethodGet, "/api/orders?"+url.Values{"page": {fmt.Sprint(page)}, "page_size": {"100"}}.Encode(), "", &out)
		require.NoError(t, err)
		if len(out.Items) == 0 {
			break
		}
		for _, item := range out.Items {
			var o order
			require.NoError(t, json.Unmarshal(item, &o))
			byStatus[o.Status]++
		}
	}
	return map[string]any{
		"total_orders_today": byStatus["confirmed"] + byStatus["cooking"] + byStatus["ready"],
		"orders_confirmed":   byStatus["confirmed"], "orders_cooking": byStatus["cooking"], "orders_ready": byStatus["ready"],
		"active_orders": byStatus["confirmed"] + byStatus["cooking"] + byStatus["ready"],
	}
}
