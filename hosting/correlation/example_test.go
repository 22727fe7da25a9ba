package correlation_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/neuroglia-go/neuroglia/hosting/correlation"
)

// A service continues the trace and the activity of its caller and hands both on.
func Example() {
	incoming := http.Header{}
	incoming.Set("X-Correlation-Id", "order-17")
	incoming.Set("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	ctx := correlation.With(context.Background(), correlation.Receive(incoming))

	ids, _ := correlation.From(ctx)
	outgoing := http.Header{}
	ids.Send(outgoing)
	fmt.Println(outgoing.Get("X-Correlation-Id"))
	fmt.Println(outgoing.Get("Traceparent")[:36] + "…")
	// Output:
	// order-17
	// 00-4bf92f3577b34da6a3ce929d0e0e4736-…
}
