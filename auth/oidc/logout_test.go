package oidc_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/oidc"
)

func TestSigningOutWorksWhateverTheProviderDoes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*site)
		there  bool // the browser goes to the provider
	}{
		{"it has no logout", func(s *site) { s.clock.advance(2 * time.Hour); s.one.noLogout = true }, false},
		{"it is not to be had", func(s *site) { s.clock.advance(2 * time.Hour); s.one.downed = true }, true},
		{"its tokens are gone", func(s *site) { s.forget() }, false},
		{"it is as it ought to be", func(*site) {}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, b := signedIn(t)
			s.one.set(func() { test.change(s) })
			who, _ := b.me(t)
			r := b.do(t, "POST", "/auth/logout?return_to=/bye")
			require.Equal(t, http.StatusSeeOther, r.StatusCode, r.body)
			require.Equal(t, !test.there, r.Header.Get("Location") == s.URL+"/bye")
			_, status := b.me(t)
			require.Equal(t, http.StatusUnauthorized, status)
			_, kept, err := s.store.Get(t.Context(), who.Session)
			require.NoError(t, err)
			require.False(t, kept)
		})
	}
}

// forget has the store forget all.
func (s *site) forget() {
	_, _ = s.store.Purge(context.Background(), s.clock.Now().AddDate(10, 0, 0)) // of memory
}

func TestSigningOutIsNoLink(t *testing.T) {
	t.Parallel()
	_, b := signedIn(t)
	require.Equal(t, http.StatusMethodNotAllowed, b.do(t, "GET", "/auth/logout").StatusCode)
	_, status := b.me(t)
	require.Equal(t, http.StatusOK, status)
}

func TestWhoIsNotSignedInIsSignedOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.browser(t).do(t, "POST", "/auth/logout?return_to=/bye")
	require.Equal(t, s.URL+"/bye", r.Header.Get("Location"))
}

func TestTheWayBackFromSigningOutIsBoundToTheBrowser(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	state := location(t, b.do(t, "POST", "/auth/logout?return_to=/bye")).Query().Get("state")
	for _, path := range []string{"/auth/logged-out/one", "/auth/logged-out/one?state=x", "/auth/callback/one?code=x&state=" + state} {
		r := b.do(t, "GET", path)
		require.NotEqual(t, s.URL+"/bye", r.Header.Get("Location"))
	}
	r := s.browser(t).do(t, "GET", "/auth/logged-out/one?state="+state)
	require.Equal(t, s.URL+"/", r.Header.Get("Location"), "another browser")
	r = b.do(t, "GET", "/auth/logged-out/one?state="+state)
	require.Equal(t, s.URL+"/bye", r.Header.Get("Location"))
}

// tell sends a logout token by the back channel.
func (s *site) tell(t *testing.T, path, token string, more ...string) reply {
	t.Helper()
	body := url.Values{"logout_token": {token}, "more": more}.Encode()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := s.Client().Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response, string(text)}
}

func TestAProviderEndsSessionsByTheBackChannel(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		token  func(*site) string
		path   string
		status int
		over   bool
		more   string
	}{
		{name: "session and subject", token: func(s *site) string { return s.one.logoutToken() }, status: 200, over: true},
		{name: "subject alone", token: func(s *site) string { return s.one.logoutToken(values{"sid": nil}) }, status: 200, over: true},
		{name: "another session", token: func(s *site) string { return s.one.logoutToken(values{"sid": "s-2"}) }, status: 200},
		{name: "another subject", token: func(s *site) string { return s.one.logoutToken(values{"sub": "bob"}) }, status: 200},
		{name: "another provider of ours", token: func(s *site) string { return s.two.logoutToken() }, status: 400},
		{name: "another provider by its own path", token: func(s *site) string { return s.two.logoutToken() }, path: "/auth/backchannel/two", status: 200},
		{name: "no such provider", token: func(s *site) string { return s.one.logoutToken() }, path: "/auth/backchannel/three", status: 404},
		{name: "another audience", token: func(s *site) string { return s.one.logoutToken(values{"aud": "bank"}) }, status: 400},
		{name: "an id token", token: func(s *site) string { return s.one.idToken("x", "nonce") }, status: 400},
		{name: "a nonce", token: func(s *site) string { return s.one.logoutToken(values{"nonce": "n"}) }, status: 400},
		{name: "no event", token: func(s *site) string { return s.one.logoutToken(values{"events": nil}) }, status: 400},
		{name: "another event", token: func(s *site) string { return s.one.logoutToken(values{"events": values{"x": values{}}}) }, status: 400},
		{name: "no jti", token: func(s *site) string { return s.one.logoutToken(values{"jti": nil}) }, status: 400},
		{name: "expired", token: func(s *site) string {
			return s.one.logoutToken(values{"exp": s.clock.Now().Add(-time.Hour).Unix()})
		}, status: 400},
		{name: "nothing", token: func(*site) string { return "" }, status: 400},
		{name: "oversized", token: func(s *site) string { return s.one.logoutToken() }, more: strings.Repeat("x", 40<<10), status: 400},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, b := signedIn(t)
			if test.path == "" {
				test.path = "/auth/backchannel/one"
			}
			who, _ := b.me(t)
			r := s.tell(t, test.path, test.token(s), test.more)
			require.Equal(t, test.status, r.StatusCode, r.body)
			if test.status == http.StatusBadRequest {
				require.Equal(t, oidc.CodeLogoutToken, r.code(t))
			}
			_, status := b.me(t)
			require.Equal(t, test.over, status == http.StatusUnauthorized)
			_, kept, err := s.store.Get(t.Context(), who.Session)
			require.NoError(t, err)
			require.Equal(t, test.over, !kept)
		})
	}
}
