package eventingtest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// samples are events with everything that an event can have.
func samples() []cloudevents.Event {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	return []cloudevents.Event{
		{ID: "bare", Source: "/eventingtest", Type: "com.example.bare"},
		{
			ID: "full", Source: "https://example.com/orders?a=b#c", Type: "com.example.full.v1", Subject: "orders/42",
			Time:            time.Date(2026, 2, 28, 23, 59, 58, 123456789, time.UTC),
			DataContentType: cloudevents.JSON, DataSchema: "https://example.com/schemas/order", Data: []byte(`{"price": 12.50}`),
			Extensions: map[string]any{
				"yes": true, "no": false, "count": int32(-2147483648), "text": "plain", "empty0": "0",
				"bytes": []byte{0, 1, 254, 255}, "uri": cloudevents.URI("https://example.com/a%20b"),
				"ref": cloudevents.URIRef("../up?x=1"), "moment": time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
				"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", cloudevents.PartitionKey: "a key: with, signs",
			},
		},
		{
			ID: `words "quoted" 100% ✓`, Source: "/caf%C3%A9", Type: "type with blanks.and>signs*", Subject: "Zürich, 日本 🍕 \\ ;=",
			DataContentType: "text/plain; charset=utf-8", Data: []byte("naïve\r\n\ttext"),
			Extensions: map[string]any{"note": "ünïcode: 50% off, \"now\""},
		},
		{ID: "binary", Source: "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", Type: "com..example.binary.", DataContentType: "application/octet-stream", Data: every},
		{ID: "untyped", Source: "/eventingtest", Type: "com.example.untyped", Subject: strings.Repeat("long", 100), Data: []byte("no media type")},
	}
}

func (s suite) arriveAsTheyWere(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	var in inbox
	g := group("takes")
	s.declare(t, bus, g)
	consume(t, bus, g, in.take)
	sent := samples()
	s.publish(t, bus, sent...)
	in.await(t, len(sent))
	arrived := map[string]cloudevents.Event{}
	for _, d := range in.deliveries {
		require.Equal(t, 1, d.Attempt)
		arrived[d.Event.ID] = d.Event
	}
	for _, want := range sent {
		got, ok := arrived[want.ID]
		require.True(t, ok, "event %q", want.ID)
		require.Equal(t, maps.Collect(want.Attributes()), maps.Collect(got.Attributes()), "event %q", want.ID)
		require.Equal(t, want.Data, got.Data, "data of event %q", want.ID)
		require.Equal(t, want.Key(), got.Key())
		if s.TypedExtensions {
			require.Equal(t, want.Extensions, got.Extensions)
		}
	}
}

func (s suite) refusesInvalid(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	var in inbox
	g := group("takes")
	s.declare(t, bus, g)
	consume(t, bus, g, in.take)
	for _, broken := range []cloudevents.Event{
		{},
		{ID: "x", Source: "/x"},
		{ID: "x", Type: "x"},
		{Source: "/x", Type: "x"},
		{ID: "x", Source: "/x", Type: "x", Extensions: map[string]any{"Bad-Name": "x"}},
		{ID: "x", Source: "/x", Type: "x", Extensions: map[string]any{"number": 1.5}},
	} {
		require.ErrorIs(t, bus.Publish(t.Context(), event("k", 1), broken), errs.KindInvalid)
	}
	require.NoError(t, bus.Publish(t.Context()), "nothing is no fault")
	s.publish(t, bus, event("k", 2))
	in.await(t, 1)
	require.Equal(t, []string{"k-2"}, in.ids(), "none of a call is sent when one cannot be")
}

func (s suite) sizes(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	var in inbox
	g := group("takes")
	s.declare(t, bus, g)
	consume(t, bus, g, in.take)
	sized := func(id string, size int) cloudevents.Event {
		return cloudevents.Event{
			ID: id, Source: "/eventingtest", Type: "com.example.sized", Subject: "k",
			DataContentType: "application/octet-stream", Data: bytes.Repeat([]byte{'x'}, size),
		}
	}
	if s.TooLarge > 0 {
		err := bus.Publish(t.Context(), sized("before", 1), sized("too large", s.TooLarge))
		require.ErrorIs(t, err, errs.KindTooLarge)
	}
	s.publish(t, bus, sized("empty", 0), sized("large", s.Largest), sized("after", 1))
	in.await(t, 3)
	require.Equal(t, []string{"empty", "large", "after"}, in.ids())
	require.Empty(t, in.deliveries[0].Event.Data)
	require.Len(t, in.deliveries[1].Event.Data, s.Largest)
}

func (s suite) types(t *testing.T) {
	for _, types := range [][]string{{"a.b.*"}, {"a.c"}, {"a.b.*", "a.c"}, {"a.*"}} {
		bus, _ := s.open(t).Open(t)
		var in inbox
		g := group("takes")
		g.Types = types
		s.declare(t, bus, g)
		consume(t, bus, g, in.take)
		var want []string
		var sent []cloudevents.Event
		for i, name := range []string{"a.b", "a.b.c", "a.b.c.d", "a.c", "a.bb", "a", "b.a.b.c"} {
			e := event("k", i)
			e.Type = name
			sent = append(sent, e)
			if g.Receives(name) {
				want = append(want, e.ID)
			}
		}
		last := event("k", 100)
		last.Type = strings.Replace(types[0], "*", "last", 1)
		s.publish(t, bus, append(sent, last)...)
		in.await(t, len(want)+1)
		require.Equal(t, append(want, last.ID), in.ids())
	}
}

func (s suite) refusesGroups(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	for _, g := range []transport.Group{{}, {Name: "with a blank"}, {Name: "a", Attempts: -1}} {
		require.ErrorIs(t, bus.Consume(t.Context(), g, nil), errs.KindInvalid)
	}
}

func (s suite) concurrentPublishers(t *testing.T) {
	place := s.open(t)
	bus, _ := place.Open(t)
	var in inbox
	g := group("takes")
	s.declare(t, bus, g)
	consume(t, bus, g, in.take)
	const publishers, each = 8, 20
	var publishing sync.WaitGroup
	for i := range publishers {
		publishing.Go(func() {
			for n := range each {
				if err := insist(context.WithoutCancel(t.Context()), bus, event(fmt.Sprintf("p%d", i), n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	publishing.Wait()
	in.await(t, publishers*each)
	inOrder(t, in.byKey(), publishers, each)
	require.Len(t, in.ids(), publishers*each, "nothing comes twice without need")
}

// inOrder asserts that every key has all its events in order.
func inOrder(t *testing.T, got map[string][]string, keys, each int) {
	t.Helper()
	require.Len(t, got, keys)
	for key, ids := range got {
		want := make([]string, each)
		for n := range want {
			want[n] = event(key, n).ID
		}
		require.Equal(t, want, ids, "key %q", key)
	}
}
