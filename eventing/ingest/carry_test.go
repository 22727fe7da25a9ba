package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/eventing/membus"
	"github.com/neuroglia-go/neuroglia/eventing/relay"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Paid is an event of the service that sends.
type Paid struct {
	Account string `json:"account"`
	N       int    `json:"n"`
}

func (Paid) EventName() string { return "paid.v1" }

// clocked is a store that tells the time as well.
type clocked struct {
	*wrapped
	lease.Clock
}

// shaken returns a commit that fails now and then: before it, after it, or so that nobody
// can tell.
func shaken(seed uint64) func(commit func() error) error {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // repeatable
	draw := func() int {
		mu.Lock()
		defer mu.Unlock()
		return random.IntN(12)
	}
	return func(commit func() error) error {
		switch draw() {
		case 0:
			return errs.Unavailable("away", "the store is away")
		case 1:
			return uow.UnknownOutcome(errors.New("connection lost before the commit"))
		case 2:
			return errors.Join(commit(), uow.UnknownOutcome(errors.New("connection lost behind the commit")))
		}
		return commit()
	}
}

// unreliable is a publisher that loses answers.
type unreliable struct {
	transport.Publisher
	mu     sync.Mutex
	random *rand.Rand
}

func (u *unreliable) Publish(ctx context.Context, events ...cloudevents.Event) error {
	u.mu.Lock()
	lost := u.random.IntN(6) == 0
	u.mu.Unlock()
	if err := u.Publisher.Publish(ctx, events...); err != nil || !lost {
		return err
	}
	return errs.Unavailable("lost", "the answer was lost")
}

// sender is a program that relays its log to the bus.
func sender(t *testing.T, store full, publisher transport.Publisher) *eventing.Engine {
	t.Helper()
	registry, err := eventstore.NewRegistry(eventstore.Events(Paid{}))
	require.NoError(t, err)
	services, _ := newServices(t, store)
	di.AddValue(services, registry)
	di.AddValue(services, publisher)
	relay.Add(services, relay.Config{
		Subscription: eventing.Config{Name: "relay", Batch: 5, Shards: 2, Lease: time.Second}, Source: "/sender", Prefix: "com.example.",
	}, relay.Send(func(e Paid) Paid { return e }))
	container, err := services.Build(t.Context())
	require.NoError(t, err)
	engine, err := di.Resolve[*eventing.Engine](container)
	require.NoError(t, err)
	return engine
}

// Journal keeps the numbers of an account in the order in which it heard of them.
type Journal struct{ accounts accounts }

func (j *Journal) Paid(ctx context.Context, e Paid) error {
	return (&Bank{accounts: j.accounts}).add(ctx, Placed{Account: e.Account, Amount: 1}, fmt.Sprint(e.N))
}

func receiver(t *testing.T, store data.Store) *program {
	t.Helper()
	services, bank := newServices(t, store)
	ingest.Register(services, ingest.Config{Group: transport.Group{Attempts: 50, Backoff: transport.Backoff{First: time.Millisecond, Limit: 5 * time.Millisecond}}})
	ingest.Subscribe(services, func() *Journal { return &Journal{bank.accounts} }, ingest.On("com.example.paid.v1", (*Journal).Paid))
	return build(t, services, bank, store)
}

// pay appends the event with the number to the stream of each key.
func pay(t *testing.T, store full, keys, n int) {
	t.Helper()
	for key := range keys {
		event, err := eventstore.Encode(Paid{Account: fmt.Sprint("a", key), N: n})
		require.NoError(t, err)
		_, err = store.Append(t.Context(), eventstore.Batch{Stream: fmt.Sprintf("account-%d", key), Expected: eventstore.Any, Events: []eventstore.Event{event}})
		require.NoError(t, err)
	}
}

// What was appended in one service has happened in another one exactly once and in order,
// though commits and answers are lost on both sides, and both are stopped and started again.
func TestFromOneLogToAnotherService(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, to := &wrapped{full: open(t).(full)}, &wrapped{full: open(t).(full)}
			bus := membus.New(membus.Config{})
			group := transport.Group{Name: "ingest", Types: []string{"com.example.paid.v1"}}
			require.NoError(t, bus.Declare(t.Context(), group))
			publisher := &unreliable{Publisher: bus, random: rand.New(rand.NewPCG(1, 3))} //nolint:gosec // repeatable
			received := receiver(t, to)
			from.onCommit(shaken(1))
			to.onCommit(shaken(2))

			const lives, keys, events = 3, 4, 5
			var want []string
			for life := range lives {
				ctx, cancel := context.WithCancel(t.Context())
				engine, runner := sender(t, clocked{from, from.full.(lease.Clock)}, publisher), ingest.NewRunner(receiver(t, to).Ingest, bus)
				var wg sync.WaitGroup
				wg.Go(func() { _ = engine.Run(ctx) })
				wg.Go(func() { _ = runner.Run(ctx) })
				for n := life * events; n < (life+1)*events; n++ {
					want = append(want, fmt.Sprint(n))
					pay(t, from.full, keys, n)
				}
				require.Eventually(t, func() bool { return entries(t, to.full) > life*keys*events }, time.Minute, 10*time.Millisecond)
				if life == lives-1 {
					require.Eventually(t, func() bool { return entries(t, to.full) == lives*keys*events }, time.Minute, 10*time.Millisecond)
				}
				cancel() // in the middle of it, but for the last
				wg.Wait()
			}
			to.onCommit(nil)
			for key := range keys {
				require.Equal(t, want, received.account(t, fmt.Sprint("a", key)).Seen, "once, and in order")
			}
			letters, err := bus.DeadLetters(t.Context(), "ingest", 10)
			require.NoError(t, err)
			require.Empty(t, letters)
		})
	}
}
