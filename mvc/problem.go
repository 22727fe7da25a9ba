package mvc

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Problem is the body of every answer that is no success, as RFC 9457 has it.
type Problem struct {
	// Type is a URI that names the kind of problem, "about:blank" unless
	// [Problems.Types] is set.
	Type string `json:"type"`
	// Title is the text of the HTTP status.
	Title string `json:"title"`
	// Status is the HTTP status.
	Status int `json:"status"`
	// Detail is one sentence for a person.
	Detail string `json:"detail,omitempty"`
	// Code is the stable reason that a program acts on.
	Code string `json:"code"`
	// Instance is the path of the request.
	Instance string `json:"instance,omitempty"`
	// Errors are the single faults of the input.
	Errors []errs.Field `json:"errors,omitempty"`
	// TraceID finds the request in traces and logs.
	TraceID string `json:"traceId,omitempty"`
}

// MediaProblem is the media type of a [Problem].
const MediaProblem = "application/problem+json"

// Problems answers requests with problem documents. The zero value is ready to
// use; middleware that refuses requests writes through one too, so that every
// refusal looks the same. It is safe for concurrent use.
type Problems struct {
	// Types is put before the code to make the type of a problem:
	// "https://errors.example.com/". Empty means "about:blank".
	Types string
	// TraceID returns the trace the context belongs to. Nil, or an empty answer,
	// means the traceparent header of the request.
	TraceID TraceID
	// Challenge is the WWW-Authenticate header of answers with 401 that have none yet.
	// Empty means "Bearer".
	Challenge string
	// Logger gets the failures that an operator wants to see. Nil means
	// slog.Default().
	Logger *slog.Logger
}

// Write answers the request with the problem that err is. An error nobody
// classified is masked as "internal". Failures of ours are logged.
func (p *Problems) Write(w http.ResponseWriter, r *http.Request, err error) {
	failure := classify(err)
	problem := p.describe(r, StatusOf(failure.Kind), failure)
	if status, ok := errors.AsType[statusError](err); ok {
		problem.Status, problem.Title = status.status, http.StatusText(status.status)
	}
	p.log(r, err, failure, problem.Status)
	setRetryAfter(w.Header(), err)
	p.challenge(w.Header(), r, problem.Status)
	p.write(w, r, problem)
}

// classify returns the error in the vocabulary of the framework. A panic is ours
// whatever it was called with.
func classify(err error) *errs.Error {
	if _, panicked := errors.AsType[*PanicError](err); panicked {
		return errs.Internal("panic", "the service panicked").Wrap(err)
	}
	return errs.From(err)
}

// describe turns the failure into what the client may see of it.
func (p *Problems) describe(r *http.Request, status int, failure *errs.Error) Problem {
	problem := Problem{
		Type:     "about:blank",
		Title:    http.StatusText(status),
		Status:   status,
		Detail:   failure.Message,
		Code:     failure.Reason(),
		Instance: r.URL.EscapedPath(),
		Errors:   failure.Fields,
		TraceID:  p.TraceID.of(r),
	}
	if failure.Kind == errs.KindInternal {
		problem.Code, problem.Errors = errs.KindInternal.String(), nil
		problem.Detail = "the service failed; the fault is on its side and has been recorded"
	}
	if p.Types != "" {
		problem.Type = p.Types + problem.Code
	}
	return problem
}

func (p *Problems) log(r *http.Request, err error, failure *errs.Error, status int) {
	level := failure.Kind.Level()
	if level < slog.LevelWarn || errors.Is(err, context.Canceled) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", status),
		slog.String("code", failure.Reason()),
		slog.String("error", err.Error()),
	}
	if panicked, ok := errors.AsType[*PanicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(panicked.Stack)))
	}
	p.logger().LogAttrs(r.Context(), level, "request failed", attrs...)
}

func (p *Problems) logger() *slog.Logger {
	if p.Logger == nil {
		return slog.Default()
	}
	return p.Logger
}

func (p *Problems) write(w http.ResponseWriter, r *http.Request, problem Problem) {
	// A struct of strings and numbers cannot fail to encode.
	body, _ := json.Marshal(problem)
	header := w.Header()
	for _, name := range []string{"Content-Encoding", "Content-Disposition", "Etag", "Last-Modified", "Location", "Link"} {
		header.Del(name)
	}
	header.Set("Content-Type", MediaProblem)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(problem.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may be gone
	}
}

// challenge says how to show who one is, as RFC 9110 section 15.5.2 has it, and of a token
// that it is no good, as RFC 6750 section 3.
func (p *Problems) challenge(h http.Header, r *http.Request, status int) {
	if status != http.StatusUnauthorized || h.Get("Www-Authenticate") != "" {
		return
	}
	challenge := cmp.Or(p.Challenge, "Bearer")
	if scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " "); challenge == "Bearer" && strings.EqualFold(scheme, challenge) {
		challenge += ` error="invalid_token"`
	}
	h.Set("Www-Authenticate", challenge)
}

// setRetryAfter writes the Retry-After header for errors that know when to come
// back: any error in the chain with the method RetryAfter() time.Duration.
func setRetryAfter(h http.Header, err error) {
	if later, ok := errors.AsType[interface {
		error
		RetryAfter() time.Duration
	}](err); ok {
		seconds := (later.RetryAfter() + time.Second - 1) / time.Second
		h.Set("Retry-After", strconv.FormatInt(max(int64(seconds), 0), 10))
	}
}

// statusError is a refusal that HTTP knows and the kinds do not: 405 and 406.
type statusError struct {
	status int
	err    *errs.Error
}

func (e statusError) Error() string { return e.err.Error() }
func (e statusError) Unwrap() error { return e.err }

func methodNotAllowed(r *http.Request, allowed string) error {
	return statusError{http.StatusMethodNotAllowed, errs.New(errs.KindUnsupported, "method_not_allowed",
		"%s is not offered here; use %s", r.Method, allowed)}
}

func notAcceptable(offers string) error {
	return statusError{http.StatusNotAcceptable, errs.New(errs.KindUnsupported, "not_acceptable",
		"none of the accepted media types is offered; ask for %s", offers)}
}
