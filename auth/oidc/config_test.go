package oidc_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// valid returns a config without a fault.
func valid(t *testing.T) oidc.Config {
	t.Helper()
	sessions, err := session.New(session.Config{Store: session.NewMemory()})
	require.NoError(t, err)
	return oidc.Config{
		BaseURL: "https://shop.example/auth/", Sessions: sessions, Store: oidc.NewMemory(), Refuse: new(mvc.Problems).Write,
		Keys:      []auth.Secret{auth.NewSecret(strings.Repeat("k", 32))},
		Providers: []oidc.Provider{{Name: "one", Issuer: "https://id.example", ClientID: "shop"}},
	}
}

func TestEachFaultOfAConfigIsRefused(t *testing.T) {
	t.Parallel()
	_, err := oidc.New(valid(t))
	require.NoError(t, err)
	tests := []struct {
		name   string
		change func(*oidc.Config)
		want   string
	}{
		{"no BaseURL", func(c *oidc.Config) { c.BaseURL = "" }, "the BaseURL \"\" is no URL"},
		{"path for BaseURL", func(c *oidc.Config) { c.BaseURL = "/auth" }, "is no URL"},
		{"BaseURL in the clear", func(c *oidc.Config) { c.BaseURL = "http://shop.example/auth" }, "use https"},
		{"BaseURL with a query", func(c *oidc.Config) { c.BaseURL += "?a=b" }, "has a query"},
		{"no sessions", func(c *oidc.Config) { c.Sessions = nil }, "no Sessions"},
		{"no store", func(c *oidc.Config) { c.Store = nil }, "no Store"},
		{"no way to refuse", func(c *oidc.Config) { c.Refuse = nil }, "no Refuse"},
		{"no provider", func(c *oidc.Config) { c.Providers = nil }, "no Providers"},
		{"no key", func(c *oidc.Config) { c.Keys = nil }, "there is no key"},
		{"short key", func(c *oidc.Config) { c.Keys[0] = auth.NewSecret("hunter2") }, "key 0 has 7 bytes"},
		{"negative duration", func(c *oidc.Config) { c.Keep = -1 }, "a duration is negative"},
		{"one name twice", func(c *oidc.Config) { c.Providers = append(c.Providers, c.Providers[0]) }, "two providers are named"},
		{"name that is no path", func(c *oidc.Config) { c.Providers[0].Name = "a/b" }, "a part of paths"},
		{"no client", func(c *oidc.Config) { c.Providers[0].ClientID = "" }, "ClientID is empty"},
		{"no issuer", func(c *oidc.Config) { c.Providers[0].Issuer = "" }, "is no URL"},
		{"issuer in the clear", func(c *oidc.Config) { c.Providers[0].Issuer = "http://id.example" }, "use https"},
		{"own state", func(c *oidc.Config) { c.Providers[0].Params = map[string]string{"state": "x"} }, "set by the protocol"},
		{"HMAC", func(c *oidc.Config) { c.Providers[0].Algorithms = []token.Algorithm{token.HS256} }, "prove nothing"},
		{"none", func(c *oidc.Config) { c.Providers[0].Algorithms = []token.Algorithm{"none"} }, "prove nothing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := valid(t)
			test.change(&config)
			_, err := oidc.New(config)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
	config := valid(t)
	config.BaseURL, config.Store = "", nil
	_, err = oidc.New(config)
	require.ErrorContains(t, err, "BaseURL")
	require.ErrorContains(t, err, "Store", "all at once")
}

func TestTheServiceHasTheLastWordAboutWhoSignsIn(t *testing.T) {
	t.Parallel()
	var outcome error
	who := auth.Identity{Subject: "42", Name: "Ann of ours"}
	var seen oidc.SignIn
	s := newSite(t, func(_ *site, c *oidc.Config) {
		c.OnSignIn = func(_ context.Context, in oidc.SignIn) (auth.Identity, error) {
			seen = in
			return who, outcome
		}
	})
	b := s.browser(t)
	require.Equal(t, http.StatusSeeOther, b.signIn(t).StatusCode)
	me, _ := b.me(t)
	require.Equal(t, "42", me.Subject)
	require.Empty(t, me.Issuer)
	require.Equal(t, "one", seen.Provider)
	require.Equal(t, "ann", seen.Claims.Subject)
	require.Equal(t, "Ann", seen.Identity.Name)
	require.Equal(t, http.StatusOK, s.tell(t, "/auth/backchannel/one", s.one.logoutToken()).StatusCode)
	_, status := b.me(t)
	require.Equal(t, http.StatusUnauthorized, status, "the provider ends the session of the local user")

	outcome = errs.Forbidden("account_inactive", "the account is not active; ask for help")
	r := b.signIn(t)
	require.Equal(t, http.StatusForbidden, r.StatusCode)
	require.Equal(t, "account_inactive", r.code(t))
	outcome, who = nil, auth.Identity{}
	r = b.signIn(t)
	require.Equal(t, oidc.CodeRefused, r.code(t))
	_, status = b.me(t)
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestAServiceTakesTokensOfAnIssuerThatItKnowsByItsAddress(t *testing.T) {
	t.Parallel()
	at := new(clock)
	i := newIDP(t, at.Now)
	i.downed = true
	trust, err := oidc.NewTrust(oidc.TrustConfig{Issuer: i.URL, Audience: []string{"shop"}, Now: at.Now})
	require.NoError(t, err, "nobody is asked yet")
	verifier, err := token.NewVerifier(token.VerifierConfig{Trusted: []token.Trust{trust}, Now: at.Now})
	require.NoError(t, err)
	bearer := token.Bearer(verifier)
	request := func(text string) (auth.Identity, error) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", "Bearer "+text)
		return bearer.Authenticate(httptest.NewRecorder(), r)
	}
	text := i.idToken("", "")
	_, err = request(text)
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.Equal(t, oidc.CodeUnavailable, errs.CodeOf(err))
	i.set(func() { i.downed = false })
	at.advance(5 * time.Second)
	who, err := request(text)
	require.NoError(t, err)
	require.Equal(t, "ann", who.Subject)
	_, err = request(text[:len(text)-8] + "AAAAAAAA")
	require.Equal(t, token.CodeSignature, errs.CodeOf(err))
	_, err = oidc.NewTrust(oidc.TrustConfig{Issuer: "id.example"})
	require.ErrorContains(t, err, "is no URL")
}

func TestPurgesUntilItIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		config := valid(t)
		store := config.Store
		party, err := oidc.New(config)
		require.NoError(t, err)
		for id, after := range map[string]time.Duration{"over": time.Minute, "kept": time.Hour} {
			_, err := store.Add(t.Context(), oidc.Record{ID: id, Expires: time.Now().Add(after)})
			require.NoError(t, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- party.Run(ctx) }()
		<-time.After(11 * time.Minute) // of the bubble
		synctest.Wait()
		cancel()
		require.NoError(t, <-ended)
		_, ok, err := store.Get(t.Context(), "over")
		require.NoError(t, err)
		require.False(t, ok)
		_, ok, err = store.Get(t.Context(), "kept")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, "oidc relying party", party.String())
	})
}

func TestOnThisMachineCookiesDoWithoutTLS(t *testing.T) {
	t.Parallel()
	provider := newIDP(t, time.Now)
	config := valid(t)
	config.BaseURL = "http://localhost:8080"
	config.Providers[0].Issuer, config.Providers[0].ClientSecret = provider.URL, auth.NewSecret("s3cret:")
	party, err := oidc.New(config)
	require.NoError(t, err)
	w := httptest.NewRecorder()
	party.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/login/one", nil))
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Contains(t, w.Header().Get("Location"), "redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fcallback%2Fone")
	cookie := w.Result().Cookies()[0]
	require.True(t, strings.HasPrefix(cookie.Name, "oidc-sign-in-") && !cookie.Secure && cookie.HttpOnly)
}
