package api_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

// provider is an identity provider that says what it is told of whomever.
type provider struct {
	url  string
	keys *token.KeySet
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	key, err := token.NewKey("1", token.EdDSA, private)
	require.NoError(t, err)
	keys, err := token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{{Key: key}}})
	require.NoError(t, err)
	p := &provider{keys: keys}
	mux := http.NewServeMux()
	mux.Handle("GET /keys", keys.Handler(time.Minute))
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(object{
			"issuer": p.url, "jwks_uri": p.url + "/keys", "authorization_endpoint": p.url + "/authorize", "token_endpoint": p.url + "/token",
		})
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// token returns a token with the claims, for that audience.
func (p *provider) token(t *testing.T, audience string, claims object) string {
	t.Helper()
	issuer, err := token.NewIssuer(token.IssuerConfig{
		Issuer: p.url, Audience: []string{audience}, Keys: p.keys, Now: func() time.Time { return noon },
	})
	require.NoError(t, err)
	text, err := issuer.Issue(token.Claims{Subject: "somebody", Extra: claims})
	require.NoError(t, err)
	return text.Reveal()
}

// In production people have accounts at an identity provider, which has names of its own for
// their roles.
func TestTheProviderSaysWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app := open(t, hosttest.Override[integration.Development](false),
		hosttest.Setting("PIZZERIA_OIDC_ISSUER", p.url), hosttest.Setting("PIZZERIA_OIDC_AUDIENCE", "pizzeria"),
		hosttest.Setting("PIZZERIA_OIDC_ROLE_CLAIM", "realm_access.roles"), hosttest.Setting("PIZZERIA_OIDC_ROLES", "cook=chef, boss=manager"))
	as := func(audience string, claims object) *mvctest.Client {
		return app.With("Authorization", "Bearer "+p.token(t, audience, claims))
	}
	granted := func(roles ...string) object { return object{"realm_access": object{"roles": roles}} }

	cook := as("pizzeria", granted("cook", "offline_access"))
	require.Equal(t, []any{"chef"}, decode(t, cook.Get("/api/account").Expect(http.StatusOK))["roles"])
	order := place(t, app)
	cook.Put(order+"/cook", nil).Expect(http.StatusOK)
	cook.Get("/api/management/statistics").Expect(http.StatusForbidden)
	as("pizzeria", granted("boss")).Get("/api/management/statistics").Expect(http.StatusOK)
	as("pizzeria", granted("manager")).Get("/api/management/statistics").Expect(http.StatusForbidden) // a name of theirs that means nothing here
	as("pizzeria", object{"roles": []string{"boss"}}).Get("/api/management/statistics").Expect(http.StatusForbidden)
	as("bakery", granted("boss")).Get("/api/management/statistics").Expect(http.StatusUnauthorized)
	other := newProvider(t).token(t, "pizzeria", granted("boss"))
	app.With("Authorization", "Bearer "+other).Get("/api/management/statistics").Expect(http.StatusUnauthorized)
}

// A number counts once the provider has verified it.
func TestTheProviderSaysWhoseNumberItIs(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app := open(t, hosttest.Override[integration.Development](false),
		hosttest.Setting("PIZZERIA_OIDC_ISSUER", p.url), hosttest.Setting("PIZZERIA_OIDC_AUDIENCE", "pizzeria"))
	for status, claims := range map[int][]object{
		http.StatusOK: {
			{"phone_number": "+39 06 555 0101", "phone_number_verified": true},
			{"phone_number": "+39065550101", "phone_number_verified": true},
		},
		http.StatusForbidden: {
			{"phone_number": "+39 06 555 0101"},
			{"phone_number": "+39 06 555 0101", "phone_number_verified": false},
			{"phone_number": "+39 06 555 0101", "phone_number_verified": "true"},
			{"phone_number": "+39 06 555 0102", "phone_number_verified": true},
			{"phone_number": "", "phone_number_verified": true},
			{},
		},
	} {
		for _, said := range claims {
			app.Get(numbered("+39 06 555 0101")(t, app)).Header("Authorization", "Bearer "+p.token(t, "pizzeria", said)).Expect(status)
		}
	}
	wordy := object{"phone_number": "y", "phone_number_verified": true}
	app.Get("/api/customers/x/notifications").Header("Authorization", "Bearer "+p.token(t, "pizzeria", wordy)).Expect(http.StatusForbidden)
}

// An order is its customer's, whoever else is called the same elsewhere.
func TestAnOrderIsOfTheAccountOfItsProvider(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app := open(t, hosttest.Setting("PIZZERIA_OIDC_ISSUER", p.url), hosttest.Setting("PIZZERIA_OIDC_AUDIENCE", "pizzeria"))
	somebody := app.With("Authorization", "Bearer "+p.token(t, "pizzeria", object{}))
	order := somebody.Post("/api/orders", margherita()).Expect(http.StatusCreated).Header("Location")
	require.NotNil(t, decode(t, somebody.Get(order).Expect(http.StatusOK))["customer"])
	signIn(t, app, "customer").Get(order).Expect(http.StatusForbidden)
	signIn(t, app, "customer").Put(order+"/cancel", nil).Expect(http.StatusForbidden)
	app.Get(order).Expect(http.StatusUnauthorized)
	somebody.Put(order+"/cancel", nil).Expect(http.StatusOK)
}
