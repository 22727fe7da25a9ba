package hosting

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// edge is what every request passes first: it gets its ids, is logged, answers
// with careful headers, and is told when the host drains.
type edge struct {
	next     http.Handler
	logger   *slog.Logger
	problems *mvc.Problems
	security *security       // nil when it is off
	draining atomic.Bool     // answers end their connections
	drained  context.Context // ends event streams
}

func newEdge(next http.Handler, problems *mvc.Problems, security *security, logger *slog.Logger) *edge {
	return &edge{next: next, logger: logger, problems: problems, security: security, drained: context.Background()}
}

// ServeHTTP gives the request its ids and a recorder and logs how it went.
func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ids := correlation.Receive(r.Header)
	x := &exchange{
		Context: correlation.With(r.Context(), ids), start: time.Now(), ids: [2]string{ids.RequestID, ids.CorrelationID},
		recorder: recorder{ResponseWriter: w, draining: &e.draining, security: e.security},
	}
	header := w.Header()
	e.security.begin(header, r)
	header[correlation.RequestIDHeader] = x.ids[0:1:1]
	header[correlation.CorrelationIDHeader] = x.ids[1:2:2]
	ctx := context.Context(x)
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") { // also of handlers that are mounted beside the routes
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(e.drained, cancel)()
	}
	r = r.WithContext(ctx)
	defer func() {
		e.log(r, x)
		x.recorder.ResponseWriter = over{} // a stream that goes on holds x, and net/http must not be held with it
	}()
	e.serve(&x.recorder, r)
}

// serve calls the application and answers for it when it panics.
func (e *edge) serve(w *recorder, r *http.Request) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if cause == http.ErrAbortHandler { //nolint:errorlint // the value is compared as net/http does
			panic(cause)
		}
		err := &mvc.PanicError{Value: cause, Stack: debug.Stack()}
		if w.status != 0 {
			e.logger.ErrorContext(r.Context(), "request panicked after its answer began", "error", err, "stack", string(err.Stack))
			panic(http.ErrAbortHandler) // the client must not take half an answer for a whole one
		}
		e.problems.Write(w, r, err)
	}()
	e.next.ServeHTTP(w, r)
}

func (e *edge) log(r *http.Request, x *exchange) {
	status := x.recorder.code()
	level := levelOf(status)
	if strings.HasPrefix(r.URL.Path, "/health/") && status < http.StatusInternalServerError {
		level = slog.LevelDebug
	}
	if !e.logger.Enabled(x, level) {
		return
	}
	e.logger.LogAttrs(x, level, "request",
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.String("route", x.route),
		slog.Int("status", status),
		slog.Int64("bytes", x.recorder.bytes),
		slog.Float64("duration_ms", millisSince(x.start)),
	)
}

// levelOf tells how much an operator cares about a status.
func levelOf(status int) slog.Level {
	switch {
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		return slog.LevelWarn
	case status >= http.StatusInternalServerError:
		return slog.LevelError
	}
	return slog.LevelInfo
}

// exchange is all that the edge keeps of a request, in one allocation. It is the
// context of the request, so that the inside of the application finds it.
type exchange struct {
	context.Context
	recorder recorder
	start    time.Time
	route    string
	ids      [2]string // what the headers of the answer point to
}

type exchangeKey struct{}

// Value returns the exchange itself for the key of this package.
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

// noteRoute tells the request log which route answers.
func noteRoute(ctx context.Context, pattern string) {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		x.route = pattern
	}
}
