package logging

import (
	"context"
	"log/slog"
	"slices"

	"github.com/neuroglia-go/neuroglia/hosting/correlation"
)

type attrsKey struct{}

// With returns a context whose log lines carry the attributes, after those that
// the context has already.
func With(ctx context.Context, attrs ...slog.Attr) context.Context {
	before, _ := ctx.Value(attrsKey{}).([]slog.Attr)
	return context.WithValue(ctx, attrsKey{}, append(slices.Clip(before), attrs...))
}

// Wrap returns a handler that adds the ids and attributes of the context to each
// record and hands it to the next one.
func Wrap(next slog.Handler) slog.Handler { return &contextHandler{next: next} }

type contextHandler struct {
	next slog.Handler
}

// Enabled asks the next handler.
func (h *contextHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle adds the attributes.
func (h *contextHandler) Handle(ctx context.Context, r slog.Record) error {
	if ctx == nil {
		return h.next.Handle(context.Background(), r)
	}
	if ids, ok := correlation.From(ctx); ok {
		r = r.Clone()
		r.AddAttrs(
			slog.String("trace_id", ids.TraceID), slog.String("span_id", ids.SpanID),
			slog.String("request_id", ids.RequestID), slog.String("correlation_id", ids.CorrelationID),
		)
	}
	if attrs, _ := ctx.Value(attrsKey{}).([]slog.Attr); len(attrs) > 0 {
		r = r.Clone()
		r.AddAttrs(attrs...)
	}
	return h.next.Handle(ctx, r)
}

// WithAttrs returns a handler whose records carry the attributes.
func (h *contextHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &contextHandler{next: h.next.WithAttrs(attrs)}
}

// WithGroup returns a handler that puts what follows into a group.
func (h *contextHandler) WithGroup(name string) slog.Handler {
	return &contextHandler{next: h.next.WithGroup(name)}
}
