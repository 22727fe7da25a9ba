package conformance_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// startProvider starts oidc-provider, which is certified, and returns its issuer.
func startProvider(t *testing.T, site string) string {
	t.Helper()
	node := tool(t, "apt-get install nodejs", "node")
	if _, err := os.Stat("node_modules/oidc-provider"); err != nil {
		tool(t, "run npm ci in internal/conformance", "node_modules/oidc-provider")
	}
	command := exec.CommandContext(t.Context(), node, "provider.mjs", site)
	command.Env = append(os.Environ(), "NODE_TLS_REJECT_UNAUTHORIZED=0") // the site's certificate is made for the test
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = command.Wait() // it may have been killed with the context of the test
		if t.Failed() {
			t.Log(stderr.String())
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "http://") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return lines.Text()
		}
	}
	require.Fail(t, "the provider does not start", stderr.String())
	return ""
}

// wiretap notes what the provider answers to the site.
type wiretap struct {
	mu     sync.Mutex
	grants []map[string]any
}

func (w *wiretap) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || r.Method != http.MethodPost {
		return answer, err
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	var grant map[string]any
	if json.Unmarshal(body, &grant) == nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.grants = append(w.grants, grant)
	}
	return answer, err
}

// members is a service that people sign in to at the provider "real".
type members struct {
	*httptest.Server
	issuer string
	party  *oidc.RelyingParty
	store  *oidc.Memory
	wire   *wiretap
	access chan string // what /call called others with
}

func newMembers(t *testing.T) *members {
	t.Helper()
	m := &members{Server: httptest.NewUnstartedServer(nil), store: oidc.NewMemory(), wire: &wiretap{}, access: make(chan string, 10)}
	address := "https://" + m.Listener.Addr().String()
	m.issuer = startProvider(t, address)
	sessions, err := session.New(session.Config{
		Store: session.NewMemory(), Transports: []session.Transport{session.Cookie{SameSite: http.SameSiteLaxMode}},
	})
	require.NoError(t, err)
	m.party, err = oidc.New(oidc.Config{
		BaseURL: address + "/auth", Sessions: sessions, Store: m.store, Refuse: new(mvc.Problems).Write,
		Keys: []auth.Secret{auth.NewSecret(strings.Repeat("k", 32))}, Client: &http.Client{Transport: m.wire},
		RefreshBefore: 2 * time.Hour, // more than the provider gives, so that every call renews
		Providers: []oidc.Provider{{
			Name: "real", Issuer: m.issuer, ClientID: "shop", ClientSecret: auth.NewSecret("s3cret:/+"),
			Scopes: []string{"profile", "email", "offline_access"}, Params: map[string]string{"prompt": "consent"},
			Mapping: token.Keycloak("shop"),
		}},
	})
	require.NoError(t, err)
	m.Config.Handler = m.host(t, sessions)
	m.StartTLS()
	t.Cleanup(m.Close)
	return m
}

// host returns an application that the relying party is mounted in.
func (m *members) host(t *testing.T, sessions *session.Sessions) http.Handler {
	t.Helper()
	builder := hosting.NewBuilder(hosting.Config{Name: "members", Args: []string{}, Environ: []string{}, Dir: t.TempDir(), Output: io.Discard})
	hosting.AddMiddleware(builder, func() hosting.Middleware {
		authenticate := auth.Middleware(sessions)
		return func(next http.Handler) http.Handler { return sessions.Middleware(authenticate(next)) }
	})
	builder.AddSubApp(hosting.SubApp{Controllers: []mvc.Registration{
		mvc.Mount("/auth", m.party), mvc.Mount("/home", http.HandlerFunc(m.home)), mvc.Mount("/call", http.HandlerFunc(m.work)),
	}})
	app, err := builder.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, app.Stop(context.Background())) })
	return app.Handler()
}

// home is a page that says who is there.
func (*members) home(w http.ResponseWriter, r *http.Request) {
	who, err := auth.FromContext(r.Context())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err != nil {
		_, _ = io.WriteString(w, `<p id="who">nobody</p><a id="in" href="/auth/login/real?return_to=/home%3Fwelcome">Sign in</a>`)
		return
	}
	_, _ = fmt.Fprintf(w, `<p id="who">%s, %s, %v</p><form method="post" action="/auth/logout?return_to=/home%%3Fbye"><button id="out">Sign out</button></form>`, who.Subject, who.Name, who.Roles)
}

// work is a page that calls another service in the name of the user.
func (m *members) work(w http.ResponseWriter, r *http.Request) {
	access, err := m.party.AccessToken(r.Context())
	if err != nil {
		new(mvc.Problems).Write(w, r, err)
		return
	}
	m.access <- access.Reveal()
	_, _ = io.WriteString(w, "called")
}

const who = `document.querySelector("#who")?.textContent`

// signIn does what a person does, from the link to the page that they come back to.
func (m *members) signIn(b *tab) {
	b.visit(m.URL + "/home")
	b.until(who + ` === "nobody"`)
	b.run(`document.querySelector("#in").click()`)
	b.until(`document.querySelector("input[name=login]")`)
	b.run(`document.querySelector("input[name=login]").value = "ann";
		document.querySelector("input[name=password]").value = "secret";
		document.querySelector("button[type=submit]").click()`)
	b.until(`document.querySelector("input[name=prompt][value=consent]")`)
	b.run(`document.querySelector("button[type=submit]").click()`)
	b.until(who + ` === "ann, ann the cook, [chef]"`)
	require.Equal(b.t, m.URL+"/home?welcome", b.text("location.href"))
}

// call has the site call others in the name of the user, and returns the access token.
func (m *members) call(b *tab) string {
	b.visit(m.URL + "/call")
	b.until(`document.body.textContent === "called"`)
	return <-m.access
}

func TestAPersonSignsInAndOutAtACertifiedProvider(t *testing.T) {
	t.Parallel()
	m := newMembers(t)
	b := newTab(t)
	m.signIn(b)
	require.NotContains(t, b.text("document.cookie + JSON.stringify(localStorage)"), "session", "scripts see no cookie")

	first, second := m.call(b), m.call(b)
	require.NotEqual(t, first, second, "each was renewed")
	m.holdsAsResourceServer(t, second)

	m.wire.mu.Lock()
	grants := m.wire.grants
	m.wire.mu.Unlock()
	require.Len(t, grants, 3, "one for the code and two renewals")
	require.NotEqual(t, grants[0]["refresh_token"], grants[1]["refresh_token"], "refresh tokens rotate")
	told := b.everything()
	require.Contains(t, told, "__Host-session", "it tells all")
	for _, grant := range grants {
		for _, name := range []string{"access_token", "refresh_token", "id_token"} {
			require.NotContains(t, told, grant[name], name)
		}
	}

	b.visit(m.URL + "/home")
	b.until(`document.querySelector("#out")`)
	b.run(`document.querySelector("#out").click()`)
	b.until(`document.querySelector("button[name=logout]")`)
	b.run(`document.querySelector("button[name=logout]").click()`)
	b.until(who + ` === "nobody"`)
	require.Equal(t, m.URL+"/home?bye", b.text("location.href"))
	told = b.everything()
	for _, grant := range grants {
		require.NotContains(t, told, grant["access_token"])
		require.NotContains(t, told, grant["refresh_token"])
	}

	b.run(`document.querySelector("#in").click()`)
	b.until(`document.querySelector("input[name=login]")`) // the provider has forgotten her too
}

// holdsAsResourceServer presents the token to a service that knows the issuer alone.
func (m *members) holdsAsResourceServer(t *testing.T, access string) {
	t.Helper()
	for audience, taken := range map[string]bool{"urn:orders": true, "urn:bank": false} {
		trust, err := oidc.NewTrust(oidc.TrustConfig{Issuer: m.issuer, Audience: []string{audience}})
		require.NoError(t, err)
		trust.Type = "at+jwt"
		verifier, err := token.NewVerifier(token.VerifierConfig{Trusted: []token.Trust{trust}})
		require.NoError(t, err)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", "Bearer "+access)
		who, err := token.Bearer(verifier).Authenticate(httptest.NewRecorder(), r)
		require.Equal(t, taken, err == nil, "%v", err)
		require.Equal(t, taken, who.Subject == "ann")
	}
}

func TestTheProviderEndsTheSessionByTheBackChannel(t *testing.T) {
	t.Parallel()
	m := newMembers(t)
	b := newTab(t)
	m.signIn(b)
	b.visit(m.issuer + "/session/end")
	b.until(`document.querySelector("button[name=logout]")`)
	b.run(`document.querySelector("button[name=logout]").click()`)
	b.until(`location.pathname === "/session/end/success"`)
	b.visit(m.URL + "/home")
	b.until(who + ` === "nobody"`)
}
