package relay_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/relay"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// Confirmed is an event of the domain, with more in it than others are told.
type Confirmed struct {
	Order  string        `json:"order"`
	Secret string        `json:"secret"`
	N      int           `json:"n"`
	Within time.Duration `json:"within"`
}

func (Confirmed) EventName() string { return "order.confirmed.v2" }

// Accepted is what Confirmed was before.
type Accepted struct {
	Order string `json:"order"`
}

func (Accepted) EventName() string { return "order.accepted" }

// Cancelled has no version in its name.
type Cancelled struct {
	Order string `json:"order"`
}

func (*Cancelled) EventName() string { return "order.cancelled" }

// Noted never leaves.
type Noted struct{}

func (Noted) EventName() string { return "order.noted.v1" }

// PublicOrder is what others see.
type PublicOrder struct {
	Order  string        `json:"order"`
	N      int           `json:"n"`
	Within time.Duration `json:"within,omitzero"`
	Lines  []string      `json:"lines"`
}

func confirmed(e Confirmed) PublicOrder { return PublicOrder{Order: e.Order, N: e.N, Within: e.Within} }

// wire is a transport that keeps what it is given.
type wire struct {
	mu     sync.Mutex
	calls  [][]cloudevents.Event
	inUnit bool // called within a unit of work
	fail   func(events []cloudevents.Event) error
}

var _ transport.Publisher = (*wire)(nil)

func (w *wire) Publish(ctx context.Context, events ...cloudevents.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, inUnit := uow.From(ctx); inUnit {
		w.inUnit = true
	}
	if w.fail != nil {
		if err := w.fail(events); err != nil {
			return err
		}
	}
	w.calls = append(w.calls, events)
	return nil
}

func (w *wire) events() (all []cloudevents.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, call := range w.calls {
		all = append(all, call...)
	}
	return all
}

// numbers returns the N of the events of a subject, in the order in which they came.
func (w *wire) numbers(t testing.TB, subject string) (numbers []int) {
	t.Helper()
	for _, e := range w.events() {
		if e.Subject == subject {
			var order PublicOrder
			require.NoError(t, json.Unmarshal(e.Data, &struct {
				*PublicOrder
				Within string `json:"within"`
			}{PublicOrder: &order}))
			numbers = append(numbers, order.N)
		}
	}
	return numbers
}

type full interface {
	data.Store
	eventstore.Store
	lease.Clock
}

// program is a process with a relay.
type program struct {
	*eventing.Engine
	store full
	wire  *wire
}

func config(change ...func(*relay.Config)) relay.Config {
	c := relay.Config{Subscription: eventing.Config{Name: "relay"}, Source: "https://example.com/orders", Prefix: "com.example."}
	for _, f := range change {
		f(&c)
	}
	return c
}

func services(t testing.TB, store full, publisher transport.Publisher) *di.Services {
	t.Helper()
	registry, err := eventstore.NewRegistry(eventstore.Events(Confirmed{}, &Cancelled{}, Noted{}),
		eventstore.Upcast(func(old Accepted) Confirmed { return Confirmed{Order: old.Order, N: -1} }))
	require.NoError(t, err)
	s := di.NewServices()
	di.AddValue[data.Store](s, store)
	di.AddValue(s, registry)
	di.AddValue(s, slog.New(slog.DiscardHandler))
	di.AddValue(s, publisher)
	return s
}

func newProgram(t testing.TB, store full, w *wire, c relay.Config, routes ...relay.Route) *program {
	t.Helper()
	s := services(t, store, w)
	relay.Add(s, c, routes...)
	container, err := s.Build(t.Context())
	require.NoError(t, err)
	engine, err := di.Resolve[*eventing.Engine](container)
	require.NoError(t, err)
	return &program{engine, store, w}
}

func put(t testing.TB, store eventstore.Store, stream string, events ...aggregate.Event) {
	t.Helper()
	var encoded []eventstore.Event
	for _, event := range events {
		e, err := eventstore.Encode(event)
		require.NoError(t, err)
		e.At = time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
		e.Metadata = eventstore.Metadata{
			Correlation: "c1", Causation: "c2", Actor: "ada", Trace: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			Custom: map[string]string{"tracestate": "a=b", "other": "x"},
		}
		encoded = append(encoded, e)
	}
	_, err := store.Append(t.Context(), eventstore.Batch{Stream: stream, Expected: eventstore.Any, Events: encoded})
	require.NoError(t, err)
}

func TestWhatLeaves(t *testing.T) {
	t.Parallel()
	store := memory.New()
	w := &wire{}
	c := config(func(c *relay.Config) {
		c.Extensions = func(r eventstore.Record) map[string]any {
			return map[string]any{"tenant": "t1", "partitionkey": "other", "causationid": r.Metadata.Causation}
		}
	})
	p := newProgram(t, store, w, c,
		relay.Send(confirmed, relay.Schema("https://example.com/schema")),
		relay.SendRecord(func(e *Cancelled, r eventstore.Record) (PublicOrder, error) {
			if e.Order == "secret" {
				return PublicOrder{}, relay.ErrSkip
			}
			return PublicOrder{Order: r.Stream, Lines: []string{"<&>"}}, nil
		}, relay.As("order.dropped.v7")),
	)
	put(t, store, "order-1", Confirmed{Order: "1", Secret: "hush", N: 1, Within: 90 * time.Second}, Noted{}, &Cancelled{Order: "1"}, &Cancelled{Order: "secret"}, Accepted{Order: "1"})
	require.NoError(t, p.CatchUp(t.Context()))
	got := w.events()
	require.Len(t, got, 3)
	require.Len(t, w.calls, 1, "one batch")
	require.False(t, w.inUnit, "the transport may take its time")

	var records []eventstore.Record
	for r, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{}) {
		require.NoError(t, err)
		records = append(records, r)
	}
	extensions := map[string]any{
		"partitionkey": "order-1", "correlationid": "c1", "causationid": "c2", "tracestate": "a=b",
		"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tenant": "t1",
	}
	require.Equal(t, cloudevents.Event{
		ID: records[0].ID, Source: "https://example.com/orders", Type: "com.example.order.confirmed.v2", Subject: "order-1",
		Time: time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC), DataContentType: cloudevents.JSON, DataSchema: "https://example.com/schema",
		Extensions: extensions, Data: []byte(`{"order":"1","n":1,"within":"1m30s","lines":[]}`),
	}, got[0])
	require.Equal(t, "com.example.order.dropped.v7", got[1].Type)
	require.Equal(t, `{"order":"order-1","n":0,"lines":["<&>"]}`, string(got[1].Data))
	require.Equal(t, "com.example.order.confirmed.v2", got[2].Type, "an old event leaves as that of today")
	require.Equal(t, `{"order":"1","n":-1,"lines":[]}`, string(got[2].Data))
}

func TestSubjectAndKey(t *testing.T) {
	t.Parallel()
	store := memory.New()
	w := &wire{}
	p := newProgram(t, store, w, config(func(c *relay.Config) {
		c.Subject = func(eventstore.Record) string { return "" }
		c.Extensions = func(eventstore.Record) map[string]any { return map[string]any{"correlationid": "made up"} }
		c.Subscription.Key = func(r eventstore.Record) string { return strings.ToUpper(r.Stream) }
	}), relay.Send(confirmed))
	_, err := store.Append(t.Context(), eventstore.Batch{Stream: "order-a", Events: []eventstore.Event{{Type: "order.confirmed", SchemaVersion: 2}}})
	require.NoError(t, err)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Empty(t, w.events()[0].Subject)
	require.Equal(t, map[string]any{"partitionkey": "ORDER-A"}, w.events()[0].Extensions)
}

func TestWhatIsWrongIsInTheReportOfBuild(t *testing.T) {
	t.Parallel()
	s := services(t, memory.New(), &wire{})
	relay.Add(s, relay.Config{Prefix: "com.example", MaxBytes: -1})
	relay.Add(s, config(func(c *relay.Config) { c.Source = "a b"; c.Subscription.Name = "second" }),
		relay.Send(confirmed, relay.As("a\nb"), relay.Schema("/relative")), relay.Send(confirmed),
		relay.Send[Confirmed, PublicOrder](nil), relay.SendRecord[Noted, PublicOrder](nil), nil,
		relay.Send(func(e aggregate.Event) PublicOrder { return PublicOrder{} }))
	_, err := s.Build(t.Context())
	for _, fault := range []string{
		`MaxBytes is -1`, `Prefix is "com.example"; end it with a dot: "com.example."`, `it sends nothing`, `Source is missing`,
		"Send(relay_test.Confirmed): type must not contain control characters", "Send(relay_test.Confirmed): dataschema must be an absolute URI",
		"Send(relay_test.Confirmed): source must be a URI reference", "Send(relay_test.Confirmed) is there twice", "the function of Send(relay_test.Confirmed) is nil",
		"the function of Send(relay_test.Noted) is nil", "one of the routes is nil", "the function of Send(aggregate.Event) is nil",
	} {
		require.ErrorContains(t, err, fault)
	}

	s = services(t, memory.New(), &wire{})
	relay.Add(s, config(func(c *relay.Config) { c.Subscription.Name = "Bad Name" }), relay.Send(confirmed))
	_, err = s.Build(t.Context())
	require.ErrorContains(t, err, `Name is "Bad Name"`)

	s = services(t, memory.New(), &wire{})
	relay.Add(s, config(), relay.Send(func(e Accepted) PublicOrder { return PublicOrder{} }))
	_, err = s.Build(t.Context())
	require.ErrorContains(t, err, "does not know relay_test.Accepted")

	require.Equal(t, `As("x")`, relay.As("x").String())
	require.Equal(t, `Schema("a:b")`, relay.Schema("a:b").String())
}

func TestAnEventThatIsTooLargeIsDeadLetteredAtOnce(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]func(*relay.Config, *wire){
		"for the relay": func(c *relay.Config, _ *wire) { c.MaxBytes = 600 },
		"for the transport": func(_ *relay.Config, w *wire) {
			w.fail = func(events []cloudevents.Event) error {
				for _, e := range events {
					if len(e.Data) > 600 {
						return errs.New(errs.KindTooLarge, "too_large", "too large")
					}
				}
				return nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := memory.New()
			w := &wire{}
			p := newProgram(t, store, w, config(func(c *relay.Config) { limit(c, w) }), relay.Send(confirmed))
			put(t, store, "order-a", Confirmed{N: 1}, Confirmed{N: 2, Order: strings.Repeat("x", 601)}, Confirmed{N: 3})
			require.ErrorIs(t, p.CatchUp(t.Context()), errs.KindTooLarge)
			require.Equal(t, []int{1, 3}, w.numbers(t, "order-a"))
			letters, err := p.Letters(t.Context(), eventing.LetterQuery{Subscription: "relay"})
			require.NoError(t, err)
			require.Len(t, letters.Items, 1)
			require.Equal(t, eventing.Dead, letters.Items[0].State)
		})
	}
}

func TestAnEventThatCannotBeSentStopsItsKeyOnly(t *testing.T) {
	t.Parallel()
	store := memory.New()
	w := &wire{}
	bad := errors.New("no such order")
	broken := true
	p := newProgram(t, store, w, config(func(c *relay.Config) { c.Subscription.Retry.Attempts = 1 }),
		relay.SendRecord(func(e Confirmed, _ eventstore.Record) (PublicOrder, error) {
			if broken && e.Order == "a" && e.N == 2 {
				return PublicOrder{}, bad
			}
			return confirmed(e), nil
		}))
	put(t, store, "order-a", Confirmed{Order: "a", N: 1}, Confirmed{Order: "a", N: 2}, Confirmed{Order: "a", N: 3})
	put(t, store, "order-b", Confirmed{Order: "b", N: 1}, Confirmed{Order: "b", N: 2})
	require.ErrorIs(t, p.CatchUp(t.Context()), bad)
	require.Equal(t, []int{1}, w.numbers(t, "order-a"))
	require.Equal(t, []int{1, 2}, w.numbers(t, "order-b"))

	broken = false
	replayed, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "relay"})
	require.NoError(t, err)
	require.Positive(t, replayed)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, []int{1, 2, 3}, w.numbers(t, "order-a"))
}

func TestAnEventThatBreaksTheRulesIsNotSent(t *testing.T) {
	t.Parallel()
	store := memory.New()
	w := &wire{}
	p := newProgram(t, store, w, config(func(c *relay.Config) {
		c.Subscription.Retry.Attempts = 1
		c.Subject = func(eventstore.Record) string { return "a\nb" }
	}), relay.Send(confirmed))
	put(t, store, "order-a", Confirmed{N: 1})
	require.ErrorIs(t, p.CatchUp(t.Context()), errs.Invalid("invalid_event", ""))
	require.Empty(t, w.calls)

	p = newProgram(t, memory.New(), w, config(func(c *relay.Config) { c.Subscription.Retry.Attempts = 1 }),
		relay.Send(func(Confirmed) func() { return func() {} }))
	put(t, p.store, "order-a", Confirmed{N: 1})
	require.ErrorContains(t, p.CatchUp(t.Context()), "func()")
}

// stores are those that the promises are kept over.
func stores() map[string]func(t testing.TB) full {
	return map[string]func(t testing.TB) full{
		"memory": func(testing.TB) full { return memory.New() },
		"sqlite": func(t testing.TB) full {
			return opened(t, sqlite.Open, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
		},
		"postgres": func(t testing.TB) full { return opened(t, postgres.Open, testenv.Postgres(t)) },
	}
}

func opened(t testing.TB, open data.Driver, url string) full {
	t.Helper()
	store, err := open(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	f, ok := store.(full)
	require.True(t, ok)
	return f
}

// While the transport is away nothing is set aside, and what is sent again has its id.
func TestNothingIsLostAndOrderIsKept(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			w := &wire{}
			calls := 0
			w.fail = func(events []cloudevents.Event) error {
				if calls++; calls > 8 {
					return nil
				}
				switch calls % 4 {
				case 1: // away
					return errs.Unavailable("away", "the broker is away")
				case 2: // some of it got there
					w.calls = append(w.calls, events[:(len(events)+1)/2])
					return errs.Unavailable("cut", "the connection was cut")
				case 3: // all of it got there, and nobody heard
					w.calls = append(w.calls, events)
					return errs.Unavailable("unheard", "the answer was lost")
				}
				return nil
			}
			p := newProgram(t, store, w, config(func(c *relay.Config) {
				c.Subscription.Batch, c.Subscription.Shards = 7, 3
			}), relay.Send(confirmed))
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- p.Run(ctx) }()
			for n := range 20 {
				for _, key := range []string{"a", "b", "c", "d"} {
					put(t, store, "order-"+key, Confirmed{Order: key, N: n})
				}
			}
			head, err := store.Head(t.Context())
			require.NoError(t, err)
			require.NoError(t, p.Await(t.Context(), "relay", head))
			cancel()
			require.NoError(t, <-done)
			for _, key := range []string{"a", "b", "c", "d"} {
				require.Equal(t, upTo(20), firsts(w.numbers(t, "order-"+key)), key)
			}
			requireStableIDs(t, w.events())
			letters, err := p.Letters(t.Context(), eventing.LetterQuery{Subscription: "relay"})
			require.NoError(t, err)
			require.Empty(t, letters.Items)
		})
	}
}

func upTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// firsts returns the numbers without those that came before.
func firsts(numbers []int) (first []int) {
	seen := map[int]bool{}
	for _, n := range numbers {
		if !seen[n] {
			first = append(first, n)
		}
		seen[n] = true
	}
	return first
}

// requireStableIDs holds what was sent twice to be the same event.
func requireStableIDs(t *testing.T, events []cloudevents.Event) {
	t.Helper()
	data := map[string]string{}
	ids := map[string]string{}
	for _, e := range events {
		text := fmt.Sprintf("%s %s", e.Subject, e.Data)
		if have, ok := data[e.ID]; ok {
			require.Equal(t, have, text)
		}
		if have, ok := ids[text]; ok {
			require.Equal(t, have, e.ID)
		}
		data[e.ID], ids[text] = text, e.ID
	}
	require.Len(t, data, 80)
}
