package cloudevents_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	sdk "github.com/cloudevents/sdk-go/v2/event"
	sdkhttp "github.com/cloudevents/sdk-go/v2/protocol/http"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// order is an event as services send them.
var order = cloudevents.Event{
	ID: "018f6d1e-2f5c-7cc0-9d0a-6a1b2c3d4e5f", Source: "https://pizzeria.example/orders", Type: "com.neuroglia.pizzeria.order.confirmed.v1",
	Subject: "order-42", Time: time.Date(2026, 11, 20, 16, 0, 0, 123456789, time.UTC), DataContentType: cloudevents.JSON,
	Extensions: map[string]any{"partitionkey": "order-42", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
	Data:       []byte(`{"orderId":"42","customer":"Ada","total":"23.50","pizzas":[{"name":"Margherita","size":"large"}]}`),
}

// Each pair does the same work: checked, and with the same result.
func BenchmarkStructuredWrite(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			dst, _ = cloudevents.Append(dst[:0], order)
		}
	})
	b.Run("sdk", func(b *testing.B) {
		e := toSDK(order)
		b.ReportAllocs()
		var dst bytes.Buffer
		for b.Loop() {
			dst.Reset()
			if e.Validate() != nil || sdk.WriteJson(&e, &dst) != nil {
				b.Fatal("not written")
			}
		}
	})
}

func BenchmarkStructuredRead(b *testing.B) {
	text, _ := cloudevents.Append(nil, order)
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cloudevents.Parse(text, cloudevents.Limits{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sdk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var e sdk.Event
			if e.UnmarshalJSON(text) != nil || e.Validate() != nil {
				b.Fatal("not read")
			}
		}
	})
}

func BenchmarkBinaryWrite(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r := &http.Request{Header: http.Header{}}
			if err := cloudevents.WriteRequest(r, cloudevents.Binary, order); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sdk", func(b *testing.B) {
		e := toSDK(order)
		b.ReportAllocs()
		for b.Loop() {
			r := &http.Request{Header: http.Header{}}
			if e.Validate() != nil || sdkhttp.WriteRequest(context.Background(), (*binding.EventMessage)(&e), r) != nil {
				b.Fatal("not written")
			}
		}
	})
}

func BenchmarkBinaryRead(b *testing.B) {
	m, _ := writeOurs(cloudevents.Binary, []cloudevents.Event{order})
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cloudevents.FromMessage(m.header, bytes.NewReader(m.body), cloudevents.Limits{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sdk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			e, err := binding.ToEvent(context.Background(), sdkhttp.NewMessage(m.header, io.NopCloser(bytes.NewReader(m.body))))
			if err != nil || e.Validate() != nil {
				b.Fatal("not read")
			}
		}
	})
}
