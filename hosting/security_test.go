package hosting_test

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/docsui"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

const (
	ofData  = "default-src 'none'; frame-ancestors 'none'"
	ofPages = "frame-ancestors 'none'"
)

func TestAnswersSayWhatABrowserMayDoWithThem(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(api())
	f.AddSubApp(mount("/raw", "/", func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		switch r.URL.Path {
		case "/raw/page":
			header.Set("Content-Type", "text/html; charset=utf-8")
		case "/raw/own":
			header.Set("Content-Security-Policy", "default-src 'self'")
		case "/raw/framed":
			header.Set("X-Frame-Options", "SAMEORIGIN")
		case "/raw/csv":
			header.Set("Content-Type", "text/csv; charset=utf-8")
		}
		_, _ = io.WriteString(w, "<p>")
	}))
	app := f.started(t)
	for path, policy := range map[string]string{
		"/api/greetings/ana": ofData, "/api/greetings/much-too-long": ofData, "/api/none": ofData, "/nowhere": ofData, "/raw/csv": ofData,
		"/api/openapi.json": ofData, "/raw/page": ofPages, "/raw/else": ofPages, "/raw/own": "default-src 'self'", "/raw/framed": "",
	} {
		w := get(app, path)
		require.Equal(t, policy, w.Header().Get("Content-Security-Policy"), path)
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"), path)
	}
	require.Contains(t, get(app, "/api/docs").Header().Get("Content-Security-Policy"), "script-src 'self'", "the page has its own")
	require.Contains(t, get(app, "/api/docs/swagger-init.js").Header().Get("Content-Security-Policy"), "script-src 'self'")
}

func TestHTTPSIsKeptWhereItIsSpoken(t *testing.T) {
	t.Parallel()
	ask := func(app *hosting.App, host, forwarded string, over *tls.ConnectionState) string {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host, r.TLS = host, over
		r.Header.Set("X-Forwarded-Proto", forwarded)
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		return w.Header().Get("Strict-Transport-Security")
	}
	app := newFixture(t, nil).started(t)
	tests := []struct {
		name, host, forwarded string
		over                  *tls.ConnectionState
		want                  string
	}{
		{"plain", "shop.example", "", nil, ""},
		{"TLS", "shop.example", "", &tls.ConnectionState{}, "max-age=2592000"},
		{"TLS at the proxy", "shop.example:8443", "https", nil, "max-age=2592000"},
		{"TLS at the first of two proxies", "shop.example", "HTTPS , http", nil, "max-age=2592000"},
		{"plain at the proxy", "shop.example", "http", nil, ""},
		{"the own machine", "localhost:8080", "", &tls.ConnectionState{}, ""},
		{"a name of the own machine", "shop.localhost", "https", nil, ""},
		{"the own address", "127.0.0.1:8080", "https", nil, ""},
		{"the own address in 6", "[::1]:8080", "https", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, ask(app, tt.host, tt.forwarded, tt.over))
		})
	}
	off := newFixture(t, nil, "SHOP_SERVER_HSTS=0s").started(t)
	require.Empty(t, ask(off, "shop.example", "https", nil))
	none := newFixture(t, nil, "SHOP_SERVER_SECURITY_HEADERS=off").started(t)
	require.Empty(t, ask(none, "shop.example", "https", nil))
	require.Empty(t, get(none, "/nowhere").Header().Get("Content-Security-Policy"))
}

// cellar is a controller that not everybody may use.
type cellar struct{}

func newCellar() *cellar { return &cellar{} }

func (*cellar) Routes(r *mvc.Routes[*cellar]) {
	r.Prefix("/cellar").With(mvc.Authorize(auth.Role("host")))
	mvc.Get(r, "/", (*cellar).List)
	mvc.Get(r, "/open", (*cellar).List, mvc.Name("open"), mvc.Anonymous())
}

func (*cellar) List(context.Context, struct{}) (greeting, error) { return greeting{"wine"}, nil }

type byHeader struct{}

func newByHeader() *byHeader { return &byHeader{} }

func (*byHeader) Authenticate(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	words := strings.Fields(r.Header.Get("Authorization"))
	switch {
	case len(words) == 0:
		return auth.Identity{}, nil
	case words[0] != "Test":
		return auth.Identity{}, errs.Unauthenticated("invalid_token", "the token is not known; sign in again")
	}
	return auth.Identity{Subject: words[1], Roles: words[2:]}, nil
}

// withCellar is an application with an authenticator of its container.
func withCellar(t *testing.T, args ...string) *fixture {
	t.Helper()
	f := newFixture(t, args)
	di.AddSingleton[auth.Authenticator](f.Services, newByHeader)
	f.AddSecurityScheme("bearer", openapi.BearerAuth("JWT"))
	f.Use(mvc.CORS(mvc.CORSConfig{Origins: []string{"https://shop.example"}}))
	f.AddSubApp(hosting.SubApp{
		Path: "/api", Docs: true, Controllers: []mvc.Registration{mvc.Controller[*cellar](newCellar)},
		Static: fstest.MapFS{"style.css": {Data: []byte("p{}")}}, OAuth: docsui.OAuth{ClientID: "shop"},
	})
	return f
}

// A cookie is for one, and caches between here and there give an answer to all.
func TestAnAnswerWithACookieIsKeptByNobody(t *testing.T) {
	t.Parallel()
	f := withCellar(t)
	f.AddSubApp(mount("/raw", "/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", r.URL.Query().Get("say"))
	}))
	cookie := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Renew") != "" {
				http.SetCookie(w, &http.Cookie{Name: "session", Value: "of one"})
				w.Header().Set("Cache-Control", "no-store")
			}
			next.ServeHTTP(w, r)
			w.WriteHeader(http.StatusOK) // of those that write nothing
		})
	}
	hosting.AddMiddleware(f.WebApplicationBuilder, func() hosting.Middleware { return cookie })
	app := f.started(t)
	for path, usual := range map[string]string{
		"/api/style.css": "", "/api/openapi.json": "no-cache", "/api/cellar/open": "", "/raw/x": "",
		"/raw/x?say=public,max-age=60": "public,max-age=60", "/raw/x?say=no-store": "no-store",
	} {
		require.Equal(t, usual, get(app, path).Header().Get("Cache-Control"), path)
		require.Equal(t, "no-store", get(app, path, "X-Renew", "yes").Header().Get("Cache-Control"), path)
	}
	const private = "max-age=60, Private"
	require.Equal(t, private, get(app, "/raw/x?say="+url.QueryEscape(private), "X-Renew", "yes").Header().Get("Cache-Control"), "the browser alone may keep it")
}

func TestRoutesAreHeldToTheirPolicies(t *testing.T) {
	t.Parallel()
	f := withCellar(t)
	app := f.started(t)
	for header, status := range map[string]int{"": 401, "Bearer x": 401, "Test ann": 403, "Test ann host": 200} {
		w := get(app, "/api/cellar", "Authorization", header, "Origin", "https://shop.example")
		require.Equal(t, status, w.Code, header)
		require.Equal(t, "https://shop.example", w.Header().Get("Access-Control-Allow-Origin"), "a page can read why it was refused")
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		require.Equal(t, status == 401, strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer"))
	}
	require.Equal(t, http.StatusOK, get(app, "/api/cellar/open", "Authorization", "Bearer x").Code)
	require.Empty(t, get(app, "/api/cellar/open").Header().Get("Cache-Control"), "the answer to anybody may be kept")
	require.Empty(t, get(app, "/api/style.css", "Authorization", "Test ann").Header().Get("Cache-Control"), "files are the same for everybody")

	refused := f.out.lines(t, "access refused")
	require.Len(t, refused, 3)
	granted := f.out.lines(t, "access granted")
	require.Len(t, granted, 1)
	require.Equal(t, "ann", granted[0]["subject"])
	require.Equal(t, "GET /api/cellar", granted[0]["action"])
	require.Equal(t, "role host", granted[0]["policy"])
	require.NotEmpty(t, granted[0]["request_id"], "the trail leads to the request")
}

func TestTheAuditorOfTheBuilderHearsOfDecisions(t *testing.T) {
	t.Parallel()
	f := withCellar(t)
	var heard []string
	f.Auditor = auth.AuditorFunc(func(_ context.Context, d auth.Decision) { heard = append(heard, d.Action+" "+d.Policy.String()) })
	app := f.started(t)
	get(app, "/api/cellar")
	require.Equal(t, []string{"GET /api/cellar role host"}, heard)
	injected, err := di.Resolve[auth.Auditor](app.Container())
	require.NoError(t, err)
	injected.Audit(t.Context(), auth.Decision{Action: "by hand", Policy: auth.Nobody()})
	require.Equal(t, "by hand nobody", heard[1])
}

func TestRoutesThatDeclareNothingAreHeldToThePolicyOfTheSubApp(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	sub := api()
	sub.Policy = auth.Authenticated()
	f.AddSubApp(sub)
	app := f.started(t)
	require.Equal(t, http.StatusUnauthorized, get(app, "/api/greetings/ana").Code)
	require.Equal(t, http.StatusOK, get(app, "/api/docs").Code)
}

func TestTheDocumentAndTheCommandTellWhatRoutesNeed(t *testing.T) {
	t.Parallel()
	f := withCellar(t, "routes")
	require.Zero(t, f.Main(t.Context()))
	require.Regexp(t, `STATUS +NEEDS`, f.out.String())
	require.Regexp(t, `/api/cellar .* role host`, f.out.String())
	require.Regexp(t, `/api/cellar/open .* nothing`, f.out.String())

	app, err := withCellar(t).Build()
	require.NoError(t, err)
	document, err := app.OpenAPI("api")
	require.NoError(t, err)
	require.Equal(t, "bearer", document.Components.SecuritySchemes["bearer"].Scheme)
	require.Equal(t, &[]openapi.SecurityRequirement{{"bearer": {}}}, document.Paths["/api/cellar"].Get.Security)
	require.Nil(t, document.Paths["/api/cellar/open"].Get.Security)
}

func TestThePageMaySignItsReaderInAtTheProvider(t *testing.T) {
	t.Parallel()
	f := withCellar(t)
	f.AddSecurityScheme("provider", openapi.AuthorizationCode("https://id.example/authorize", "https://tokens.example:8443/token", map[string]string{"openid": "Who you are."}))
	f.AddSecurityScheme("discovered", openapi.OpenIDConnect("https://other.example/.well-known/openid-configuration"))
	app := f.started(t)
	w := get(app, "/api/docs")
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "connect-src 'self' https://other.example https://tokens.example:8443;")
	require.Contains(t, w.Body.String(), `data-client="shop"`)
	back := get(app, "/api/docs/oauth2-redirect.html?code=abc&state=x")
	require.Equal(t, http.StatusOK, back.Code)
	require.Equal(t, "no-referrer", back.Header().Get("Referrer-Policy"), "the code goes nowhere else")
	require.Contains(t, get(app, "/api/redoc").Header().Get("Content-Security-Policy"), "connect-src 'self';")
}
