package oidc_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
