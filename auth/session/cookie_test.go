package session_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
)

func TestCookiesHaveTheseFlagsAndNoOthers(t *testing.T) {
	t.Parallel()
	for label, test := range map[string]struct {
		cookie session.Cookie
		want   string
	}{
		"by default":          {session.Cookie{}, "__Host-session=%; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Strict"},
		"named":               {session.Cookie{Name: "access_token"}, "__Host-access_token=%; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Strict"},
		"without TLS":         {session.Cookie{Name: "access_token", Insecure: true}, "access_token=%; Path=/; Max-Age=600; HttpOnly; SameSite=Lax"},
		"for other providers": {session.Cookie{SameSite: http.SameSiteLaxMode}, "__Host-session=%; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
	} {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			s := newService(t, func(c *session.Config) { c.Transports = []session.Transport{test.cookie} })
			secret := strings.Repeat("YWFh", 10) + "YWE"
			answer := s.do(t, "POST", "/login?user=ann")
			require.Equal(t, []string{strings.Replace(test.want, "%", secret, 1)}, answer.Header["Set-Cookie"])
			require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))

			bring := header("Cookie", test.cookie.FullName()+"="+secret)
			require.Equal(t, http.StatusOK, s.do(t, "GET", "/me", bring).StatusCode)
			answer = s.do(t, "DELETE", "/logout", bring)
			want := strings.Replace(strings.Replace(test.want, "%", "", 1), "Max-Age=600", "Max-Age=0", 1)
			require.Equal(t, []string{want}, answer.Header["Set-Cookie"])
		})
	}
}

func TestTheAgeOfACookieIsWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := newService(t, func(c *session.Config) { c.Limit = ttl + time.Minute })
	s.clock.advance(300 * time.Millisecond)
	answer := s.do(t, "POST", "/login?user=ann")
	require.Equal(t, 599, answer.Cookies()[0].MaxAge, "sessions end at whole seconds")
	s.clock.advance(9 * time.Minute)
	answer = s.do(t, "GET", "/me", with(answer.Cookies()[0].Value))
	require.Equal(t, 119, answer.Cookies()[0].MaxAge, "no more than the limit leaves")
}

func TestACookieIsSentOnlyIfTheRequestSucceeds(t *testing.T) {
	t.Parallel()
	s := newService(t)
	require.Empty(t, s.do(t, "POST", "/login?user=ann", failing).Header["Set-Cookie"])
	token := s.login(t)
	require.Empty(t, s.do(t, "DELETE", "/logout", with(token), failing).Header["Set-Cookie"])

	token = s.login(t)
	s.clock.advance(9 * time.Minute)
	answer := s.do(t, "DELETE", "/logout", with(token), failing)
	require.Equal(t, 600, answer.Cookies()[0].MaxAge, "the extension holds nevertheless")
}

func TestBearerTokensAreTakenBeforeCookies(t *testing.T) {
	t.Parallel()
	s := newService(t, func(c *session.Config) { c.Transports = []session.Transport{session.Bearer{}, session.Cookie{}} })
	cookie := s.login(t)
	_, token, err := s.Issue(t.Context(), auth.Identity{Subject: "bob"})
	require.NoError(t, err)
	for label, test := range map[string]struct {
		value string
		want  int
	}{
		"a bearer":         {"Bearer " + token.Reveal(), http.StatusOK},
		"any case":         {"bEARER  " + token.Reveal(), http.StatusOK},
		"a wrong one":      {"Bearer " + strings.Repeat("A", 43), http.StatusUnauthorized},
		"another scheme":   {"Basic " + token.Reveal(), http.StatusUnauthorized},
		"one of somebody":  {"Bearer a.b.c", http.StatusUnauthorized},
		"without a scheme": {token.Reveal(), http.StatusUnauthorized},
	} {
		require.Equal(t, test.want, s.do(t, "GET", "/me", header("Authorization", test.value)).StatusCode, label)
	}
	bearer := header("Authorization", "Bearer "+token.Reveal())
	require.Equal(t, http.StatusUnauthorized, s.do(t, "GET", "/me", bearer, bearer).StatusCode, "two headers")
	require.Equal(t, http.StatusUnauthorized,
		s.do(t, "GET", "/me", header("Authorization", "Bearer "+strings.Repeat("A", 43)), with(cookie)).StatusCode, "the bearer decides")
	require.Equal(t, http.StatusOK,
		s.do(t, "GET", "/me", header("Authorization", "Bearer a.b.c"), with(cookie)).StatusCode, "unless it is somebody else's")

	s.clock.advance(9 * time.Minute)
	require.Empty(t, s.do(t, "GET", "/me", bearer).Cookies(), "a program gets no cookie")
	s.clock.advance(9 * time.Minute)
	require.Equal(t, http.StatusOK, s.do(t, "GET", "/me", bearer).StatusCode, "its session was extended")

	cookie = s.login(t)
	answer := s.do(t, "DELETE", "/logout", bearer, with(cookie))
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Empty(t, answer.Cookies(), "the session of the cookie goes on")
	require.Equal(t, http.StatusUnauthorized, s.do(t, "GET", "/me", bearer).StatusCode)
	require.Equal(t, http.StatusOK, s.status(t, cookie))
}

func TestWithoutTheMiddlewareNothingIsOpenedForNobodyToSee(t *testing.T) {
	t.Parallel()
	s := newService(t)
	_, err := s.Open(t.Context(), auth.Identity{Subject: "ann"})
	require.ErrorContains(t, err, "Sessions.Middleware")
	bearers := newService(t, func(c *session.Config) { c.Transports = []session.Transport{session.Bearer{}} })
	_, err = bearers.Open(t.Context(), auth.Identity{Subject: "ann"})
	require.ErrorContains(t, err, "session.Cookie")
}

func TestAuthenticateSetsHeadersItselfWithoutTheMiddleware(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.login(t)
	s.clock.advance(9 * time.Minute)
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	with(token)(r)
	w := httptest.NewRecorder()
	identity, err := s.Authenticate(w, r)
	require.NoError(t, err)
	require.Equal(t, "ann", identity.Subject)
	require.Len(t, w.Result().Cookies(), 1)
}

func TestNewTellsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := session.New(session.Config{
		TTL: time.Millisecond, Threshold: 1, Limit: time.Microsecond,
		Transports: []session.Transport{
			session.Cookie{Name: "a b"},
			session.Cookie{Name: "__Secure-a"},
			session.Cookie{Insecure: true, SameSite: http.SameSiteNoneMode},
		},
	})
	for _, fault := range []string{"there is no store", "TTL is 1ms", "threshold is 1", "limit of 1µs", `"a b"`, `"__Secure-a"`, "SameSite None"} {
		require.ErrorContains(t, err, fault)
	}
}
