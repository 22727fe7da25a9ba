package rabbitbus_test

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/rabbitbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

var kitchen = transport.Group{Name: "kitchen", Backoff: transport.Backoff{First: time.Millisecond}}

func event(id, name string) cloudevents.Event {
	return cloudevents.Event{ID: id, Source: "/orders", Type: name, Subject: "order-1", DataContentType: cloudevents.JSON, Data: []byte(`{}`)}
}

// bench is a virtual host in which each test has an exchange of its own.
type bench struct {
	server string
	count  *atomic.Int64
}

// TestBus has its tests share a virtual host, which takes seconds to make.
func TestBus(t *testing.T) {
	t.Parallel()
	b := bench{server: testenv.RabbitMQ(t), count: &atomic.Int64{}}
	for name, run := range map[string]func(*testing.T, bench){
		"open says what is wrong":                       openFaults,
		"a queue declared otherwise ends Consume":       declaredOtherwise,
		"mandatory refuses what no group wants":         mandatory,
		"foreign messages are read":                     foreign,
		"what is no event is put aside":                 noEvent,
		"what came by an older binding is acknowledged": olderBinding,
		"the server puts aside what kills its consumer": deliveryLimit,
		"shared consumers are all at work":              shared,
		"a deleted queue is declared again":             deletedQueue,
		"publishing is by type":                         routing,
		"close waits for what is being published":       closing,
		"limits of AMQP are told before it is sent":     limits,
		"the order survives consumers that die":         deaths,
		"a cut is heard of while all places are taken":  cutWhileFull,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, b)
		})
	}
}

// url returns that of a place with the options, in pairs, and the name of its exchange.
func (b bench) url(t *testing.T, options ...string) (place, exchange string) {
	t.Helper()
	exchange = "bench" + strconv.FormatInt(b.count.Add(1), 10)
	place = with(t, b.server, "exchange", exchange)
	for i := 0; i < len(options); i += 2 {
		place = with(t, place, options[i], options[i+1])
	}
	return place, exchange
}

// channel returns one of a foreign program.
func (b bench) channel(t *testing.T) *amqp.Channel {
	t.Helper()
	conn, err := amqp.Dial(b.server)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() }) // a test may have closed it
	ch, err := conn.Channel()
	require.NoError(t, err)
	return ch
}

// inbox keeps what a handler took.
type inbox struct {
	mu    sync.Mutex
	taken []transport.Delivery
}

func (in *inbox) take(_ context.Context, d transport.Delivery) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.taken = append(in.taken, d)
	return nil
}

func (in *inbox) ids() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	ids := []string{}
	for _, d := range in.taken {
		ids = append(ids, d.Event.ID)
	}
	return ids
}

func (in *inbox) await(t *testing.T, ids ...string) {
	t.Helper()
	require.Eventually(t, func() bool { return len(in.ids()) >= len(ids) }, 20*time.Second, 5*time.Millisecond)
	require.Equal(t, ids, in.ids())
}

func consume(t *testing.T, bus transport.Consumer, group transport.Group, handle transport.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- bus.Consume(ctx, group, handle) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(stop)
	return stop
}

func letters(t *testing.T, bus *rabbitbus.Bus, count int) []transport.DeadLetter {
	t.Helper()
	var got []transport.DeadLetter
	require.Eventually(t, func() bool {
		var err error
		got, err = bus.DeadLetters(t.Context(), kitchen.Name, 10)
		return err == nil && len(got) == count
	}, 20*time.Second, 50*time.Millisecond)
	return got
}

func openFaults(t *testing.T, b bench) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = silent.Close() }) // nobody was let in
	u, err := url.Parse(b.server)
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		change func(u *url.URL)
		says   string
	}{
		"wrong password":  {func(u *url.URL) { u.User = url.UserPassword("guest", "s3cret") }, "the user or the password is wrong"},
		"no virtual host": {func(u *url.URL) { u.Path = "/nowhere" }, "the virtual host does not exist"},
		"no server":       {func(u *url.URL) { u.Host = "127.0.0.1:1" }, "no server answers there"},
		"no such host":    {func(u *url.URL) { u.Host = "rabbitmq.invalid" }, "the name of the host is unknown"},
		"silent server":   {func(u *url.URL) { u.Host = silent.Addr().String() }, "the server does not answer in time"},
		"no TLS":          {func(u *url.URL) { u.Scheme = "amqps" }, "no secure connection can be made"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrong := *u
			tt.change(&wrong)
			ctx := t.Context()
			if name == "silent server" {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, time.Second)
				defer cancel()
			}
			_, err := rabbitbus.Driver(ctx, wrong.String())
			require.ErrorIs(t, err, errs.KindUnavailable)
			require.ErrorContains(t, err, tt.says)
			require.NotContains(t, err.Error(), "s3cret")
		})
	}
}

func declaredOtherwise(t *testing.T, b bench) {
	place, exchange := b.url(t)
	_, err := b.channel(t).QueueDeclare(exchange+".kitchen", true, false, false, false, nil)
	require.NoError(t, err)
	bus := open(t, place)
	for _, err := range []error{bus.Declare(t.Context(), kitchen), bus.Consume(t.Context(), kitchen, nil)} {
		require.Equal(t, "rabbitmq_declared_otherwise", errs.CodeOf(err))
		require.ErrorContains(t, err, exchange+".kitchen")
	}
	require.NoError(t, bus.Ping(t.Context()))

	require.NoError(t, b.channel(t).ExchangeDeclare(exchange+"x", amqp.ExchangeFanout, true, false, false, false, nil))
	_, err = rabbitbus.Open(t.Context(), with(t, b.server, "exchange", exchange+"x"))
	require.Equal(t, "rabbitmq_declared_otherwise", errs.CodeOf(err))
}

func mandatory(t *testing.T, b bench) {
	place, _ := b.url(t, "mandatory", "true")
	bus := open(t, place)
	group := kitchen
	group.Types = []string{"com.example.order.*"}
	require.NoError(t, bus.Declare(t.Context(), group))
	err := bus.Publish(t.Context(), event("1", "com.example.order.placed"), event("2", "com.example.invoice.sent"))
	require.Equal(t, "rabbitmq_unrouted", errs.CodeOf(err))
	require.ErrorContains(t, err, "com.example.invoice.sent")
	var in inbox
	consume(t, bus, group, in.take)
	require.NoError(t, bus.Publish(t.Context(), event("3", "com.example.order.placed")))
	in.await(t, "1", "3")
}

func foreign(t *testing.T, b bench) {
	place, exchange := b.url(t)
	bus := open(t, place)
	require.NoError(t, bus.Declare(t.Context(), kitchen))
	at := time.Unix(1700000000, 0)
	for _, message := range []amqp.Publishing{
		{ContentType: "application/cloudevents+json; charset=utf-8", Body: []byte(`{"specversion":"1.0","id":"structured","source":"/a","type":"t"}`)},
		{Headers: amqp.Table{
			"cloudEvents:specversion": "1.0", "cloudEvents:id": "older", "cloudEvents:source": "/a", "cloudEvents:type": "t", "cloudEvents:time": at,
			"cloudEvents:flag": true, "cloudEvents:count": int64(7), "cloudEvents:bytes": []byte{1, 2}, "other": "left out",
		}},
	} {
		require.NoError(t, b.channel(t).PublishWithContext(t.Context(), exchange, "t", false, false, message))
	}
	var in inbox
	consume(t, bus, kitchen, in.take)
	require.Eventually(t, func() bool { return len(in.ids()) == 2 }, 20*time.Second, 5*time.Millisecond)
	older := in.taken[slices.Index(in.ids(), "older")].Event // without keys they come in any order
	require.True(t, at.Equal(older.Time))
	require.Equal(t, map[string]any{"flag": "true", "count": "7", "bytes": "AQI="}, older.Extensions)
	require.Nil(t, older.Data)
}

func noEvent(t *testing.T, b bench) {
	place, exchange := b.url(t)
	bus := open(t, place)
	var in inbox
	require.NoError(t, bus.Declare(t.Context(), kitchen))
	require.NoError(t, b.channel(t).PublishWithContext(t.Context(), exchange, "t", false, false, amqp.Publishing{Body: []byte("hello")}))
	require.NoError(t, bus.Publish(t.Context(), event("after", "t")))
	consume(t, bus, kitchen, in.take)
	in.await(t, "after")
	letter := letters(t, bus, 1)[0]
	require.Equal(t, cloudevents.Event{Data: []byte("hello")}, letter.Event)
	require.Contains(t, letter.Reason, "CloudEvents")
}

func olderBinding(t *testing.T, b bench) {
	place, _ := b.url(t)
	bus := open(t, place)
	require.NoError(t, bus.Declare(t.Context(), kitchen)) // of all types
	require.NoError(t, bus.Publish(t.Context(), event("1", "a.b"), event("2", "a.c")))
	var in inbox
	group := kitchen
	group.Types = []string{"a.c"}
	consume(t, bus, group, in.take)()
	consume(t, bus, group, in.take)
	in.await(t, "2")
	require.NoError(t, bus.Publish(t.Context(), event("3", "a.b"), event("4", "a.c")))
	in.await(t, "2", "4")
}

func deliveryLimit(t *testing.T, b bench) {
	place, _ := b.url(t, "delivery_limit", "2")
	line, via := testenv.NewProxy(t, place)
	bus := open(t, via)
	require.NoError(t, bus.Declare(t.Context(), kitchen))
	require.NoError(t, open(t, place).Publish(t.Context(), event("poison", "t")))
	var attempts sync.Map
	consume(t, bus, kitchen, func(ctx context.Context, d transport.Delivery) error {
		attempts.Store(d.Attempt, true)
		line.Cut() // as if it had killed the process
		<-ctx.Done()
		return ctx.Err()
	})
	letter := letters(t, open(t, place), 1)[0]
	require.Equal(t, "poison", letter.Event.ID)
	require.Equal(t, "the server put it aside: delivery_limit", letter.Reason)
	require.WithinDuration(t, time.Now(), letter.Time, time.Hour)
	for _, attempt := range []int{1, 2, 3} {
		_, seen := attempts.Load(attempt)
		require.True(t, seen, "attempt %d", attempt)
	}
}

func shared(t *testing.T, b bench) {
	place, exchange := b.url(t, "consumers", "shared")
	both := make(chan struct{}, 2)
	meet := func(ctx context.Context, _ transport.Delivery) error {
		both <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}
	group := kitchen
	group.Concurrency, group.InFlight, group.Grace = 1, 1, time.Nanosecond
	for range 2 {
		consume(t, open(t, place), group, meet)
	}
	bus := open(t, place)
	require.NoError(t, bus.Declare(t.Context(), group))
	awaitConsumers(t, b, exchange, 2) // one alone would take both events
	require.NoError(t, bus.Publish(t.Context(), event("1", "t"), event("2", "t")))
	<-both
	<-both
}

// awaitConsumers waits until so many consumers listen to the queue of the kitchen.
func awaitConsumers(t *testing.T, b bench, exchange string, count int) {
	t.Helper()
	ch := b.channel(t)
	require.Eventually(t, func() bool {
		queue, err := ch.QueueDeclarePassive(exchange+".kitchen", true, false, false, false, nil)
		return err == nil && queue.Consumers == count
	}, 10*time.Second, 10*time.Millisecond)
}

func deletedQueue(t *testing.T, b bench) {
	place, exchange := b.url(t)
	bus := open(t, place)
	var in inbox
	consume(t, bus, kitchen, in.take)
	require.NoError(t, bus.Declare(t.Context(), kitchen))
	awaitConsumers(t, b, exchange, 1)
	_, err := b.channel(t).QueueDelete(exchange+".kitchen", false, false, false)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		require.NoError(t, bus.Publish(t.Context(), event("1", "t")))
		return len(in.ids()) > 0
	}, 10*time.Second, 50*time.Millisecond)
}

func routing(t *testing.T, b bench) {
	place, exchange := b.url(t)
	bus := open(t, place)
	ch := b.channel(t)
	queue, err := ch.QueueDeclare("", false, true, true, false, nil)
	require.NoError(t, err)
	require.NoError(t, ch.QueueBind(queue.Name, "com.example.order.#", exchange, false, nil))
	require.NoError(t, bus.Publish(t.Context(), event("1", "com.example.invoice.sent"), event("2", "com.example.order.placed")))
	d, found, err := ch.Get(queue.Name, true)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, "com.example.order.placed", d.RoutingKey)
	require.Equal(t, "application/json", d.ContentType)
	require.Equal(t, "2", d.MessageId)
	require.Equal(t, amqp.Persistent, d.DeliveryMode)
	require.Equal(t, amqp.Table{
		"cloudEvents_specversion": "1.0", "cloudEvents_id": "2", "cloudEvents_source": "/orders",
		"cloudEvents_type": "com.example.order.placed", "cloudEvents_subject": "order-1",
	}, d.Headers)
}

func closing(t *testing.T, b bench) {
	place, _ := b.url(t)
	bus, err := rabbitbus.Open(t.Context(), place)
	require.NoError(t, err)
	require.NoError(t, bus.Declare(t.Context(), kitchen))
	var publishing sync.WaitGroup
	var accepted atomic.Int64
	for i := range 20 {
		publishing.Go(func() {
			switch err := bus.Publish(t.Context(), event(strconv.Itoa(i), "t")); {
			case err == nil:
				accepted.Add(1)
			default:
				require.Equal(t, "rabbitmq_closed", errs.CodeOf(err))
			}
		})
	}
	require.NoError(t, bus.Close())
	publishing.Wait()
	other := open(t, place)
	var in inbox
	consume(t, other, kitchen, in.take)
	require.NoError(t, other.Publish(t.Context(), event("last", "t")))
	require.Eventually(t, func() bool { return len(in.ids()) == int(accepted.Load())+1 }, 10*time.Second, 10*time.Millisecond)
}

func limits(t *testing.T, b bench) {
	place, _ := b.url(t, "max_bytes", "1000000")
	bus := open(t, place)
	long := strings.Repeat("x", 256)
	changed := func(change func(e *cloudevents.Event)) cloudevents.Event {
		e := event("1", "t")
		e.Extensions = map[string]any{}
		change(&e)
		return e
	}
	for name, tt := range map[string]struct {
		event cloudevents.Event
		kind  error
	}{
		"type":       {changed(func(e *cloudevents.Event) { e.Type = long }), errs.KindInvalid},
		"media type": {changed(func(e *cloudevents.Event) { e.DataContentType = "text/" + long }), errs.KindInvalid},
		"extension":  {changed(func(e *cloudevents.Event) { e.Extensions[long] = "x" }), errs.KindInvalid},
		"attributes": {changed(func(e *cloudevents.Event) { e.Extensions["x"] = strings.Repeat(long, 256) }), errs.KindTooLarge},
		"data":       {changed(func(e *cloudevents.Event) { e.Data = make([]byte, 1000000) }), errs.KindTooLarge},
		"id":         {changed(func(e *cloudevents.Event) { e.ID = long }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := bus.Publish(t.Context(), tt.event)
			if tt.kind == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tt.kind)
		})
	}
}

// One after the other dies with everything in its hands, though each has fewer events in
// flight than the one before it.
func deaths(t *testing.T, b bench) {
	place, _ := b.url(t)
	sender := open(t, place)
	require.NoError(t, sender.Declare(t.Context(), kitchen))
	want := []string{}
	for i := range 20 {
		want = append(want, strconv.Itoa(i))
		require.NoError(t, sender.Publish(t.Context(), event(want[i], "t")))
	}
	for _, inFlight := range []int{10, 3, 5} {
		line, via := testenv.NewProxy(t, place)
		victim := open(t, via)
		group := kitchen
		group.InFlight, group.Grace = inFlight, time.Millisecond
		began := make(chan struct{}, 1)
		stop := consume(t, victim, group, func(ctx context.Context, _ transport.Delivery) error {
			select {
			case began <- struct{}{}:
			default:
			}
			<-ctx.Done()
			return ctx.Err()
		})
		<-began
		line.Close()
		stop()
	}
	var in inbox
	consume(t, open(t, place), kitchen, in.take)
	in.await(t, want...)
}

// The connection goes while as many events as may be are in flight, and more have come.
func cutWhileFull(t *testing.T, b bench) {
	place, _ := b.url(t)
	line, via := testenv.NewProxy(t, place)
	bus := open(t, via)
	require.NoError(t, bus.Declare(t.Context(), kitchen))
	require.NoError(t, open(t, place).Publish(t.Context(), event("1", "t"), event("2", "t"), event("3", "t")))
	group := kitchen
	group.InFlight = 1
	var in inbox
	began := make(chan struct{}, 1)
	consume(t, bus, group, func(ctx context.Context, d transport.Delivery) error {
		if d.Attempt > 1 {
			return in.take(ctx, d)
		}
		began <- struct{}{}
		<-ctx.Done() // of a delivery that can no longer be acknowledged
		return ctx.Err()
	})
	<-began
	line.Cut()
	in.await(t, "1", "2", "3")
}
