package mvc_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
)

func TestCORS(t *testing.T) {
	t.Parallel()
	c := serve(t, mvc.Config{Middlewares: []mvc.Middleware{mvc.CORS(mvc.CORSConfig{
		Origins: []string{"https://shop.example", "https://*.Partner.example:8443"}, Credentials: true, MaxAge: time.Hour,
	})}}, mvc.Controller[*books](newBooks))
	for origin, allowed := range map[string]bool{
		"https://shop.example": true, "HTTPS://SHOP.EXAMPLE": true, "https://a.partner.example:8443": true, "https://a.b.partner.example:8443": true,
		"http://shop.example": false, "https://shop.example.evil": false, "https://partner.example:8443": false, "https://.partner.example:8443": false,
		"https://evilpartner.example:8443": false, "null": false,
	} {
		got := c.Get("/books/1").Header("Origin", origin).Expect(http.StatusOK)
		require.Equal(t, map[bool]string{true: origin}[allowed], got.Header("Access-Control-Allow-Origin"), origin)
		require.Equal(t, map[bool]string{true: "true"}[allowed], got.Header("Access-Control-Allow-Credentials"))
		require.Equal(t, map[bool]string{true: "ETag, Link, Location, Retry-After"}[allowed], got.Header("Access-Control-Expose-Headers"))
		require.Contains(t, got.Headers["Vary"], "Origin")
	}
	preflight := c.Do(http.MethodOptions, "/books/1", nil).Header("Origin", "https://shop.example").
		Header("Access-Control-Request-Method", "PUT").Expect(http.StatusNoContent)
	require.Equal(t, "GET, HEAD, POST, PUT, PATCH, DELETE", preflight.Header("Access-Control-Allow-Methods"))
	require.Contains(t, preflight.Header("Access-Control-Allow-Headers"), "If-Match")
	require.Equal(t, "3600", preflight.Header("Access-Control-Max-Age"))
	require.Empty(t, preflight.Header("Allow"))
	require.NotEmpty(t, c.Do(http.MethodOptions, "/books/1", nil).Header("Origin", "https://shop.example").Expect(204).Header("Allow"), "no preflight")
	require.Empty(t, c.Get("/books/1").Expect(200).Header("Access-Control-Allow-Origin"))
}

func TestCORSForEverybody(t *testing.T) {
	t.Parallel()
	c := serve(t, mvc.Config{Middlewares: []mvc.Middleware{mvc.CORS(mvc.CORSConfig{Origins: []string{"*"}, Expose: []string{"X"}})}},
		mvc.Controller[*books](newBooks))
	got := c.Get("/books/1").Header("Origin", "https://any.example").Expect(200)
	require.Equal(t, "*", got.Header("Access-Control-Allow-Origin"))
	require.Equal(t, "X", got.Header("Access-Control-Expose-Headers"))
	require.NotContains(t, got.Headers["Vary"], "Origin")
}

func TestCORSMistakes(t *testing.T) {
	t.Parallel()
	for message, config := range map[string]mvc.CORSConfig{
		"name at least one in Origins":                        {},
		"would let every page act for its visitors":           {Origins: []string{"*"}, Credentials: true},
		`"shop.example" is no origin; write scheme://host`:    {Origins: []string{"shop.example"}},
		`"https://shop.example/" is no origin`:                {Origins: []string{"https://shop.example/"}},
		`"https://shop.*" has its * in the wrong place`:       {Origins: []string{"https://shop.*"}},
		`"https://*.a.*" has its * in the wrong place; write`: {Origins: []string{"https://*.a.*"}},
	} {
		_, err := mvc.NewCORS(config)
		require.ErrorContains(t, err, message)
		require.Panics(t, func() { mvc.CORS(config) })
	}
}

func TestCompress(t *testing.T) {
	t.Parallel()
	app := build(t, newServices(), mvc.Config{Middlewares: []mvc.Middleware{mvc.Compress(5)}}, mvc.Controller[*books](newBooks),
		mvc.Controller[*streams](func() *streams { return &streams{} }))
	get := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		return w
	}
	for _, path := range []string{"/books/1", "/nowhere"} {
		w := get(path)
		require.Equal(t, "gzip", w.Header().Get("Content-Encoding"))
		require.Empty(t, w.Header().Get("Content-Length"))
		reader, err := gzip.NewReader(w.Body)
		require.NoError(t, err)
		text, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(text), "{"))
	}
	require.Contains(t, get("/ticks").Body.String(), "id: 1\n")
}
