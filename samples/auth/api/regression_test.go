package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc"
	service "github.com/neuroglia-go/neuroglia/samples/auth"
)

// A page of another origin that may call the service can read that it is not signed in.
func TestARefusalHasTheHeadersOfCORS(t *testing.T) {
	t.Parallel()
	app := hosttest.New(t, func(builder *hosting.WebApplicationBuilder) {
		builder.Use(mvc.CORS(mvc.CORSConfig{Origins: []string{"https://pages.example"}, Credentials: true}))
		service.Configure(builder)
	}, hosttest.Name(service.Name), hosttest.SubApp("auth"), hosttest.Setting("AUTH_DATABASE_URL", "memory:"),
		hosttest.Setting("AUTH_PEPPER", pepper), hosttest.Setting("AUTH_TOKEN_KEY", tokenKey))
	for _, path := range []string{"/api/v1/account/session", "/api/v1/users"} {
		answer := app.Get(path).Header("Origin", "https://pages.example").Expect(401)
		require.Equal(t, "https://pages.example", answer.Header("Access-Control-Allow-Origin"))
		require.Equal(t, "true", answer.Header("Access-Control-Allow-Credentials"))
	}
}

// Nothing is announced of what was not committed.
func TestNothingIsAnnouncedThatWasNotCommitted(t *testing.T) {
	t.Parallel()
	k := play(t)
	log := hosttest.Resolve[eventstore.Store](k.App)
	before, err := log.Head(t.Context())
	require.NoError(t, err)
	k.store.commitsRefuse.Store(true)
	k.Post("/api/v1/account/signup", credentials("somebody")).Expect(503)
	k.store.commitsRefuse.Store(false)
	after, err := log.Head(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after)
	k.signUp("somebody")
	after, err = log.Head(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, before, after)
}

// A token may be for several services, of which this is one.
func TestATokenForSeveralServicesIsGoodHere(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	k.tokens(t, "somebody")
	issue := func(audience ...string) string {
		issuer, err := token.NewIssuer(token.IssuerConfig{
			Issuer: "http://127.0.0.1:8082", Audience: audience, Keys: hosttest.Resolve[*token.KeySet](k.App), Now: k.clock.Now,
		})
		require.NoError(t, err)
		text, err := issuer.Issue(token.Claims{
			Subject: "00000000-0000-7000-8000-000000000001", Extra: map[string]any{"sid": "00000000-0000-7000-8000-000000000002"},
		})
		require.NoError(t, err)
		return "Bearer " + text.Reveal()
	}
	k.Get("/api/v1/account/session").Header("Authorization", issue("bank", "auth")).Expect(200)
	k.Get("/api/v1/account/session").Header("Authorization", issue("bank", "shop")).Expect(401).Problem(auth.CodeNotAuthenticated)
}

// Who is refused is told so; what is not there is not refused.
func TestARefusalIsNoSignOut(t *testing.T) {
	t.Parallel()
	app := serve(t)
	ada, bob := join(t, app, "ada.lovelace"), join(t, app, "bob.babbage")
	post := ada.write(t, "/v1/posts", object{"text_content": "first"})
	const missing = "/v1/posts/01890dd5-ea3f-7746-b5c0-d3ad5ea1a1a1"
	for _, r := range []struct{ method, path string }{{"PUT", post}, {"DELETE", post}} {
		bob.do(bob.Do(r.method, r.path, object{"text_content": "x"})).Expect(403).Problem("forbidden")
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		bob.do(bob.Do(method, missing, object{"text_content": "x"})).Expect(404).Problem("post_not_found")
	}
}
