package oidc

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

// RelyingParty signs people in who are known to identity providers. It is an http.Handler of
// the paths that the package doc lists, and safe for concurrent use.
type RelyingParty struct {
	config   Config
	sealer   *sealer
	insecure bool
	origin   string // of the BaseURL
	peers    map[string]*peer
	mux      *http.ServeMux

	mu      sync.Mutex
	flights map[string]*flight // refreshes under way, by session
}

var _ http.Handler = (*RelyingParty)(nil)

// peer is a provider with what is known of it.
type peer struct {
	Provider
	remote   *remote
	verifier *token.Verifier
	redirect string
}

// New returns the relying party without asking a provider, or every fault of the config.
func New(config Config) (*RelyingParty, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("oidc: %w", err)
	}
	sealer, err := newSealer(config.Keys)
	if err != nil {
		return nil, fmt.Errorf("oidc: %w", err)
	}
	config.BaseURL = strings.TrimSuffix(config.BaseURL, "/")
	base, err := url.Parse(config.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("oidc: the BaseURL: %w", err)
	}
	p := &RelyingParty{
		config: config, sealer: sealer, insecure: base.Scheme == "http", origin: base.Scheme + "://" + base.Host,
		peers: map[string]*peer{}, mux: http.NewServeMux(), flights: map[string]*flight{},
	}
	for _, provider := range config.Providers {
		if p.peers[provider.Name], err = p.meet(provider); err != nil {
			return nil, fmt.Errorf("oidc: provider %q: %w", provider.Name, err)
		}
	}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET %s/login/{provider}": p.login, "GET %s/callback/{provider}": p.callback,
		"POST %s/logout": p.logout, "GET %s/logged-out/{provider}": p.loggedOut,
		"POST %s/backchannel/{provider}": p.backchannel,
	} {
		p.mux.Handle(fmt.Sprintf(pattern, base.Path), p.handler(handle))
	}
	return p, nil
}

// meet makes a peer of a provider.
func (p *RelyingParty) meet(provider Provider) (*peer, error) {
	c := p.config
	remote, err := newRemote(provider.Issuer, c.AllowHTTP, c.Client, c.Timeout, c.Now)
	if err != nil {
		return nil, err
	}
	if provider.Scopes == nil {
		provider.Scopes = []string{"profile", "email"}
	}
	provider.Params = maps.Clone(provider.Params)
	if provider.Skew == 0 {
		provider.Skew = 30 * time.Second
	}
	verifier, err := token.NewVerifier(token.VerifierConfig{Now: c.Now, Trusted: []token.Trust{{
		Issuer: provider.Issuer, Audience: []string{provider.ClientID}, Keys: remote,
		Algorithms: provider.Algorithms, Skew: provider.Skew, Grace: max(provider.Skew, 0), Mapping: provider.Mapping,
	}}})
	if err != nil {
		return nil, err
	}
	return &peer{provider, remote, verifier, c.BaseURL + "/callback/" + provider.Name}, nil
}

// ServeHTTP answers the paths below BaseURL.
func (p *RelyingParty) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

// handler answers with what the function does, or refuses with its error. No answer is kept,
// nor told to other sites: addresses have codes in them.
func (p *RelyingParty) handler(handle func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		if err := handle(w, r); err != nil {
			p.config.Refuse(w, r, err)
		}
	})
}

// peer returns the provider that the path names.
func (p *RelyingParty) peer(r *http.Request) (*peer, error) {
	if found := p.peers[r.PathValue("provider")]; found != nil {
		return found, nil
	}
	return nil, errs.NotFound(CodeProvider, "there is no such identity provider; choose one of the sign-in page")
}

// here redirects to a path of this site.
func (p *RelyingParty) here(w http.ResponseWriter, path string) {
	w.Header().Set("Location", p.origin+path)
	w.WriteHeader(http.StatusSeeOther)
}

func (p *RelyingParty) now() time.Time { return p.config.Now().UTC().Truncate(time.Second) }

// oauth returns the client of the provider, and a context to call it with.
func (p *RelyingParty) oauth(ctx context.Context, peer *peer, doc document) (*oauth2.Config, context.Context) {
	return &oauth2.Config{
		ClientID: peer.ClientID, ClientSecret: peer.ClientSecret.Reveal(), RedirectURL: peer.redirect,
		Scopes:   append([]string{"openid"}, peer.Scopes...),
		Endpoint: oauth2.Endpoint{AuthURL: doc.Authorization, TokenURL: doc.Token, AuthStyle: peer.style(doc)},
	}, context.WithValue(ctx, oauth2.HTTPClient, p.config.Client)
}

func (p *peer) style(doc document) oauth2.AuthStyle {
	if p.ClientSecret.IsZero() {
		return oauth2.AuthStyleInParams
	}
	return doc.style()
}
