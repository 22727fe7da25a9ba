package oidc_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type values = map[string]any

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// asked is what the provider remembers of a request until its code is changed for tokens.
type asked struct{ challenge, nonce, redirect string }

// idp is an identity provider that does what it is asked, correctly or as an attack has it.
type idp struct {
	*httptest.Server
	now func() time.Time

	mu       sync.Mutex
	key      ed25519.PrivateKey
	kid      string
	codes    map[string]asked
	refresh  map[string]bool // refresh tokens that are good
	exchange int             // token requests that were answered
	renewals int

	issuer   string // what it says it is
	noLogout bool
	plain    bool          // takes clients by their form alone
	lifetime time.Duration // of access tokens; 0 says nothing about it
	once     bool          // gives no refresh token
	downed   bool          // answers 503 to all
	claims   func(values)  // changes an id token
	token    func(text string) string
	answer   func(values)                     // changes an answer of the token endpoint
	tokens   func(w http.ResponseWriter) bool // answers in the place of it
	document func(values)
	waiting  chan struct{} // a renewal waits for it
}

func newIDP(t *testing.T, now func() time.Time) *idp {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	i := &idp{now: now, key: key, kid: "1", codes: map[string]asked{}, refresh: map[string]bool{}, lifetime: 5 * time.Minute}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.describe)
	mux.HandleFunc("GET /jwks", func(w http.ResponseWriter, _ *http.Request) {
		write(w, 200, values{"keys": []any{values{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "1", "x": b64(i.key.Public().(ed25519.PublicKey))}}})
	})
	mux.HandleFunc("POST /token", i.serveToken)
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		downed := i.downed
		i.mu.Unlock()
		if downed {
			http.Error(w, "secret stack trace", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	i.issuer = i.URL
	t.Cleanup(i.Close)
	return i
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// set changes the provider while it runs.
func (i *idp) set(change func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change()
}

func (i *idp) describe(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	doc := values{
		"issuer": i.issuer, "authorization_endpoint": i.URL + "/authorize?tenant=1", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/jwks",
		"authorization_response_iss_parameter_supported": true, "token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic"},
	}
	if !i.noLogout {
		doc["end_session_endpoint"] = i.URL + "/end?tenant=1"
	}
	if i.document != nil {
		i.document(doc)
	}
	write(w, 200, doc)
}

// approve is the user who agrees: it returns where the provider sends the browser.
func (i *idp) approve(t *testing.T, authorize *url.URL) *url.URL {
	t.Helper()
	q := authorize.Query()
	require.Equal(t, "code", q.Get("response_type"))
	require.Equal(t, "S256", q.Get("code_challenge_method"))
	require.Equal(t, "openid profile email", q.Get("scope"))
	require.Equal(t, "1", q.Get("tenant"))
	i.mu.Lock()
	defer i.mu.Unlock()
	code := rand.Text()
	i.codes[code] = asked{q.Get("code_challenge"), q.Get("nonce"), q.Get("redirect_uri")}
	back, err := url.Parse(q.Get("redirect_uri"))
	require.NoError(t, err)
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {i.issuer}}.Encode()
	return back
}

func (i *idp) serveToken(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	wait := i.waiting
	i.mu.Unlock()
	if wait != nil && r.PostFormValue("grant_type") == "refresh_token" {
		<-wait
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	id, secret, ok := r.BasicAuth()
	if i.plain { // in the body, as it is, or none at all
		ok, id, secret = !ok, r.PostFormValue("client_id"), r.PostFormValue("client_secret")
		if secret == "s3cret:" || secret == "" {
			secret = "s3cret%3A"
		}
	}
	if !ok || id != "shop" || secret != "s3cret%3A" { // escaped, as RFC 6749 2.3.1 has it
		write(w, 401, values{"error": "invalid_client", "error_description": "the secret is s3cret:"})
		return
	}
	if i.tokens != nil && i.tokens(w) {
		return
	}
	nonce, ok := i.takes(r)
	if !ok {
		write(w, 400, values{"error": "invalid_grant", "error_description": "grant of ann@example.com not found"})
		return
	}
	access, next := rand.Text(), rand.Text()
	body := values{"access_token": access, "token_type": "Bearer", "id_token": i.idToken(access, nonce)}
	if i.lifetime > 0 {
		body["expires_in"] = int(i.lifetime.Seconds())
	}
	if !i.once {
		i.refresh[next] = true
		body["refresh_token"] = next
	}
	if i.answer != nil {
		i.answer(body)
	}
	write(w, 200, body)
}

// takes says whether the code or refresh token is good, once, and returns the nonce.
func (i *idp) takes(r *http.Request) (string, bool) {
	if token := r.PostFormValue("refresh_token"); token != "" {
		ok := i.refresh[token]
		if delete(i.refresh, token); !ok {
			clear(i.refresh) // reuse: the whole family is revoked
		}
		i.renewals++
		return "", ok
	}
	code := r.PostFormValue("code")
	was, ok := i.codes[code]
	delete(i.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	i.exchange++
	return was.nonce, ok && was.challenge == b64(sum[:]) && was.redirect == r.PostFormValue("redirect_uri")
}

func (i *idp) idToken(access, nonce string) string {
	sum := sha512.Sum512([]byte(access))
	claims := values{
		"iss": i.URL, "sub": "ann", "aud": "shop", "name": "Ann", "roles": []string{"chef"}, "sid": "s-1",
		"iat": i.now().Unix(), "exp": i.now().Add(time.Hour).Unix(), "at_hash": b64(sum[:32]),
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	if i.claims != nil {
		i.claims(claims)
	}
	text := i.sign(values{"alg": "EdDSA", "kid": i.kid}, claims)
	if i.token != nil {
		text = i.token(text)
	}
	return text
}

func (i *idp) sign(header, claims values) string {
	head, _ := json.Marshal(header)
	body, _ := json.Marshal(claims)
	text := b64(head) + "." + b64(body)
	return text + "." + b64(ed25519.Sign(i.key, []byte(text)))
}

// logoutToken returns one for the session s-1, changed.
func (i *idp) logoutToken(change ...values) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	claims := values{
		"iss": i.URL, "aud": "shop", "sub": "ann", "sid": "s-1", "jti": rand.Text(), "iat": i.now().Unix(), "exp": i.now().Add(time.Minute).Unix(),
		"events": values{"http://schemas.openid.net/event/backchannel-logout": values{}},
	}
	for _, c := range change {
		maps.Copy(claims, c)
	}
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	return i.sign(values{"alg": "EdDSA", "kid": "1", "typ": "logout+jwt"}, claims)
}

func (i *idp) count() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return fmt.Sprintf("%d codes, %d renewals", i.exchange, i.renewals)
}

func (i *idp) public() []byte { return i.key.Public().(ed25519.PublicKey) }

func hmac256(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// secure returns the cookies as a browser was told them, since a jar forgets that.
func secure(cookies []*http.Cookie) []*http.Cookie {
	for _, c := range cookies {
		c.Secure, c.Path = true, "/"
	}
	return cookies
}
