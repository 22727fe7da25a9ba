package session_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	ttl  = 10 * time.Minute
	name = "__Host-session"
)

// epoch is when the tests begin.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// clock is a time that tests move.
type clock struct{ elapsed atomic.Int64 }

func (c *clock) Now() time.Time          { return epoch.Add(time.Duration(c.elapsed.Load())) }
func (c *clock) advance(d time.Duration) { c.elapsed.Add(int64(d)) }

// letters draws secrets of a, of b, and so on.
type letters struct{ drawn atomic.Int32 }

func (l *letters) Read(p []byte) (int, error) {
	letter := byte('a' + l.drawn.Add(1) - 1)
	for i := range p {
		p[i] = letter
	}
	return len(p), nil
}

// counting counts what the store is asked, and fails where it is told to.
type counting struct {
	session.Store
	reads, extensions atomic.Int32
	failExtend        atomic.Pointer[error]
}

func (c *counting) Get(ctx context.Context, id string) (session.Record, bool, error) {
	c.reads.Add(1)
	return c.Store.Get(ctx, id)
}

func (c *counting) Extend(ctx context.Context, id string, from, to time.Time) (bool, error) {
	if fault := c.failExtend.Load(); fault != nil {
		return false, *fault
	}
	extended, err := c.Store.Extend(ctx, id, from, to)
	if extended {
		c.extensions.Add(1)
	}
	return extended, err
}

// service is a small one with sign-in.
type service struct {
	*session.Sessions
	http.Handler
	clock *clock
	store *counting
}

// newService returns one whose config was adjusted.
func newService(t *testing.T, adjust ...func(*session.Config)) *service {
	t.Helper()
	s := &service{clock: new(clock), store: &counting{Store: session.NewMemory()}}
	config := session.Config{Store: s.store, TTL: ttl, Threshold: 0.2, Now: s.clock.Now, Random: new(letters)}
	for _, a := range adjust {
		a(&config)
	}
	var err error
	s.Sessions, err = session.New(config)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", s.answer(func(r *http.Request) (any, error) {
		opened, err := s.Open(r.Context(), auth.Identity{Subject: r.FormValue("user"), Roles: []string{"user"}})
		return opened.ID, err
	}))
	mux.HandleFunc("DELETE /logout", s.answer(func(r *http.Request) (any, error) { return nil, s.End(r.Context()) }))
	mux.HandleFunc("POST /rotate", s.answer(func(r *http.Request) (any, error) {
		rotated, err := s.Rotate(r.Context())
		return rotated.ID, err
	}))
	mux.HandleFunc("GET /me", s.answer(func(r *http.Request) (any, error) { return auth.FromContext(r.Context()) }))
	mux.HandleFunc("GET /open", s.answer(func(*http.Request) (any, error) { return "hello", nil }))
	s.Handler = s.Middleware(auth.Middleware(s.Sessions)(mux))
	return s
}

// answer makes a handler of a function, as a controller does.
func (s *service) answer(act func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out, err := act(r)
		fail := r.Header.Get("X-Fail") != ""
		switch {
		case fail:
			w.WriteHeader(http.StatusInternalServerError)
		case err != nil && errs.KindOf(err) == errs.KindUnauthenticated:
			w.WriteHeader(http.StatusUnauthorized)
		case err != nil:
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, err.Error())
		default:
			_ = json.NewEncoder(w).Encode(out)
		}
	}
}

// do sends a request with what the options put into it.
func (s *service) do(t *testing.T, method, path string, options ...func(*http.Request)) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for _, o := range options {
		o(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

// login signs the user in and returns the token.
func (s *service) login(t *testing.T, options ...func(*http.Request)) string {
	t.Helper()
	answer := s.do(t, "POST", "/login?user=ann", options...)
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Len(t, answer.Cookies(), 1)
	return answer.Cookies()[0].Value
}

func (s *service) status(t *testing.T, token string) int {
	t.Helper()
	return s.do(t, "GET", "/me", with(token)).StatusCode
}

func with(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add("Cookie", name+"="+token) }
}

func failing(r *http.Request) { r.Header.Set("X-Fail", "yes") }

func header(key, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add(key, value) }
}
