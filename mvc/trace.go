package mvc

import (
	"context"
	"net/http"
	"strings"
)

// TraceID returns the id of the trace that a context belongs to, or "" when
// there is none. Telemetry supplies one; without it the W3C traceparent header
// of the request is read.
type TraceID func(ctx context.Context) string

// of returns the trace of a request.
func (t TraceID) of(r *http.Request) string {
	if t != nil {
		if id := t(r.Context()); id != "" {
			return id
		}
	}
	return parseTraceparent(r.Header.Get("Traceparent"))
}

// parseTraceparent returns the trace id of "00-<32 hex>-<16 hex>-<2 hex>", see
// W3C Trace Context section 3.2; "" for anything else.
func parseTraceparent(header string) string {
	version, rest, _ := strings.Cut(header, "-")
	id, rest, _ := strings.Cut(rest, "-")
	parent, _, _ := strings.Cut(rest, "-")
	if !isHex(version, 2) || version == "ff" || !isHex(id, 32) || !isHex(parent, 16) || strings.Trim(id, "0") == "" {
		return ""
	}
	return id
}

func isHex(s string, length int) bool {
	return len(s) == length && strings.Trim(s, "0123456789abcdef") == ""
}
