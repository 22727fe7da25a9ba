package cloudevents_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

func Example() {
	event := cloudevents.Event{
		ID:              "42-3",
		Source:          "https://pizzeria.example/orders",
		Type:            "com.example.order.confirmed.v1",
		Subject:         "order-42",
		Time:            time.Date(2026, 11, 20, 16, 30, 0, 0, time.UTC),
		DataContentType: cloudevents.JSON,
		Data:            []byte(`{"total":"23.50"}`),
	}
	request := httptest.NewRequest(http.MethodPost, "/api/events", nil)
	if err := cloudevents.WriteRequest(request, cloudevents.Binary, event); err != nil {
		fmt.Println(err)
	}
	fmt.Println(request.Header.Get("ce-type"), request.Header.Get("Content-Type"))

	events, err := cloudevents.FromRequest(request, cloudevents.Limits{})
	if err != nil {
		fmt.Println(err)
	}
	for _, e := range events {
		fmt.Printf("%s of %s: %s\n", e.ID, e.Subject, e.Data)
	}
	// Output:
	// com.example.order.confirmed.v1 application/json
	// 42-3 of order-42: {"total":"23.50"}
}

func ExampleAppend() {
	text, err := cloudevents.Append(nil, cloudevents.Event{
		ID: "1", Source: "/orders", Type: "order.placed", DataContentType: cloudevents.JSON, Data: []byte(`{"total":"23.50"}`),
	})
	fmt.Println(string(text), err)
	// Output:
	// {"specversion":"1.0","id":"1","source":"/orders","type":"order.placed","datacontenttype":"application/json","data":{"total":"23.50"}} <nil>
}

func ExampleParse() {
	_, err := cloudevents.Parse([]byte(`{"specversion":"1.0","id":"","source":"not a URI","time":"today"}`), cloudevents.Limits{})
	for _, fault := range errs.From(err).Fields {
		fmt.Println(fault.Pointer, fault.Message)
	}
	// Output:
	// /id must not be empty
	// /source must be a URI reference
	// /time must be a time as of RFC 3339
	// /type is required
}

func ExampleExtension() {
	event := cloudevents.Event{Extensions: map[string]any{"attempt": "3"}} // as it comes in a header
	attempt, found, err := cloudevents.Extension[int32](event, "attempt")
	fmt.Println(attempt+1, found, err)
	// Output: 4 true <nil>
}

func ExampleEscape() {
	escaped := cloudevents.Escape("Euro € 😀")
	text, err := cloudevents.Unescape(escaped)
	fmt.Println(escaped, text, err)
	// Output: Euro%20%E2%82%AC%20%F0%9F%98%80 Euro € 😀 <nil>
}
