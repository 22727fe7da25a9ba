package docsui_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/docsui"
)

// fetch asks the handler and returns the answer with its body as it was sent.
func fetch(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var reference = regexp.MustCompile(`(?:src|href)="([^"#]*)"`)

// assets returns the addresses of what the page refers to, as a browser resolves
// them from the address of the page.
func assets(t *testing.T, page, body string) []string {
	t.Helper()
	var out []string
	for _, m := range reference.FindAllStringSubmatch(body, -1) {
		if strings.HasPrefix(m[1], "data:") || strings.Contains(m[1], "openapi.") {
			continue
		}
		dir := page[:strings.LastIndexByte(page, '/')+1]
		file, query, _ := strings.Cut(m[1], "?")
		require.NotRegexp(t, `^(/|[a-z]+:)`, file, "addresses are relative")
		out = append(out, path.Join(dir, file)+"?"+query)
	}
	return out
}

func pages() map[string]http.Handler {
	return map[string]http.Handler{"docs": docsui.SwaggerUI(docsui.Config{}), "redoc": docsui.ReDoc(docsui.Config{})}
}

func TestAPageAndItsAssetsWorkUnderAnyPrefix(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		for _, at := range []string{"/" + name, "/" + name + "/", "/api/v1/" + name, "/api/v1/" + name + "/"} {
			t.Run(at, func(t *testing.T) {
				t.Parallel()
				w := fetch(page, "GET", at)
				require.Equal(t, http.StatusOK, w.Code)
				require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
				spec := "openapi.json"
				if strings.HasSuffix(at, "/") {
					spec = "../openapi.json"
				}
				require.Contains(t, w.Body.String(), `data-spec="`+spec+`"`)
				found := assets(t, at, w.Body.String())
				require.Len(t, found, 3)
				for _, asset := range found {
					require.Contains(t, asset, strings.TrimSuffix(at, "/")+"/")
					w := fetch(page, "GET", asset, "Accept-Encoding", "gzip")
					require.Equal(t, http.StatusOK, w.Code)
					require.NotContains(t, w.Header().Get("Content-Type"), "html", asset)
					require.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
				}
			})
		}
	}
}

func TestAPageWorksBehindStripPrefix(t *testing.T) {
	t.Parallel()
	page := http.StripPrefix("/api/docs", docsui.SwaggerUI(docsui.Config{Title: "A & <B>", SpecURL: "v1/openapi.yaml"}))
	w := fetch(page, "GET", "/api/docs?x=1")
	require.Contains(t, w.Body.String(), "<title>A &amp; &lt;B&gt;</title>")
	require.Contains(t, w.Body.String(), `data-spec="v1/openapi.yaml"`)
	for _, asset := range assets(t, "/api/docs", w.Body.String()) {
		require.Equal(t, http.StatusOK, fetch(page, "GET", asset).Code)
	}
	r := httptest.NewRequest(http.MethodGet, "/docs/", nil)
	r.RequestURI = ""
	direct := httptest.NewRecorder()
	page.ServeHTTP(direct, r)
	require.Equal(t, http.StatusNotFound, direct.Code, "StripPrefix refuses what is not below it")
}

func TestThePathOfTheRequestIsUsedWhereThereIsNoURI(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/docs", nil)
	r.RequestURI = ""
	w := httptest.NewRecorder()
	docsui.SwaggerUI(docsui.Config{}).ServeHTTP(w, r)
	require.Contains(t, w.Body.String(), `src="docs/swagger-init.js`)
}

func TestTheAddressOfTheDocumentMayBeAbsolute(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"/openapi.json", "https://example.com/openapi.json", "//example.com/x", "%zz"} {
		w := fetch(docsui.ReDoc(docsui.Config{SpecURL: address}), "GET", "/redoc/")
		require.Contains(t, w.Body.String(), `data-spec="`+address+`"`)
	}
}

func TestPagesHoldNoInlineScript(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		w := fetch(page, "GET", "/"+name)
		policy := w.Header().Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'none'")
		require.Contains(t, policy, "script-src 'self';")
		for _, script := range regexp.MustCompile(`(?s)<script[^>]*>(.*?)</script>`).FindAllStringSubmatch(w.Body.String(), -1) {
			require.Empty(t, script[1])
		}
		require.NotRegexp(t, `(?i) on[a-z]+=|style=|javascript:`, w.Body.String())
		require.NotContains(t, w.Body.String(), "//", "nothing comes from elsewhere")
	}
}

func TestSwaggerUISignsItsReaderIn(t *testing.T) {
	t.Parallel()
	page := docsui.SwaggerUI(docsui.Config{
		OAuth: docsui.OAuth{ClientID: `sh"op`, Scopes: []string{"openid", "orders:read"}}, Connect: []string{"https://id.example"},
	})
	for at, redirect := range map[string]string{"/api/docs": "docs/oauth2-redirect.html", "/api/docs/": "oauth2-redirect.html"} {
		w := fetch(page, "GET", at)
		require.Contains(t, w.Body.String(), `data-redirect="`+redirect+`" data-client="sh&#34;op" data-scopes="openid orders:read"`)
		require.Contains(t, w.Header().Get("Content-Security-Policy"), "connect-src 'self' https://id.example;")
	}
	back := fetch(page, "GET", "/api/docs/oauth2-redirect.html?code=abc&state=x")
	require.Equal(t, "text/html; charset=utf-8", back.Header().Get("Content-Type"))
	require.Contains(t, back.Body.String(), `src="oauth2-redirect.js"`)
	require.Contains(t, back.Header().Get("Content-Security-Policy"), "script-src 'self';")
	require.Equal(t, "no-referrer", back.Header().Get("Referrer-Policy"))
	require.Empty(t, regexp.MustCompile(`(?s)<script[^>]*>(.+?)</script>`).FindString(back.Body.String()))
	require.Contains(t, fetch(page, "GET", "/docs/oauth2-redirect.js").Body.String(), "pending.state")
	setup := fetch(page, "GET", "/docs/swagger-init.js").Body.String()
	for _, want := range []string{"persistAuthorization: true", "usePkceWithAuthorizationCodeGrant: true", "oauth2RedirectUrl"} {
		require.Contains(t, setup, want)
	}
}

func TestAssetsAskNobodyElse(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		for _, asset := range assets(t, "/"+name, fetch(page, "GET", "/"+name).Body.String()) {
			body := fetch(page, "GET", asset).Body.String()
			for _, host := range []string{"cdn.redoc.ly", "fonts.googleapis", "unpkg.com", "jsdelivr", "@import", "sourceMappingURL=redoc", "sourceMappingURL=swagger"} {
				require.NotContains(t, body, host, asset)
			}
		}
	}
	require.Contains(t, fetch(pages()["docs"], "GET", "/docs/swagger-init.js").Body.String(), "validatorUrl: null")
}

func TestAssetsAreSentAsTheClientAcceptsThem(t *testing.T) {
	t.Parallel()
	tests := []struct {
		accept string
		gzip   bool
	}{
		{"gzip", true},
		{"br, gzip;q=0.5", true},
		{"x-gzip", true},
		{"*", true},
		{"GZIP", true},
		{"identity, *;q=0.1", true},
		{"", false},
		{"br", false},
		{"gzip;q=0", false},
		{"gzip;q=0, *", false},
		{"*;q=0", false},
		{"gzip;q=much", false},
		{"gzip; q=0.0", false},
	}
	page := docsui.SwaggerUI(docsui.Config{})
	plain := fetch(page, "GET", "/docs/swagger-ui.css").Body.String()
	require.Contains(t, plain, ".swagger-ui")
	for _, test := range tests {
		t.Run(test.accept, func(t *testing.T) {
			t.Parallel()
			w := fetch(page, "GET", "/docs/swagger-ui.css", "Accept-Encoding", test.accept)
			require.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
			require.Equal(t, "no-cache", w.Header().Get("Cache-Control"), "the address holds no hash")
			if !test.gzip {
				require.Empty(t, w.Header().Get("Content-Encoding"))
				require.Equal(t, plain, w.Body.String())
				return
			}
			require.Equal(t, "gzip", w.Header().Get("Content-Encoding"))
			z, err := gzip.NewReader(w.Body)
			require.NoError(t, err)
			unpacked, err := io.ReadAll(z)
			require.NoError(t, err)
			require.Equal(t, plain, string(unpacked))
		})
	}
}

func TestWhatTheClientHasIsNotSentAgain(t *testing.T) {
	t.Parallel()
	page := docsui.ReDoc(docsui.Config{})
	for _, target := range []string{"/redoc", "/redoc/redoc.standalone.js", "/redoc/redoc-init.js"} {
		for _, accept := range []string{"gzip", "identity"} {
			first := fetch(page, "GET", target, "Accept-Encoding", accept)
			tag := first.Header().Get("Etag")
			require.NotEmpty(t, tag)
			again := fetch(page, "GET", target, "Accept-Encoding", accept, "If-None-Match", tag)
			require.Equal(t, http.StatusNotModified, again.Code)
			require.Empty(t, again.Body.Bytes())
			require.Equal(t, http.StatusOK, fetch(page, "GET", target, "Accept-Encoding", accept, "If-None-Match", `"other"`).Code)
		}
	}
	packed := fetch(page, "GET", "/redoc/redoc.standalone.js", "Accept-Encoding", "gzip")
	plain := fetch(page, "GET", "/redoc/redoc.standalone.js")
	require.NotEqual(t, packed.Header().Get("Etag"), plain.Header().Get("Etag"), "two representations, two tags")
}

func TestOtherMethodsAreRefused(t *testing.T) {
	t.Parallel()
	page := docsui.SwaggerUI(docsui.Config{})
	w := fetch(page, "POST", "/docs")
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
	head := fetch(page, "HEAD", "/docs/swagger-ui-bundle.js", "Accept-Encoding", "gzip")
	require.Equal(t, http.StatusOK, head.Code)
	require.Empty(t, head.Body.Bytes())
	require.NotEmpty(t, head.Header().Get("Content-Length"))
	part := fetch(page, "GET", "/docs/swagger-ui.css", "Accept-Encoding", "gzip", "Range", "bytes=0-9")
	require.Equal(t, http.StatusPartialContent, part.Code)
	require.Len(t, part.Body.Bytes(), 10)
}

func TestLicencesAreServedBesideTheAssets(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		w := fetch(page, "GET", "/"+name+"/NOTICE")
		require.Equal(t, "text/plain; charset=utf-8", w.Header().Get("Content-Type"))
		for _, want := range []string{"Apache License", "The MIT License", "SmartBear", "Rebilly", "DOMPurify"} {
			require.Contains(t, w.Body.String(), want)
		}
	}
}
