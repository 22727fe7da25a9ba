package csrf_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/csrf"
	"github.com/neuroglia-go/neuroglia/errs"
)

const key = "0123456789abcdef0123456789abcdef"

func protect(t *testing.T, config csrf.Config) *csrf.Protection {
	t.Helper()
	p, err := csrf.New(config)
	require.NoError(t, err)
	return p
}

func request(t *testing.T, method, path string, headers ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "https://shop.example"+path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// in returns the request as one of the session.
func in(r *http.Request, session string) *http.Request {
	return r.WithContext(auth.NewContext(r.Context(), auth.Identity{Subject: "ann", Session: session}))
}

// tampered returns the token with another character at its beginning.
func tampered(token string) string {
	if token[0] == 'A' {
		return "B" + token[1:]
	}
	return "A" + token[1:]
}

func TestRequestsThatOtherSitesBeganAreRefused(t *testing.T) {
	t.Parallel()
	p := protect(t, csrf.Config{TrustedOrigins: []string{"https://admin.example"}, Bypass: []string{"POST /webhook/{from}"}})
	for _, test := range []struct {
		name    string
		method  string
		path    string
		headers []string
		refused bool
	}{
		{"a page of this site", "POST", "/orders", []string{"Sec-Fetch-Site", "same-origin", "Origin", "https://shop.example"}, false},
		{"typed by the user", "POST", "/orders", []string{"Sec-Fetch-Site", "none"}, false},
		{"another site", "POST", "/orders", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, true},
		{"a sibling", "POST", "/orders", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://blog.shop.example"}, true},
		{"another site deletes", "DELETE", "/orders", []string{"Sec-Fetch-Site", "cross-site"}, true},
		{"another site signs in", "POST", "/account/login", []string{"Sec-Fetch-Site", "cross-site"}, true},
		{"another method", "PURGE", "/orders", []string{"Sec-Fetch-Site", "cross-site"}, true},
		{"another site reads", "GET", "/orders", []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"a preflight", "OPTIONS", "/orders", []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"an old browser", "POST", "/orders", []string{"Origin", "https://shop.example"}, false},
		{"an old browser at another site", "POST", "/orders", []string{"Origin", "https://evil.example"}, true},
		{"another port", "POST", "/orders", []string{"Origin", "https://shop.example:8443"}, true},
		{"a name that begins alike", "POST", "/orders", []string{"Origin", "https://shop.example.evil.example"}, true},
		{"a sandboxed frame", "POST", "/orders", []string{"Origin", "null"}, true},
		{"no browser", "POST", "/orders", nil, false},
		{"a trusted origin", "POST", "/orders", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://admin.example"}, false},
		{"a trusted name without TLS", "POST", "/orders", []string{"Sec-Fetch-Site", "cross-site", "Origin", "http://admin.example"}, true},
		{"a webhook", "POST", "/webhook/idp", []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"no webhook", "PUT", "/webhook/idp", []string{"Sec-Fetch-Site", "cross-site"}, true},
		{"a path that leads to the webhook", "POST", "/orders/../webhook/idp", []string{"Sec-Fetch-Site", "cross-site"}, true},
		{"another that does", "POST", "/orders//../webhook/idp", []string{"Sec-Fetch-Site", "cross-site"}, true},
		{"a bearer", "POST", "/orders", []string{"Sec-Fetch-Site", "cross-site", "Authorization", "bearer x"}, false},
		{"no bearer", "POST", "/orders", []string{"Sec-Fetch-Site", "cross-site", "Authorization", "Bearer "}, true},
		{"what browsers add by themselves", "POST", "/orders", []string{"Sec-Fetch-Site", "cross-site", "Authorization", "Basic YW5uOnB3"}, true},
		{"an override of the method", "POST", "/orders", []string{"Sec-Fetch-Site", "cross-site", "X-HTTP-Method-Override", "GET"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reached := false
			handler := p.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, in(request(t, test.method, test.path, test.headers...), "s1"))
			require.Equal(t, !test.refused, reached)
			if test.refused {
				require.Equal(t, http.StatusForbidden, w.Code)
				require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
				var problem map[string]any
				require.NoError(t, json.Unmarshal(w.Body.Bytes(), &problem))
				require.Equal(t, csrf.CodeCrossSite, problem["code"])
				require.Equal(t, test.path, problem["instance"])
			}
		})
	}
}

func TestATokenIsGoodForItsSessionOnly(t *testing.T) {
	t.Parallel()
	p := protect(t, csrf.Config{Key: auth.NewSecret(key)})
	token := p.Token(in(request(t, "GET", "/"), "s1").Context())
	require.NotEmpty(t, token)
	require.NotEqual(t, token, p.Token(in(request(t, "GET", "/"), "s1").Context()), "it is another each time")
	require.Empty(t, p.Token(t.Context()), "there is no session")
	other := protect(t, csrf.Config{Key: auth.NewSecret(strings.ToUpper(key))})
	for _, test := range []struct {
		name, token, session string
		refused              bool
	}{
		{"its own", token, "s1", false},
		{"another session", token, "s2", true},
		{"none", "", "s1", true},
		{"tampered", tampered(token), "s1", true},
		{"cut", token[:20], "s1", true},
		{"longer", token + "A", "s1", true},
		{"no base64", strings.Repeat("!", len(token)), "s1", true},
		{"another key", other.Token(in(request(t, "GET", "/"), "s1").Context()), "s1", true},
		{"no session", "", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := p.Check(in(request(t, "POST", "/orders", csrf.Header, test.token), test.session))
			if !test.refused {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, errs.KindForbidden)
			require.Equal(t, csrf.CodeToken, errs.CodeOf(err))
		})
	}
	t.Run("a bearer needs none", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, p.Check(in(request(t, "POST", "/orders", "Authorization", "Bearer x"), "s1")))
	})
	t.Run("another site needs more", func(t *testing.T) {
		t.Parallel()
		err := p.Check(in(request(t, "POST", "/orders", csrf.Header, token, "Sec-Fetch-Site", "cross-site"), "s1"))
		require.Equal(t, csrf.CodeCrossSite, errs.CodeOf(err))
	})
}

// Outside of auth.Middleware nobody is in a session yet, and no request would need a token.
func TestInTheWrongPlaceNothingPasses(t *testing.T) {
	t.Parallel()
	sessions := auth.AuthenticatorFunc(func(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
		return auth.Identity{Subject: r.Header.Get("X-User"), Session: "s1"}, nil
	})
	done := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })
	answer := func(handler http.Handler, method, user string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request(t, method, "/orders", "X-User", user))
		return w
	}
	p, authenticate := protect(t, csrf.Config{Key: auth.NewSecret(key)}), auth.Middleware(sessions)

	outside := p.Middleware(authenticate(done))
	require.Equal(t, http.StatusInternalServerError, answer(outside, "POST", "ann").Code)
	refused := answer(outside, "POST", "")
	require.Equal(t, http.StatusInternalServerError, refused.Code)
	require.NotContains(t, refused.Body.String(), "auth.Middleware", "which is for those who run it")
	require.Equal(t, http.StatusCreated, answer(outside, "GET", "ann").Code, "which changes nothing")
	require.ErrorContains(t, p.Check(request(t, "POST", "/orders")), "inside of auth.Middleware")

	inside := authenticate(p.Middleware(done))
	require.Equal(t, http.StatusForbidden, answer(inside, "POST", "ann").Code)
	require.Equal(t, http.StatusCreated, answer(inside, "POST", "").Code, "nobody needs no token")
	require.Equal(t, http.StatusCreated, answer(protect(t, csrf.Config{}).Middleware(authenticate(done)), "POST", "ann").Code, "nor does anybody where there are none")
}

func TestATokenMayBeAFieldOfAForm(t *testing.T) {
	t.Parallel()
	p := protect(t, csrf.Config{Key: auth.NewSecret(key)})
	token := p.Token(in(request(t, "GET", "/"), "s1").Context())
	post := func(media, body string) *http.Request {
		r := in(request(t, "POST", "/orders", "Content-Type", media), "s1")
		r.Body = io.NopCloser(strings.NewReader(body))
		return r
	}
	form := url.Values{csrf.Field: {token}, "topping": {"basil"}}.Encode()
	r := post("application/x-www-form-urlencoded; charset=utf-8", form)
	require.NoError(t, p.Check(r))
	read, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.Equal(t, form, string(read), "it is there for the handler")

	require.Error(t, p.Check(post("text/plain", form)), "that is no form")
	require.Error(t, p.Check(post("application/x-www-form-urlencoded", "topping=basil")))
	require.Error(t, p.Check(post("application/x-www-form-urlencoded", "%")))
	large := post("application/x-www-form-urlencoded", "a="+strings.Repeat("a", 2<<20)+"&"+form)
	require.ErrorContains(t, p.Check(large), "too large")
	read, err = io.ReadAll(large.Body)
	require.NoError(t, err)
	require.Greater(t, len(read), 2<<20)

	limited := post("application/x-www-form-urlencoded", form)
	limited.Body = http.MaxBytesReader(nil, limited.Body, 10)
	require.ErrorIs(t, p.Check(limited), errs.KindTooLarge)
}

func TestTheBrowserGetsATokenWithItsFirstPage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		insecure bool
		cookie   string
		rest     string
	}{
		"secure":   {false, "__Host-csrf", "; Path=/; Secure; SameSite=Strict"},
		"insecure": {true, "csrf", "; Path=/; SameSite=Strict"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := protect(t, csrf.Config{Key: auth.NewSecret(key), Insecure: test.insecure})
			handler := p.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			get := func(session string, headers ...string) *http.Response {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, in(request(t, "GET", "/", headers...), session))
				return w.Result()
			}
			require.Empty(t, get("").Cookies(), "nobody is signed in")
			require.Empty(t, get("s1", "Authorization", "Bearer x").Cookies(), "it is no browser")

			first := get("s1")
			require.Len(t, first.Cookies(), 1)
			token := first.Cookies()[0].Value
			require.Equal(t, test.cookie+"="+token+test.rest, first.Header.Get("Set-Cookie"))
			require.Equal(t, "no-store", first.Header.Get("Cache-Control"))
			require.NoError(t, p.Check(in(request(t, "POST", "/orders", csrf.Header, token), "s1")))

			require.Empty(t, get("s1", "Cookie", test.cookie+"="+token).Cookies(), "it has one")
			require.Len(t, get("s2", "Cookie", test.cookie+"="+token).Cookies(), 1, "it has one of another session")
		})
	}
}

func TestNewTellsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := csrf.New(csrf.Config{
		TrustedOrigins: []string{"shop.example", "https://shop.example/path"},
		Bypass:         []string{"POST", "GET /a", "GET /a"},
		Key:            auth.NewSecret("short"),
	})
	require.ErrorContains(t, err, `"shop.example"`)
	require.ErrorContains(t, err, `"https://shop.example/path"`)
	require.ErrorContains(t, err, `bypass "POST"`)
	require.ErrorContains(t, err, `bypass "GET /a"`)
	require.ErrorContains(t, err, "the key has 5 bytes")
	require.NotContains(t, err.Error(), "short")
}

func TestRefusalsCanBeAnsweredInOnesOwnWay(t *testing.T) {
	t.Parallel()
	p := protect(t, csrf.Config{Refuse: func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, errs.CodeOf(err), http.StatusTeapot)
	}})
	w := httptest.NewRecorder()
	p.Middleware(http.NotFoundHandler()).ServeHTTP(w, request(t, "POST", "/", "Sec-Fetch-Site", "cross-site"))
	require.Equal(t, http.StatusTeapot, w.Code)
	require.Equal(t, csrf.CodeCrossSite+"\n", w.Body.String())
}
