package oidc_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/token"
)

func jsonLogger(w io.Writer) *slog.Logger { return slog.New(slog.NewJSONHandler(w, nil)) }

func TestSignsInAndOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	_, status := b.me(t)
	require.Equal(t, http.StatusUnauthorized, status)

	r := b.signIn(t)
	require.Equal(t, http.StatusSeeOther, r.StatusCode, r.body)
	require.Equal(t, s.URL+"/orders", r.Header.Get("Location"))
	require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	require.Equal(t, "no-referrer", r.Header.Get("Referrer-Policy"))
	who, status := b.me(t)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "ann", who.Subject)
	require.Equal(t, "Ann", who.Name)
	require.Equal(t, []string{"chef"}, who.Roles)
	require.Equal(t, s.one.URL, who.Issuer)
	require.NotContains(t, who.Claims, "nonce")

	out := b.do(t, "POST", "/auth/logout?return_to=/bye")
	require.Equal(t, http.StatusSeeOther, out.StatusCode)
	end := location(t, out)
	require.Equal(t, s.one.URL+"/end", end.Scheme+"://"+end.Host+end.Path)
	q := end.Query()
	require.Equal(t, "1", q.Get("tenant"))
	require.Equal(t, "shop", q.Get("client_id"))
	require.Equal(t, s.URL+"/auth/logged-out/one", q.Get("post_logout_redirect_uri"))
	require.Len(t, strings.Split(q.Get("id_token_hint"), "."), 3)
	_, status = b.me(t)
	require.Equal(t, http.StatusUnauthorized, status)

	back := b.do(t, "GET", q.Get("post_logout_redirect_uri")+"?state="+q.Get("state"))
	require.Equal(t, s.URL+"/bye", back.Header.Get("Location"))
	again := b.do(t, "GET", q.Get("post_logout_redirect_uri")+"?state="+q.Get("state"))
	require.Equal(t, s.URL+"/", again.Header.Get("Location"), "a state leads back once")
}

// What attacks differ from: without one of them, these are taken.
func TestWhatIsInOrderSignsIn(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*site){
		"as it is":                     func(*site) {},
		"azp is this client":           claims("azp", "shop"),
		"no at_hash":                   claims("at_hash", nil),
		"several audiences and azp":    func(s *site) { s.one.claims = func(c values) { c["aud"], c["azp"] = []string{"shop", "bank"}, "shop" } },
		"a clock that is 29 s behind":  ends(-29 * time.Second),
		"a clock that is 29 s ahead":   func(s *site) { s.one.claims = func(c values) { c["iat"] = s.clock.Now().Add(29 * time.Second).Unix() } },
		"no iss and none is announced": described("authorization_response_iss_parameter_supported", false),
		"no end of the access token":   func(s *site) { s.one.lifetime = 0 },
	}
	for name, adjust := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			adjust(s)
			b := s.browser(t)
			require.Equal(t, http.StatusSeeOther, b.signIn(t).StatusCode)
			who, _ := b.me(t)
			require.Equal(t, "ann", who.Subject)
		})
	}
}

func TestTabsSignInSideBySide(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	first := s.one.approve(t, b.begin(t, "/auth/login/one?return_to=/first"))
	second := s.two.approve(t, b.begin(t, "/auth/login/two?return_to=/second"))
	r := b.do(t, "GET", first.String())
	require.Equal(t, s.URL+"/first", r.Header.Get("Location"), r.body)
	before, _ := b.me(t)
	r = b.do(t, "GET", second.String())
	require.Equal(t, s.URL+"/second", r.Header.Get("Location"), r.body)
	after, _ := b.me(t)
	require.Equal(t, s.two.URL, after.Issuer)
	_, kept, err := s.store.Get(t.Context(), before.Session)
	require.NoError(t, err)
	require.False(t, kept, "the tokens of the session before are gone")
}

func TestABrowserHasFewSignInsUnderWay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	oldest := s.one.approve(t, b.begin(t, "/auth/login/one"))
	for range 12 {
		s.clock.advance(time.Second)
		b.begin(t, "/auth/login/one")
	}
	newest := s.one.approve(t, b.begin(t, "/auth/login/one"))
	require.LessOrEqual(t, len(b.Jar.Cookies(newest)), 5)
	require.Equal(t, oidc.CodeUnknown, b.do(t, "GET", oldest.String()).code(t))
	require.Equal(t, http.StatusSeeOther, b.do(t, "GET", newest.String()).StatusCode)
}

func TestAProviderThatIsDown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	s.one.set(func() { s.one.downed = true })
	r := b.do(t, "GET", "/auth/login/one")
	require.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
	require.Equal(t, oidc.CodeUnavailable, r.code(t))
	require.Equal(t, "5", r.Header.Get("Retry-After"))
	require.NotContains(t, r.body, "stack trace")
	s.one.set(func() { s.one.downed = false })
	require.Equal(t, http.StatusServiceUnavailable, b.do(t, "GET", "/auth/login/one").StatusCode, "it is left in peace for a while")
	b.begin(t, "/auth/login/two")

	s.clock.advance(5 * time.Second)
	require.Equal(t, http.StatusSeeOther, b.signIn(t).StatusCode)
	s.one.set(func() { s.one.downed = true })
	s.clock.advance(2 * time.Hour)
	b.begin(t, "/auth/login/one") // by the document of before
	_, status := b.me(t)
	require.Equal(t, http.StatusOK, status, "who is signed in stays so")
}

func TestALocalAlgorithmListIsHeld(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(_ *site, c *oidc.Config) { c.Providers[0].Algorithms = []token.Algorithm{token.RS256} })
	require.Equal(t, oidc.CodeToken, s.browser(t).signIn(t).code(t))
}
