package rpc

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"connectrpc.com/connect"
	"connectrpc.com/grpchealth"

	"github.com/neuroglia-go/neuroglia/hosting/correlation"
)

// edge is what every request passes first: it gets its ids, is logged and survives
// panics.
type edge struct {
	next     http.Handler
	logger   *slog.Logger
	failures *failures
	draining <-chan struct{}
}

// call is what the edge keeps of one call, and what the interceptor notes in it.
type call struct {
	recorder recorder
	start    time.Time
	draining <-chan struct{}
	code     connect.Code // 0 is success
	noted    bool
}

type callKey struct{}

// note keeps how the call ended for its log line.
func note(ctx context.Context, code connect.Code) {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		c.code, c.noted = code, true
	}
}

// Draining returns a channel that is closed when the host begins to stop, nil outside a
// call. A stream that would go on for ever selects on it and returns.
func Draining(ctx context.Context) <-chan struct{} {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c.draining
	}
	return nil
}

// ServeHTTP gives the call its ids and logs how it went.
func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ids := correlation.Receive(r.Header)
	c := &call{recorder: recorder{ResponseWriter: w}, start: time.Now(), draining: e.draining}
	ctx := correlation.With(context.WithValue(r.Context(), callKey{}, c), ids)
	w.Header().Set(correlation.RequestIDHeader, ids.RequestID)
	w.Header().Set(correlation.CorrelationIDHeader, ids.CorrelationID)
	if strings.HasPrefix(r.URL.Path, "/grpc.reflection.") {
		defer e.endWithHost(w)()
	}
	r = r.WithContext(ctx)
	defer e.log(r, c)
	e.serve(c, r)
}

// endWithHost ends the stream of a client when the host begins to stop: tools keep theirs
// for as long as they run. A stream waits for its client, so it is the reading that ends.
func (e *edge) endWithHost(w http.ResponseWriter) (over func()) {
	ended, left := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		select {
		case <-e.draining:
			_ = http.NewResponseController(w).SetReadDeadline(time.Now()) // an answer without one ends with the drain timeout
		case <-ended:
		}
	}()
	return func() { close(ended); <-left }
}

// serve calls what is inside and answers for it when it panics.
func (e *edge) serve(c *call, r *http.Request) {
	defer func() {
		value := recover()
		switch {
		case value == nil:
		case value == http.ErrAbortHandler: //nolint:errorlint // the value is compared as net/http does
			panic(value)
		case c.recorder.status != 0:
			c.code, c.noted = connect.CodeInternal, true
			e.logger.ErrorContext(r.Context(), "call panicked after its answer began", "error", value, "stack", string(debug.Stack()))
			panic(http.ErrAbortHandler) // the client must not take half an answer for a whole one
		default:
			e.failures.write(&c.recorder, r, &panicError{value: value, stack: debug.Stack()})
		}
	}()
	e.next.ServeHTTP(&c.recorder, r)
}

func (e *edge) log(r *http.Request, c *call) {
	code := c.result()
	level := levelOf(code)
	if level == slog.LevelInfo && strings.HasPrefix(r.URL.Path, "/"+grpchealth.HealthV1ServiceName+"/") {
		level = slog.LevelDebug
	}
	e.logger.LogAttrs(r.Context(), level, "rpc",
		slog.String("procedure", r.URL.Path),
		slog.String("protocol", protocolOf(r.Header)),
		slog.String("code", code),
		slog.Float64("duration_ms", float64(time.Since(c.start).Microseconds())/1000),
	)
}
