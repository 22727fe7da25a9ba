package csrf_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/csrf"
	"github.com/neuroglia-go/neuroglia/auth/session"
)

// browser is a client with cookies, on the pages of a shop with sessions and tokens.
type browser struct {
	*http.Client
	url *url.URL
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	sessions, err := session.New(session.Config{Store: session.NewMemory()})
	require.NoError(t, err)
	protection := protect(t, csrf.Config{Key: auth.NewSecret(key)})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		if _, err := sessions.Open(r.Context(), auth.Identity{Subject: "ann"}); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	server := httptest.NewTLSServer(sessions.Middleware(auth.Middleware(sessions)(protection.Middleware(mux))))
	t.Cleanup(server.Close)
	b := &browser{Client: server.Client()}
	b.Jar, err = cookiejar.New(nil)
	require.NoError(t, err)
	b.url, err = url.Parse(server.URL)
	require.NoError(t, err)
	return b
}

// send returns the status of the answer to a request that a page of the site began.
func (b *browser) send(t *testing.T, method, path, site, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.url.JoinPath(path).String(), nil)
	require.NoError(t, err)
	r.Header.Set("Sec-Fetch-Site", site)
	if token != "" {
		r.Header.Set(csrf.Header, token)
	}
	answer, err := b.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

// token returns that of the cookie, as a script of the site reads it.
func (b *browser) token() string {
	for _, cookie := range b.Jar.Cookies(b.url) {
		if cookie.Name == "__Host-csrf" {
			return cookie.Value
		}
	}
	return ""
}

func TestABrowserWithASession(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	require.Equal(t, http.StatusForbidden, b.send(t, "POST", "/login", "cross-site", ""), "login CSRF")
	require.Empty(t, b.Jar.Cookies(b.url), "nobody is signed in")
	require.Equal(t, http.StatusOK, b.send(t, "POST", "/login", "same-origin", ""), "there is no session to have a token of")
	require.Equal(t, http.StatusForbidden, b.send(t, "POST", "/orders", "same-origin", ""), "no token")

	require.Equal(t, http.StatusOK, b.send(t, "GET", "/", "none", ""))
	token := b.token()
	require.Equal(t, http.StatusCreated, b.send(t, "POST", "/orders", "same-origin", token))
	require.Equal(t, http.StatusForbidden, b.send(t, "POST", "/orders", "cross-site", token), "CSRF")
	require.Equal(t, http.StatusForbidden, b.send(t, "POST", "/orders", "same-origin", tampered(token)), "tampered")

	require.Equal(t, http.StatusOK, b.send(t, "POST", "/login", "same-origin", token))
	require.Equal(t, http.StatusForbidden, b.send(t, "POST", "/orders", "same-origin", token), "it is that of another session")
	require.Equal(t, http.StatusOK, b.send(t, "GET", "/", "same-origin", ""))
	require.NotEqual(t, token, b.token())
	require.Equal(t, http.StatusCreated, b.send(t, "POST", "/orders", "same-origin", b.token()))
}
