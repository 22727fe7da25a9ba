package mvc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
)

func TestStatusOfEveryKind(t *testing.T) {
	t.Parallel()
	expected := map[errs.Kind]int{
		errs.KindInternal: 500, errs.KindInvalid: 400, errs.KindUnprocessable: 422, errs.KindUnauthenticated: 401,
		errs.KindForbidden: 403, errs.KindNotFound: 404, errs.KindConflict: 409, errs.KindPreconditionFailed: 412,
		errs.KindPreconditionRequired: 428, errs.KindTooMany: 429, errs.KindUnavailable: 503, errs.KindTimeout: 504,
		errs.KindNotImplemented: 501, errs.KindGone: 410, errs.KindTooLarge: 413, errs.KindUnsupported: 415,
	}
	for _, kind := range errs.Kinds() {
		require.Equal(t, expected[kind], mvc.StatusOf(kind), kind)
	}
}

// later is an error that knows when to come back.
type later struct{ error }

func (l later) Unwrap() error           { return l.error }
func (later) RetryAfter() time.Duration { return 1500 * time.Millisecond }

func TestProblemsWrite(t *testing.T) {
	t.Parallel()
	const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	tests := map[string]struct {
		err    error
		status int
		body   string
		log    string
	}{
		"classified": {
			errs.Conflict("kitchen_full", "the kitchen cooks %d orders", 3).Wrap(errors.New("secret")), 409,
			`{"type":"https://e.example/kitchen_full","title":"Conflict","status":409,"detail":"the kitchen cooks 3 orders","code":"kitchen_full","instance":"/orders","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}`, "",
		},
		"wrapped with fields": {
			fmt.Errorf("place order: %w", errs.Validation(errs.Field{In: "body", Pointer: "/a", Code: "min", Message: "too small"})), 422,
			`{"type":"https://e.example/validation_failed","title":"Unprocessable Entity","status":422,"detail":"1 value is not as required","code":"validation_failed","instance":"/orders","errors":[{"in":"body","pointer":"/a","code":"min","message":"too small"}],"traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}`, "",
		},
		"unknown": {
			errors.New("password is hunter2"), 500,
			`{"type":"https://e.example/internal","title":"Internal Server Error","status":500,"detail":"the service failed; the fault is on its side and has been recorded","code":"internal","instance":"/orders","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}`,
			`level=ERROR msg="request failed" method=POST path=/orders status=500 code=internal error="password is hunter2"`,
		},
		"internal of ours": {
			errs.Internal("broken_disk", "disk 7 is gone"), 500,
			`{"type":"https://e.example/internal","title":"Internal Server Error","status":500,"detail":"the service failed; the fault is on its side and has been recorded","code":"internal","instance":"/orders","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}`,
			`level=ERROR msg="request failed" method=POST path=/orders status=500 code=broken_disk error="disk 7 is gone"`,
		},
		"panic with a classified error": {
			&mvc.PanicError{Value: errs.NotFound("x", "y"), Stack: []byte("at z")}, 500,
			`{"type":"https://e.example/internal","title":"Internal Server Error","status":500,"detail":"the service failed; the fault is on its side and has been recorded","code":"internal","instance":"/orders","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}`,
			`level=ERROR msg="request failed" method=POST path=/orders status=500 code=panic error="panic: y" stack="at z"`,
		},
		"not yet": {
			later{errs.Unavailable("busy", "come back")},
			503,
			`{"type":"https://e.example/busy","title":"Service Unavailable","status":503,"detail":"come back","code":"busy","instance":"/orders","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}`,
			`level=WARN msg="request failed" method=POST path=/orders status=503 code=busy error="come back"`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			problems := mvc.Problems{Types: "https://e.example/", Logger: logger(&log)}
			r := httptest.NewRequest(http.MethodPost, "/orders", nil)
			r.Header.Set("Traceparent", parent)
			w := httptest.NewRecorder()
			w.Header().Set("ETag", "x")
			problems.Write(w, r, test.err)
			require.Equal(t, test.status, w.Code)
			require.Equal(t, mvc.MediaProblem, w.Header().Get("Content-Type"))
			require.Empty(t, w.Header().Get("ETag"))
			require.JSONEq(t, test.body, w.Body.String())
			require.Contains(t, log.String(), test.log)
			require.Equal(t, test.log == "", log.Len() == 0)
			if name == "not yet" {
				require.Equal(t, "2", w.Header().Get("Retry-After"))
			}
		})
	}
}

// logger writes lines without the time.
func logger(w *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

func TestTraceID(t *testing.T) {
	t.Parallel()
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	trace := func(of mvc.TraceID, header string) string {
		r := httptest.NewRequest(http.MethodHead, "/", nil)
		r.Header.Set("Traceparent", header)
		r.Method = http.MethodGet
		w := httptest.NewRecorder()
		(&mvc.Problems{TraceID: of}).Write(w, r, errs.NotFound("x", "y"))
		var id string
		if _, after, found := bytes.Cut(w.Body.Bytes(), []byte(`"traceId":"`)); found {
			id = string(after[:len(after)-2])
		}
		return id
	}
	require.Equal(t, id, trace(nil, "00-"+id+"-00f067aa0ba902b7-01"))
	require.Equal(t, id, trace(nil, "01-"+id+"-00f067aa0ba902b7-01-more"))
	require.Equal(t, "mine", trace(func(context.Context) string { return "mine" }, "00-"+id+"-00f067aa0ba902b7-01"))
	require.Equal(t, id, trace(func(context.Context) string { return "" }, "00-"+id+"-00f067aa0ba902b7-01"))
	for _, broken := range []string{
		"", "00", "ff-" + id + "-00f067aa0ba902b7-01", "00-" + id[1:] + "-00f067aa0ba902b7-01",
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-" + id + "-xyz-01", "00-" + id[:31] + "G-00f067aa0ba902b7-01",
	} {
		require.Empty(t, trace(nil, broken), broken)
	}
}

// troubled is a controller whose actions end badly.
type troubled struct{}

func (*troubled) Routes(r *mvc.Routes[*troubled]) {
	mvc.Get(r, "/panic", (*troubled).Panic)
	mvc.Get(r, "/slow", (*troubled).Slow, mvc.Timeout(time.Minute))
	mvc.Get(r, "/patient", (*troubled).Slow, mvc.Timeout(-1), mvc.Name("patient"))
	mvc.Get(r, "/abort", (*troubled).Abort)
	mvc.Get(r, "/guarded", (*troubled).Guarded, mvc.Use(panicking))
}
func (*troubled) Panic(context.Context, struct{}) (mvc.None, error) { panic("boom") }
func (*troubled) Abort(context.Context, struct{}) (mvc.None, error) { panic(http.ErrAbortHandler) }
func (*troubled) Guarded(context.Context, struct {
	Late string `query:"late"`
},
) (mvc.None, error) {
	return mvc.None{}, nil
}

func (*troubled) Slow(ctx context.Context, _ struct{}) (mvc.None, error) {
	if _, limited := ctx.Deadline(); !limited {
		return mvc.None{}, nil
	}
	<-ctx.Done()
	return mvc.None{}, fmt.Errorf("wait: %w", ctx.Err())
}

// panicking is a middleware that panics before or after the answer.
func panicking(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("late") {
			next.ServeHTTP(w, r)
		}
		panic("middleware")
	})
}

func TestFailuresOfActions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := serve(t, mvc.Config{Logger: logger(&log), Limits: mvc.Limits{Timeout: time.Hour}},
			mvc.Controller[*troubled](func() *troubled { return &troubled{} }))
		c.Get("/panic").Expect(http.StatusInternalServerError).Problem("internal")
		require.Contains(t, log.String(), `code=panic error="panic: boom" stack=`)
		c.Get("/slow").Expect(http.StatusGatewayTimeout).Problem("timeout")
		c.Get("/patient").Expect(http.StatusNoContent)
		require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { c.Get("/abort").Send() })
		c.Get("/guarded").Expect(http.StatusInternalServerError).Problem("internal")
		require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { c.Get("/guarded?late=1").Send() },
			"an answer that went out cannot be taken back")
	})
}

// stubborn does not close.
type stubborn struct{}

func (stubborn) Close() error { return errors.New("stuck door") }

type leaver struct{}

func (*leaver) Routes(r *mvc.Routes[*leaver])                     { mvc.Get(r, "/leave", (*leaver).Leave) }
func (*leaver) Leave(context.Context, struct{}) (mvc.None, error) { return mvc.None{}, nil }

func TestScopeThatFailsToClose(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	services := di.NewServices()
	di.AddScoped[stubborn](services, func() stubborn { return stubborn{} })
	app := build(t, services, mvc.Config{Logger: logger(&log)}, mvc.Controller[*leaver](func(stubborn) *leaver { return &leaver{} }))
	w := httptest.NewRecorder()
	app.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/leave", nil))
	require.Equal(t, http.StatusNoContent, w.Code)
	require.Contains(t, log.String(), "stuck door")
}

func TestPanicError(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	require.ErrorIs(t, &mvc.PanicError{Value: cause}, cause)
	require.EqualError(t, &mvc.PanicError{Value: 7}, "panic: 7")
}
