package correlation_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/correlation"
)

const (
	traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	spanID  = "00f067aa0ba902b7"
)

func TestReceiveContinuesWhatTheCallerBegan(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	h.Set("X-Request-Id", "proxy/1:2")
	h.Set("X-Correlation-Id", "order-17")
	h.Set("traceparent", "00-"+traceID+"-"+spanID+"-01")
	h.Set("tracestate", "vendor=1")
	ids := correlation.Receive(h)
	require.Equal(t, "proxy/1:2", ids.RequestID)
	require.Equal(t, "order-17", ids.CorrelationID)
	require.Equal(t, traceID, ids.TraceID)
	require.Equal(t, spanID, ids.ParentID)
	require.NotEqual(t, spanID, ids.SpanID)
	require.True(t, ids.Sampled)

	out := http.Header{}
	ids.Send(out)
	require.Equal(t, http.Header{
		"X-Correlation-Id": {"order-17"},
		"Traceparent":      {"00-" + traceID + "-" + ids.SpanID + "-01"},
		"Tracestate":       {"vendor=1"},
	}, out)
}

func TestReceiveBeginsWhereNobodyDid(t *testing.T) {
	t.Parallel()
	ids, other := correlation.Receive(http.Header{}), correlation.New()
	require.Len(t, ids.TraceID, 32)
	require.Len(t, ids.SpanID, 16)
	require.Len(t, ids.RequestID, 32)
	require.Equal(t, ids.RequestID, ids.CorrelationID)
	require.Empty(t, ids.ParentID)
	require.NotEqual(t, ids.TraceID, other.TraceID)
	require.Equal(t, "00-"+ids.TraceID+"-"+ids.SpanID+"-00", ids.Traceparent())
	again := correlation.Receive(http.Header{"X-Request-Id": {"a"}})
	require.Equal(t, "a", again.CorrelationID)
}

func TestSane(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"a", "A-1_b.c:d/e+f=g@h", strings.Repeat("x", 128)} {
		require.True(t, correlation.Sane(id), id)
	}
	for _, id := range []string{"", "a b", "a\nb", "ü", `a"b`, "<x>", strings.Repeat("x", 129)} {
		require.False(t, correlation.Sane(id), id)
	}
}

func TestTraceparent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		header string
		valid  bool
	}{
		"version 00":            {"00-" + traceID + "-" + spanID + "-00", true},
		"later version":         {"01-" + traceID + "-" + spanID + "-03", true},
		"later version, longer": {"cc-" + traceID + "-" + spanID + "-00-what", true},
		"ff is forbidden":       {"ff-" + traceID + "-" + spanID + "-00", false},
		"00 has four parts":     {"00-" + traceID + "-" + spanID + "-00-what", false},
		"longer without dash":   {"cc-" + traceID + "-" + spanID + "-00what", false},
		"zero trace":            {"00-" + strings.Repeat("0", 32) + "-" + spanID + "-00", false},
		"zero parent":           {"00-" + traceID + "-" + strings.Repeat("0", 16) + "-00", false},
		"upper case":            {"00-" + strings.ToUpper(traceID) + "-" + spanID + "-00", false},
		"flags not hex":         {"00-" + traceID + "-" + spanID + "-0x", false},
		"version not hex":       {"0x-" + traceID + "-" + spanID + "-00", false},
		"no dashes":             {strings.Repeat("0", 55), false},
		"short":                 {"00-1-2-3", false},
		"none":                  {"", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ids := correlation.Receive(http.Header{"Traceparent": {test.header}})
			require.Equal(t, test.valid, ids.TraceID == traceID)
			require.Equal(t, test.valid, ids.ParentID == spanID)
		})
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	_, ok := correlation.From(t.Context())
	require.False(t, ok)
	ids := correlation.New()
	ctx := correlation.With(t.Context(), ids)
	got, ok := correlation.From(ctx)
	require.True(t, ok)
	require.Equal(t, ids, got)
	require.Nil(t, ctx.Value("other"))
}

func BenchmarkReceive(b *testing.B) {
	h := http.Header{"Traceparent": {"00-" + traceID + "-" + spanID + "-01"}}
	b.ReportAllocs()
	for b.Loop() {
		correlation.Receive(h)
	}
}
