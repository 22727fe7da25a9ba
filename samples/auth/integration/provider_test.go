package integration_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	secret "github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// provider is an identity provider that serves its keys.
type provider struct {
	*httptest.Server
	keys    *token.KeySet
	fetched atomic.Int32
}

func newKey(t *testing.T, id string) token.Scheduled {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	key, err := token.NewKey(id, token.ES256, private)
	require.NoError(t, err)
	return token.Scheduled{Key: key}
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	keys, err := token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{newKey(t, "first")}})
	require.NoError(t, err)
	p := &provider{keys: keys}
	mux := http.NewServeMux()
	mux.HandleFunc("/protocol/openid-connect/certs", func(w http.ResponseWriter, r *http.Request) {
		p.fetched.Add(1)
		keys.Handler(time.Minute).ServeHTTP(w, r)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// claims are what a token says; the zero of each is what it should say.
type claims struct {
	subject, issuer string
	audience        []string
	extra           object
	lifetime        time.Duration
	keys            *token.KeySet
	now             func() time.Time
}

// token returns a token of the provider as a header has it.
func (p *provider) token(t *testing.T, c claims) string {
	t.Helper()
	if c.issuer == "" {
		c.issuer = p.URL
	}
	if c.audience == nil {
		c.audience = []string{"auth-api"}
	}
	if c.keys == nil {
		c.keys = p.keys
	}
	issuer, err := token.NewIssuer(token.IssuerConfig{Issuer: c.issuer, Audience: c.audience, Keys: c.keys, Lifetime: time.Minute, Now: c.now})
	require.NoError(t, err)
	text, err := issuer.Issue(token.Claims{Subject: c.subject, Extra: c.extra})
	require.NoError(t, err)
	return "Bearer " + text.Reveal()
}

const webhookSecret = "what the provider signs with"

// serveProvider returns the service that trusts the provider.
func serveProvider(t *testing.T, p *provider, settings ...string) *hosttest.App {
	t.Helper()
	return serve(t, append(p.settings(), settings...)...)
}

// settings are those that trust the provider.
func (p *provider) settings() []string {
	return []string{"AUTH_IDP_ISSUER", p.URL, "AUTH_IDP_AUDIENCE", "auth-api", "AUTH_WEBHOOK_SECRET", webhookSecret}
}

// tell sends an event about a user of the provider and returns what came of it.
func tell(t *testing.T, app *hosttest.App, operation string, at time.Time, user object) string {
	t.Helper()
	representation, err := json.Marshal(user)
	require.NoError(t, err)
	body, err := json.Marshal(object{
		"realmName": "main", "operationType": operation, "resourceType": "USER", "time": at.UnixMilli(),
		"authDetails": object{"userId": "admin"}, "representation": string(representation),
	})
	require.NoError(t, err)
	mac := hmac.New(sha256.New, []byte(webhookSecret))
	mac.Write(body)
	answer := app.Post("/v1/authentication/webhook/events-synchronization", body).
		Header("Content-Type", "application/json").Header("X-Keycloak-Signature", hex.EncodeToString(mac.Sum(nil))).Expect(http.StatusOK)
	var synced struct {
		Status string `json:"status"`
	}
	require.NoError(t, json.Unmarshal(answer.Body, &synced))
	return synced.Status
}

func TestAMemberOfTheProviderWritesByItsToken(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app := serveProvider(t, p)
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	ann := p.token(t, claims{subject: "ann-id", extra: object{"roles": []string{"super_admin"}, "permissions": []string{"users:manage"}}})

	create(app, ann).Expect(http.StatusForbidden).Problem("unknown_user")
	require.Equal(t, "applied", tell(t, app, "CREATE", at, object{"id": "ann-id", "username": "ann@example.com", "enabled": true}))
	post := "/v1/posts/" + write(t, app, ann)
	app.Put(post, object{"text_content": "mine"}).Header("Authorization", ann).Expect(http.StatusOK)
	create(app, p.token(t, claims{subject: "ann-id", audience: []string{"account", "auth-api"}})).Expect(http.StatusCreated)

	require.Equal(t, "applied", tell(t, app, "UPDATE", at.Add(time.Hour), object{"id": "ann-id", "username": "ann@example.com", "enabled": false}))
	create(app, ann).Expect(http.StatusForbidden).Problem("member_inactive")
	app.Get(post).Header("Authorization", ann).Expect(http.StatusForbidden).Problem("member_inactive")

	// Where users of this service are looked after it is nobody, whatever its token claims.
	app.SubApp("auth").Get("/api/v1/users").Header("Authorization", ann).Expect(http.StatusUnauthorized).Problem("not_authenticated")
	app.SubApp("auth").Get("/api/v1/users/me").Header("Authorization", ann).Expect(http.StatusUnauthorized).Problem("not_authenticated")
}

func TestTokensOfTheProviderThatAreNotTaken(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app := serveProvider(t, p)
	tell(t, app, "CREATE", time.Now(), object{"id": "ann-id", "username": "ann", "enabled": true})
	ours, err := token.NewKey("1", token.HS256, secret.NewSecret(tokenKey))
	require.NoError(t, err)
	own, err := token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{{Key: ours}}})
	require.NoError(t, err)
	another, err := token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{newKey(t, "first")}})
	require.NoError(t, err)
	const here = "http://127.0.0.1:8082"
	for name, c := range map[string]claims{
		"for somebody else":                        {audience: []string{"another-api"}},
		"with our audience and not ours of theirs": {audience: []string{"auth"}},
		"of our keys in the name of the provider":  {keys: own},
		"of its keys in our name":                  {issuer: here, audience: []string{"auth"}},
		"of a stranger's key with a known id":      {keys: another},
		"of an issuer nobody trusts":               {issuer: "https://evil.example.com"},
		"over":                                     {now: func() time.Time { return time.Now().Add(-time.Hour) }},
		"of tomorrow":                              {now: func() time.Time { return time.Now().Add(time.Hour) }},
	} {
		c.subject = "ann-id"
		answer := create(app, p.token(t, c)).Expect(http.StatusUnauthorized)
		require.Contains(t, answer.Header("WWW-Authenticate"), "Bearer", name)
	}
	create(app, p.token(t, claims{subject: "ann-id"})).Expect(http.StatusCreated)
}

func TestTheProviderChangesItsKeys(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	var ahead atomic.Int64
	now := func() time.Time { return time.Now().UTC().Add(time.Duration(ahead.Load())) }
	app := serveWith(t, []hosttest.Option{hosttest.Override[identity.Clock](now)}, p.settings()...)
	tell(t, app, "CREATE", time.Now(), object{"id": "ann-id", "username": "ann", "enabled": true})
	first := p.token(t, claims{subject: "ann-id"})
	create(app, first).Expect(http.StatusCreated)
	create(app, first).Expect(http.StatusCreated)
	require.EqualValues(t, 1, p.fetched.Load(), "keys are kept")

	require.NoError(t, p.keys.Replace(newKey(t, "second")))
	second := p.token(t, claims{subject: "ann-id"})
	for range 3 {
		require.NotEqual(t, http.StatusCreated, create(app, second).Send().Status)
	}
	require.EqualValues(t, 1, p.fetched.Load(), "unknown keys do not make us call the provider at will")
	ahead.Store(int64(20 * time.Second))
	create(app, second).Expect(http.StatusCreated)
	require.EqualValues(t, 2, p.fetched.Load())
	create(app, first).Expect(http.StatusUnauthorized)
}

func TestWhoVouchesForWhomIsKeptApart(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app := serveProvider(t, p)
	bearer := register(t, app, "ada.lovelace")
	id := hosttest.Resolve[identity.Users](app)
	found, err := id.Find(t.Context(), query.All())
	require.NoError(t, err)
	ada := found.Items[0].ID()

	create(app, p.token(t, claims{subject: ada})).Expect(http.StatusForbidden).Problem("unknown_user")
	require.Equal(t, "ignored", tell(t, app, "UPDATE", time.Now().Add(time.Hour), object{"id": ada, "username": "ada", "enabled": false}))
	require.Equal(t, "ignored", tell(t, app, "DELETE", time.Now().Add(time.Hour), object{"id": ada, "username": "ada"}))
	create(app, bearer).Expect(http.StatusCreated)
	member, err := hosttest.Resolve[content.Members](app).Get(t.Context(), ada)
	require.NoError(t, err)
	require.Equal(t, "ada.lovelace", member.State().Username)
}

func TestAProviderThatIsDownIsAFaultOfTheServiceAndNotOfTheCaller(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app := serveProvider(t, p, "AUTH_IDP_KEYS_URL", deadAddress(t)+"/certs")
	create(app, p.token(t, claims{subject: "ann-id"})).Expect(http.StatusServiceUnavailable)
	write(t, app, register(t, app, "ada.lovelace"))
}
