package conformance_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/docsui"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// provider signs everybody in as ann, on an origin of its own: the authorization code flow
// with PKCE (RFC 7636) and nothing more.
type provider struct {
	mu        sync.Mutex
	challenge map[string]string // by code
	redirect  string            // the address that was asked for
	tokens    map[string]bool
	forge     bool // answers with the state of another question
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch r.URL.Path {
	case "/authorize":
		q := r.URL.Query()
		if q.Get("client_id") != "shop" || q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" {
			http.Error(w, "not as it should be: "+r.URL.RawQuery, http.StatusBadRequest)
			return
		}
		code := rand.Text()
		p.challenge[code], p.redirect = q.Get("code_challenge"), q.Get("redirect_uri")
		back := url.Values{"code": {code}, "state": {q.Get("state")}}
		if p.forge {
			back.Set("state", "another")
		}
		http.Redirect(w, r, p.redirect+"?"+back.Encode(), http.StatusFound)
	case "/token":
		p.token(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Headers", "authorization, content-type, x-requested-with")
	if r.Method == http.MethodOptions {
		return
	}
	code := r.PostFormValue("code")
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if p.challenge[code] == "" || p.challenge[code] != base64.RawURLEncoding.EncodeToString(sum[:]) || r.PostFormValue("redirect_uri") != p.redirect {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	delete(p.challenge, code)
	token := rand.Text()
	p.tokens[token] = true
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": 300})
}

// Authenticate knows the tokens that the provider gave out.
func (p *provider) Authenticate(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return auth.Identity{}, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.tokens[header[min(len("Bearer "), len(header)):]] {
		return auth.Identity{}, errs.Unauthenticated("invalid_token", "the token is not known")
	}
	return auth.Identity{Subject: "ann"}, nil
}

// vault is what only somebody may look into.
type vault struct{ seen chan string }

func (*vault) Routes(r *mvc.Routes[*vault]) {
	mvc.Get(r, "/vault", (*vault).Look, mvc.Authorize(auth.Authenticated()))
}

func (v *vault) Look(ctx context.Context, _ struct{}) (struct {
	Subject string `json:"subject"`
}, error,
) {
	who, err := auth.FromContext(ctx)
	v.seen <- who.Subject
	return struct {
		Subject string `json:"subject"`
	}{who.Subject}, err
}

// driver does what a reader does: the padlock, the provider, and then the operation.
const driver = `<!DOCTYPE html><html><body><iframe id="page" src="/docs" width="1200" height="2000"></iframe><p id="outcome"></p><script>
const find = (selector) => new Promise((found) => {
  const look = () => {
    const element = document.getElementById("page").contentDocument?.querySelector(selector);
    element ? found(element) : setTimeout(look, 50);
  };
  look();
});
find(".auth-container .errors").then((errors) => { document.getElementById("outcome").textContent = errors.textContent; });
const click = async (selector) => (await find(selector)).click();
(async () => {
  await click(".scheme-container button.authorize.unlocked");
  await click(".auth-container .auth-btn-wrapper button.authorize");
  await find(".scheme-container button.authorize.locked");
  await click(".auth-container .btn-done");
  await click(".opblock-summary-control");
  await click(".try-out__btn");
  await click("button.execute");
  const status = await find(".live-responses-table tbody .response-col_status");
  document.getElementById("outcome").textContent = "answered " + status.textContent.trim() +
    ", kept " + (localStorage.getItem("authorized") !== null);
})();
</script></body></html>`

func TestThePadlockOfSwaggerUISignsIn(t *testing.T) {
	t.Parallel()
	p := &provider{challenge: map[string]string{}, tokens: map[string]bool{}}
	v := &vault{seen: make(chan string, 1)}
	address := vaultBehind(t, p, v)
	dom, console := render(t, address+"/drive", "--disable-popup-blocking")
	require.Empty(t, console)
	require.Contains(t, dom, `<p id="outcome">answered 200, kept true</p>`)
	require.Equal(t, "ann", <-v.seen)
	require.Equal(t, address+"/docs/oauth2-redirect.html", p.redirect)
}

func TestThePadlockOfSwaggerUIRefusesTheAnswerToAnotherQuestion(t *testing.T) {
	t.Parallel()
	p := &provider{challenge: map[string]string{}, tokens: map[string]bool{}, forge: true}
	dom, _ := render(t, vaultBehind(t, p, &vault{})+"/drive", "--disable-popup-blocking")
	require.Contains(t, dom, "does not belong to the question")
	require.Empty(t, p.tokens, "the code was not used")
}

// vaultBehind serves the vault, its documentation and the driver, and the provider beside.
func vaultBehind(t *testing.T, p *provider, v *vault) string {
	t.Helper()
	elsewhere := httptest.NewServer(p)
	t.Cleanup(elsewhere.Close)
	builder := hosting.NewBuilder(hosting.Config{Name: "shop", Args: []string{}, Environ: []string{}, Dir: t.TempDir(), Output: io.Discard})
	di.AddValue[auth.Authenticator](builder.Services, p)
	builder.AddSecurityScheme("provider", openapi.AuthorizationCode(elsewhere.URL+"/authorize", elsewhere.URL+"/token", map[string]string{"openid": "Who you are."}))
	builder.AddSubApp(hosting.SubApp{
		Docs: true, OAuth: docsui.OAuth{ClientID: "shop", Scopes: []string{"openid"}},
		Controllers: []mvc.Registration{
			mvc.Controller[*vault](func() *vault { return v }),
			mvc.Mount("/drive", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = io.WriteString(w, driver)
			})),
		},
	})
	app, err := builder.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, app.Stop(context.Background())) })
	server := httptest.NewServer(app.Handler())
	t.Cleanup(server.Close)
	return server.URL
}
