package cloudevents_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// order is an event as services send them.
var order = cloudevents.Event{
	ID: "018f6d1e-2f5c-7cc0-9d0a-6a1b2c3d4e5f", Source: "https://pizzeria.example/orders", Type: "com.neuroglia.pizzeria.order.confirmed.v1",
	Subject: "order-42", Time: time.Date(2026, 11, 20, 16, 0, 0, 123456789, time.UTC), DataContentType: cloudevents.JSON,
	Extensions: map[string]any{"partitionkey": "order-42", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
	Data:       []byte(`{"orderId":"42","customer":"Ada","total":"23.50","pizzas":[{"name":"Margherita","size":"large"}]}`),
}

func BenchmarkAppend(b *testing.B) {
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		dst, _ = cloudevents.Append(dst[:0], order)
	}
	b.SetBytes(int64(len(dst)))
}

func BenchmarkParse(b *testing.B) {
	text, _ := cloudevents.Append(nil, order)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := cloudevents.Parse(text, cloudevents.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteBinary(b *testing.B) {
	b.ReportAllocs()
	header := http.Header{}
	for b.Loop() {
		if _, err := cloudevents.WriteMessage(header, cloudevents.Binary, order); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadBinary(b *testing.B) {
	header := http.Header{}
	body, _ := cloudevents.WriteMessage(header, cloudevents.Binary, order)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cloudevents.FromMessage(header, bytes.NewReader(body), cloudevents.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
