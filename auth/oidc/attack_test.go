package oidc_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/oidc"
)

// attack is a sign-in that goes wrong in one place.
type attack struct {
	name   string
	idp    func(s *site)               // before the sign-in begins
	ask    func(u *url.URL)            // what reaches the provider
	answer func(s *site, q url.Values) // what reaches the site
	status int
	code   string
}

var attacks = []attack{
	// The answer.
	{name: "state missing", answer: without("state"), status: 400, code: oidc.CodeUnknown},
	{name: "state wrong", answer: with("state", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), status: 400, code: oidc.CodeUnknown},
	{name: "state twice", answer: func(_ *site, q url.Values) { q.Add("state", q.Get("state")) }, status: 400, code: oidc.CodeUnknown},
	{name: "code twice", answer: func(_ *site, q url.Values) { q.Add("code", "x") }, status: 400, code: oidc.CodeUnknown},
	{name: "code missing", answer: without("code"), status: 400, code: oidc.CodeCode},
	{name: "code made up", answer: with("code", "guessed"), status: 400, code: oidc.CodeCode},
	{name: "oversized", answer: with("junk", strings.Repeat("x", 9000)), status: 413, code: oidc.CodeTooLarge},
	{name: "mix-up: iss of another provider", answer: func(s *site, q url.Values) { q.Set("iss", s.two.URL) }, status: 400, code: oidc.CodeMixUp},
	{name: "mix-up: iss taken away", answer: without("iss"), status: 400, code: oidc.CodeMixUp},
	{name: "too late", answer: func(s *site, _ url.Values) { s.clock.advance(10 * time.Minute) }, status: 400, code: oidc.CodeUnknown},
	{name: "access denied", answer: denied("access_denied"), status: 403, code: oidc.CodeRefused},
	{name: "provider overloaded", answer: denied("temporarily_unavailable"), status: 503, code: oidc.CodeUnavailable},
	// PKCE.
	{name: "wrong PKCE verifier", ask: changed("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), status: 400, code: oidc.CodeCode},
	{name: "wrong redirect URI at the provider", ask: changed("redirect_uri", "https://evil.example/callback"), status: 400, code: oidc.CodeCode},
	// The id token.
	{name: "nonce of another sign-in", ask: changed("nonce", "another"), status: 401, code: oidc.CodeToken},
	{name: "nonce missing", idp: claims("nonce", nil), status: 401, code: oidc.CodeToken},
	{name: "wrong issuer", idp: claims("iss", "https://evil.example"), status: 401, code: oidc.CodeToken},
	{name: "issuer is another provider of ours", idp: func(s *site) { s.one.claims = func(c values) { c["iss"] = s.two.URL } }, status: 401, code: oidc.CodeToken},
	{name: "wrong audience", idp: claims("aud", "bank"), status: 401, code: oidc.CodeToken},
	{name: "no audience", idp: claims("aud", nil), status: 401, code: oidc.CodeToken},
	{name: "wrong azp", idp: claims("azp", "bank"), status: 401, code: oidc.CodeToken},
	{name: "azp of the wrong type", idp: claims("azp", []string{"shop"}), status: 401, code: oidc.CodeToken},
	{name: "several audiences and no azp", idp: claims("aud", []string{"shop", "bank"}), status: 401, code: oidc.CodeToken},
	{name: "at_hash of another access token", idp: claims("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), status: 401, code: oidc.CodeToken},
	{name: "at_hash of the wrong type", idp: claims("at_hash", 7), status: 401, code: oidc.CodeToken},
	{name: "expired", idp: ends(-31 * time.Second), status: 401, code: oidc.CodeToken},
	{name: "no end", idp: claims("exp", nil), status: 401, code: oidc.CodeToken},
	{name: "no subject", idp: claims("sub", nil), status: 401, code: oidc.CodeToken},
	{name: "no time of issue", idp: claims("iat", nil), status: 401, code: oidc.CodeToken},
	{name: "not valid yet", idp: func(s *site) {
		s.one.claims = func(c values) { c["nbf"] = s.clock.Now().Add(31 * time.Second).Unix() }
	}, status: 401, code: oidc.CodeToken},
	{name: "alg none", idp: func(s *site) {
		s.one.token = func(text string) string {
			return b64([]byte(`{"alg":"none"}`)) + "." + strings.Split(text, ".")[1] + "."
		}
	}, status: 401, code: oidc.CodeToken},
	{name: "alg HS256 with the public key", idp: resigned(`{"alg":"HS256","kid":"1"}`), status: 401, code: oidc.CodeToken},
	{name: "signature of another key", idp: func(s *site) {
		s.one.token = func(text string) string {
			return s.two.sign(values{"alg": "EdDSA", "kid": "1"}, values{"iss": s.one.URL})
		}
	}, status: 401, code: oidc.CodeToken},
	{name: "key that the provider does not have", idp: func(s *site) { s.one.kid = "2" }, status: 401, code: oidc.CodeToken},
	{name: "claims tampered with", idp: func(s *site) {
		s.one.token = func(text string) string {
			part := strings.Split(text, ".")
			return part[0] + "." + part[1][:len(part[1])-4] + "AAAA." + part[2]
		}
	}, status: 401, code: oidc.CodeToken},
	{name: "no id token", idp: func(s *site) { s.one.answer = func(a values) { delete(a, "id_token") } }, status: 401, code: oidc.CodeToken},
	{name: "oversized id token", idp: claims("junk", strings.Repeat("x", 20<<10)), status: 401, code: oidc.CodeToken},
	{name: "access token in the place of the id token", idp: func(s *site) {
		s.one.answer = func(a values) { a["id_token"] = a["access_token"] }
	}, status: 401, code: oidc.CodeToken},
	// The token endpoint.
	{name: "no access token", idp: func(s *site) { s.one.answer = func(a values) { delete(a, "access_token") } }, status: 503, code: oidc.CodeUnavailable},
	{name: "token endpoint fails", idp: replies(500, "oops"), status: 503, code: oidc.CodeUnavailable},
	{name: "token endpoint redirects", idp: func(s *site) {
		s.one.tokens = func(w http.ResponseWriter) bool {
			w.Header().Set("Location", s.two.URL+"/token")
			w.WriteHeader(http.StatusTemporaryRedirect)
			return true
		}
	}, status: 503, code: oidc.CodeUnavailable}, // and not 400, which the other one would answer
	{name: "client not known any more", idp: replies(401, `{"error":"invalid_client"}`), status: 500, code: "internal"},
	// Discovery.
	{name: "document of another issuer", idp: func(s *site) { s.one.issuer = "https://evil.example" }, status: 503, code: oidc.CodeUnavailable},
	{name: "token endpoint in the clear", idp: described("token_endpoint", "http://evil.example/token"), status: 503, code: oidc.CodeUnavailable},
	{name: "oversized document", idp: described("junk", strings.Repeat("x", 300<<10)), status: 503, code: oidc.CodeUnavailable},
}

func TestNoAttackSignsIn(t *testing.T) {
	t.Parallel()
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			if a.idp != nil {
				a.idp(s)
			}
			b := s.browser(t)
			r := a.carryOut(t, b)
			require.Equal(t, a.status, r.StatusCode, r.body)
			require.Equal(t, a.code, r.code(t))
			for _, leak := range []string{"ann@example.com", "s3cret", "evil", "script", "0900", "oidc:", "eyJ", s.one.URL} {
				require.NotContains(t, r.body, leak)
			}
			for _, c := range r.Cookies() {
				require.NotEqual(t, "__Host-session", c.Name)
			}
			_, status := b.me(t)
			require.Equal(t, http.StatusUnauthorized, status)
			require.NotContains(t, s.log.String(), "s3cret")
			require.NotContains(t, s.log.String(), "ann@example.com")
		})
	}
}

func (a attack) carryOut(t *testing.T, b *browser) reply {
	t.Helper()
	begun := b.do(t, "GET", "/auth/login/one")
	if begun.StatusCode != http.StatusSeeOther {
		return begun
	}
	authorize := location(t, begun)
	if a.ask != nil {
		a.ask(authorize)
	}
	back := b.site.one.approve(t, authorize)
	q := back.Query()
	if a.answer != nil {
		a.answer(b.site, q)
	}
	return b.do(t, "GET", "/auth/callback/one?"+q.Encode())
}

func TestAnAnswerCountsOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	kept := s.browser(t) // a copy of the browser, cookies and all
	back := s.one.approve(t, b.begin(t, "/auth/login/one"))
	kept.Jar.SetCookies(back, secure(b.Jar.Cookies(back)))
	require.Equal(t, http.StatusSeeOther, b.do(t, "GET", back.String()).StatusCode)

	r := b.do(t, "GET", back.String())
	require.Equal(t, oidc.CodeUnknown, r.code(t), "replayed state: the browser has forgotten it")
	r = kept.do(t, "GET", back.String())
	require.Equal(t, http.StatusConflict, r.StatusCode)
	require.Equal(t, oidc.CodeReplayed, r.code(t), "replayed state with its cookie")

	// The code of the first sign-in in the answer to a second one.
	second := s.one.approve(t, b.begin(t, "/auth/login/one"))
	q := second.Query()
	q.Set("code", back.Query().Get("code"))
	r = b.do(t, "GET", "/auth/callback/one?"+q.Encode())
	require.Equal(t, oidc.CodeCode, r.code(t), "replayed code")
	require.Equal(t, "2 codes, 0 renewals", s.one.count())
}

func TestTheAnswerInAnotherBrowserIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	attacker, victim := s.browser(t), s.browser(t)
	back := s.one.approve(t, attacker.begin(t, "/auth/login/one"))
	r := victim.do(t, "GET", back.String())
	require.Equal(t, oidc.CodeUnknown, r.code(t), "login CSRF: the browser has begun none")
	victim.begin(t, "/auth/login/one")
	r = victim.do(t, "GET", back.String())
	require.Equal(t, oidc.CodeUnknown, r.code(t), "login CSRF: the browser has begun another")
	_, status := victim.me(t)
	require.Equal(t, http.StatusUnauthorized, status)

	// A code that was stolen is of no use in a sign-in of the thief.
	stolen := s.one.approve(t, victim.begin(t, "/auth/login/one")).Query().Get("code")
	own := s.one.approve(t, attacker.begin(t, "/auth/login/one")).Query()
	own.Set("code", stolen)
	r = attacker.do(t, "GET", "/auth/callback/one?"+own.Encode())
	require.Equal(t, oidc.CodeCode, r.code(t), "PKCE")
}

func TestAnAnswerAtTheAddressOfAnotherProviderIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	for _, issuer := range []string{s.one.URL, s.two.URL} {
		q := s.one.approve(t, b.begin(t, "/auth/login/one")).Query()
		q.Set("iss", issuer)
		r := b.do(t, "GET", "/auth/callback/two?"+q.Encode())
		require.Equal(t, oidc.CodeMixUp, r.code(t))
	}
	require.Equal(t, "0 codes, 0 renewals", s.two.count(), "no provider gets the code of another")
	r := b.do(t, "GET", "/auth/login/three")
	require.Equal(t, oidc.CodeProvider, r.code(t))
}

func TestThePendingSignInIsOutOfReach(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	r := b.do(t, "GET", "/auth/login/one?return_to=/orders")
	require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	require.Len(t, r.Cookies(), 1)
	c := r.Cookies()[0]
	require.True(t, strings.HasPrefix(c.Name, "__Host-oidc-sign-in-"), c.Name)
	require.True(t, c.HttpOnly && c.Secure)
	require.Equal(t, http.SameSiteLaxMode, c.SameSite)
	require.Equal(t, "/", c.Path)
	require.Equal(t, 600, c.MaxAge)
	require.NotContains(t, c.Value, "orders")
	back := s.one.approve(t, location(t, r))

	c.Value = c.Value[:len(c.Value)-2] + "AA"
	b.Jar.SetCookies(back, []*http.Cookie{c})
	require.Equal(t, oidc.CodeUnknown, b.do(t, "GET", back.String()).code(t), "tampered with")
}

func TestNobodyIsSentToAnotherSite(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	for _, evil := range []string{
		"https://evil.example", "//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, `/\/evil.example`,
		"/%2f%2fevil.example", "%2f%2fevil.example", "/%2fevil.example", "/%5cevil.example", "/%252fevil.example", "/%25252fevil.example", "/%2525252fevil.example", "/%252525252fevil.example",
		"/\r\nLocation: https://evil.example", "/%0d%0aSet-Cookie: a=b", "/%250d%250aSet-Cookie: a=b", "/\tevil", "/%09/evil.example", "\t//evil.example", " //evil.example", "/\x00evil",
		"javascript:alert(1)", "data:text/html,x", "evil.example", "orders", "@evil.example", "https:evil.example", "https:/evil.example", "//evil%E3%80%82example",
		"/" + strings.Repeat("x", 600),
	} {
		for _, path := range []string{"/auth/login/one", "/auth/logout"} {
			method := http.MethodGet
			if path == "/auth/logout" {
				method = http.MethodPost
			}
			r := b.do(t, method, path+"?return_to="+url.QueryEscape(evil))
			require.Equal(t, http.StatusBadRequest, r.StatusCode, "%q is taken", evil)
			require.Equal(t, oidc.CodeReturn, r.code(t))
		}
	}
	r := b.do(t, "GET", "/auth/login/one?return_to=/a&return_to=//evil")
	require.Equal(t, oidc.CodeReturn, r.code(t))
	for _, good := range []string{"/", "/orders?page=2&q=100%25", "/a%20b", "/käse", "/orders#top", "/next?to=https://elsewhere.example//x", "/100%25"} {
		back := s.one.approve(t, b.begin(t, "/auth/login/one?return_to="+url.QueryEscape(good)))
		require.Equal(t, s.URL+good, b.do(t, "GET", back.String()).Header.Get("Location"))
	}
}
