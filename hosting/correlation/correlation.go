package correlation

import (
	"context"
	"net/http"
)

// The headers that carry ids.
const (
	RequestIDHeader     = "X-Request-Id"
	CorrelationIDHeader = "X-Correlation-Id"
	TraceparentHeader   = "Traceparent"
	TracestateHeader    = "Tracestate"
)

// IDs are the ids of one request or message. An IDs is a value: copy it freely.
type IDs struct {
	// RequestID names one exchange.
	RequestID string
	// CorrelationID names the activity that the exchange belongs to.
	CorrelationID string
	// TraceID is the W3C trace id, 32 lower-case hex digits.
	TraceID string
	// SpanID is the id of the step done here, 16 lower-case hex digits.
	SpanID string
	// ParentID is the span of the caller; empty when the trace begins here.
	ParentID string
	// TraceState is what tracing vendors hand on beside the trace id.
	TraceState string
	// Sampled says that the caller records the trace.
	Sampled bool
}

// New returns fresh ids, for work that begins here.
func New() IDs {
	request, trace, span := newIDs()
	return IDs{RequestID: request, CorrelationID: request, TraceID: trace, SpanID: span}
}

// Receive returns the ids of a request: those of its headers where they are sane,
// fresh ones otherwise. The span id is always fresh, its parent is the caller's.
func Receive(h http.Header) IDs {
	ids := New()
	if id := h.Get(RequestIDHeader); Sane(id) {
		ids.RequestID, ids.CorrelationID = id, id
	}
	if id := h.Get(CorrelationIDHeader); Sane(id) {
		ids.CorrelationID = id
	}
	if trace, parent, sampled, ok := parseTraceparent(h.Get(TraceparentHeader)); ok {
		ids.TraceID, ids.ParentID, ids.Sampled = trace, parent, sampled
		ids.TraceState = h.Get(TracestateHeader)
	}
	return ids
}

// Send puts the ids into the headers of an outgoing request. The request id stays
// here: the next exchange has its own.
func (ids IDs) Send(h http.Header) {
	h.Set(CorrelationIDHeader, ids.CorrelationID)
	h.Set(TraceparentHeader, ids.Traceparent())
	if ids.TraceState != "" {
		h.Set(TracestateHeader, ids.TraceState)
	}
}

// Traceparent returns the W3C header value that makes this step the parent.
func (ids IDs) Traceparent() string {
	flags := "-00"
	if ids.Sampled {
		flags = "-01"
	}
	return "00-" + ids.TraceID + "-" + ids.SpanID + flags
}

// carrier is a context with ids, in one allocation.
type carrier struct {
	context.Context
	ids IDs
}

type key struct{}

// Value returns the carrier itself for the key of this package.
func (c *carrier) Value(k any) any {
	if k == (key{}) {
		return c
	}
	return c.Context.Value(k)
}

// With returns a context that carries the ids.
func With(ctx context.Context, ids IDs) context.Context {
	return &carrier{Context: ctx, ids: ids}
}

// From returns the ids of the context, false when it has none.
func From(ctx context.Context) (IDs, bool) {
	if c, ok := ctx.Value(key{}).(*carrier); ok {
		return c.ids, true
	}
	return IDs{}, false
}
