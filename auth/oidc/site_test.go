package oidc_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// clock is a time that tests move.
type clock struct{ elapsed atomic.Int64 }

func (c *clock) Now() time.Time {
	return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(c.elapsed.Load()))
}
func (c *clock) advance(d time.Duration) { c.elapsed.Add(int64(d)) }

// site is a service that people sign in to by the provider "one" or by "two".
type site struct {
	*httptest.Server
	*oidc.RelyingParty
	clock    *clock
	one, two *idp
	store    *oidc.Memory
	sessions *session.Sessions
	log      *logs
}

// logs is what was logged.
type logs struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newSite(t *testing.T, adjust ...func(*site, *oidc.Config)) *site {
	t.Helper()
	s := &site{clock: new(clock), store: oidc.NewMemory(), log: new(logs)}
	s.one, s.two = newIDP(t, s.clock.Now), newIDP(t, s.clock.Now)
	var err error
	s.sessions, err = session.New(session.Config{
		Store: session.NewMemory(), Now: s.clock.Now, TTL: 24 * time.Hour,
		Transports: []session.Transport{session.Cookie{SameSite: http.SameSiteLaxMode}},
	})
	require.NoError(t, err)
	s.serve(t, adjust...)
	return s
}

// serve starts a replica of the site.
func (s *site) serve(t *testing.T, adjust ...func(*site, *oidc.Config)) {
	t.Helper()
	s.Server = httptest.NewUnstartedServer(nil)
	config := oidc.Config{
		BaseURL: "https://" + s.Listener.Addr().String() + "/auth", Sessions: s.sessions, Store: s.store, Now: s.clock.Now,
		Keys:   []auth.Secret{auth.NewSecret(strings.Repeat("k", 32))},
		Refuse: (&mvc.Problems{Logger: jsonLogger(s.log)}).Write, Logger: jsonLogger(s.log),
		Providers: []oidc.Provider{
			{Name: "one", Issuer: s.one.URL, ClientID: "shop", ClientSecret: auth.NewSecret("s3cret:")},
			{Name: "two", Issuer: s.two.URL, ClientID: "shop", ClientSecret: auth.NewSecret("s3cret:")},
		},
	}
	for _, a := range adjust {
		a(s, &config)
	}
	var err error
	s.RelyingParty, err = oidc.New(config)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/auth/", s.RelyingParty)
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		who, err := auth.FromContext(r.Context())
		answer(w, r, s.log, who, err)
	})
	mux.HandleFunc("GET /token", func(w http.ResponseWriter, r *http.Request) {
		access, err := s.AccessToken(r.Context())
		answer(w, r, s.log, access.Reveal(), err)
	})
	s.Config.Handler = s.sessions.Middleware(auth.Middleware(s.sessions)(mux))
	s.StartTLS()
	t.Cleanup(s.Close)
}

func answer(w http.ResponseWriter, r *http.Request, log *logs, body any, err error) {
	if err != nil {
		(&mvc.Problems{Logger: jsonLogger(log)}).Write(w, r, err)
		return
	}
	write(w, 200, body)
}

// browser has cookies, and follows no redirect by itself.
type browser struct {
	*http.Client
	site *site
}

func (s *site) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{&http.Client{
		Transport: s.Client().Transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, s}
}

// reply is an answer that was read.
type reply struct {
	*http.Response
	body string
}

func (r reply) code(t *testing.T) string {
	t.Helper()
	var problem struct{ Code string }
	require.Equal(t, "application/problem+json", r.Header.Get("Content-Type"), r.body)
	require.NoError(t, json.Unmarshal([]byte(r.body), &problem))
	return problem.Code
}

func (b *browser) do(t *testing.T, method, path string) reply {
	t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.site.URL + path
	}
	request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, path, nil)
	require.NoError(t, err)
	response, err := b.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response, string(body)}
}

// begin returns where the site sends a browser that signs in.
func (b *browser) begin(t *testing.T, path string) *url.URL {
	t.Helper()
	r := b.do(t, "GET", path)
	require.Equal(t, http.StatusSeeOther, r.StatusCode, r.body)
	return location(t, r)
}

func location(t *testing.T, r reply) *url.URL {
	t.Helper()
	u, err := url.Parse(r.Header.Get("Location"))
	require.NoError(t, err)
	return u
}

// signIn signs in by the provider "one" and returns the answer to the callback.
func (b *browser) signIn(t *testing.T) reply {
	t.Helper()
	back := b.site.one.approve(t, b.begin(t, "/auth/login/one?return_to=/orders"))
	return b.do(t, "GET", back.String())
}

// me returns who is signed in, and the status.
func (b *browser) me(t *testing.T) (auth.Identity, int) {
	t.Helper()
	r := b.do(t, "GET", "/me")
	var who auth.Identity
	if r.StatusCode == http.StatusOK {
		require.NoError(t, json.Unmarshal([]byte(r.body), &who))
	}
	return who, r.StatusCode
}
