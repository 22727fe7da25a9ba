package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/neuroglia-go/neuroglia/auth/token"
)

const (
	// maxDocument is the longest discovery document in bytes.
	maxDocument = 256 << 10
	// fresh is how long a document is used before it is asked for anew, stale how long when
	// that fails.
	fresh, stale = time.Hour, 24 * time.Hour
	// minRefresh is the least time between two attempts.
	minRefresh = 5 * time.Second
)

// document is what a provider says of itself, as far as it is used here.
type document struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Keys          string   `json:"jwks_uri"`
	EndSession    string   `json:"end_session_endpoint"`
	AuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
	SendsIssuer   bool     `json:"authorization_response_iss_parameter_supported"`
}

// style returns how the client shows its secret: never by trying, which would use up a code.
func (d document) style() oauth2.AuthStyle {
	if len(d.AuthMethods) == 0 || slices.Contains(d.AuthMethods, "client_secret_basic") {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// remote is a provider as it describes itself. It is asked with the first use, by one
// request at a time. It is a token.KeySource, and safe for concurrent use.
type remote struct {
	issuer    string
	allowHTTP bool
	client    *http.Client
	timeout   time.Duration
	now       func() time.Time

	turn   chan struct{} // holds one value while nobody looks at what is below
	doc    document
	keys   *token.RemoteKeys
	asked  time.Time // when doc came, the zero time for never
	tried  time.Time
	failed error
}

var _ token.KeySource = (*remote)(nil)

func newRemote(issuer string, allowHTTP bool, client *http.Client, timeout time.Duration, now func() time.Time) (*remote, error) {
	if err := checkURL(issuer, allowHTTP); err != nil {
		return nil, fmt.Errorf("issuer %q %w", issuer, err)
	}
	r := &remote{issuer: issuer, allowHTTP: allowHTTP, client: client, timeout: timeout, now: now, turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r, nil
}

// checkURL says what is wrong with an address that secrets travel to.
func checkURL(text string, allowHTTP bool) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return errors.New("is no URL of a server; write it like https://id.example.com")
	}
	ip := net.ParseIP(u.Hostname())
	loopback := u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
	if u.Scheme == "https" || (u.Scheme == "http" && (loopback || allowHTTP)) {
		return nil
	}
	return fmt.Errorf("has the scheme %q, over which anybody on the way reads and writes along; use https, or AllowHTTP in a private network", u.Scheme)
}

// Key implements token.KeySource with the keys that the document names.
func (r *remote) Key(ctx context.Context, id string) (token.Key, error) {
	_, keys, err := r.discover(ctx)
	if err != nil {
		return token.Key{}, err
	}
	return keys.Key(ctx, id)
}

// discover returns the document and the keys that it names.
func (r *remote) discover(ctx context.Context) (document, *token.RemoteKeys, error) {
	select {
	case <-r.turn:
	case <-ctx.Done():
		return document{}, nil, fmt.Errorf("oidc: wait for the discovery of %q: %w", r.issuer, context.Cause(ctx))
	}
	defer func() { r.turn <- struct{}{} }()
	now := r.now()
	known := !r.asked.IsZero()
	if known && now.Before(r.asked.Add(fresh)) {
		return r.doc, r.keys, nil
	}
	if r.tried.IsZero() || !now.Before(r.tried.Add(minRefresh)) {
		r.tried = now
		// Others wait for it, so it does not end with the request that began it.
		if r.failed = r.ask(context.WithoutCancel(ctx)); r.failed == nil {
			r.asked = now
			return r.doc, r.keys, nil
		}
	}
	if known && now.Before(r.asked.Add(stale)) {
		return r.doc, r.keys, nil
	}
	return document{}, nil, unavailable(r.failed)
}

// ask fetches the document and takes it if it is as it must be.
func (r *remote) ask(ctx context.Context) error {
	doc, err := r.fetch(ctx)
	if err != nil {
		return fmt.Errorf("oidc: discovery of %q: %w", r.issuer, err)
	}
	if doc.Issuer != r.issuer {
		return fmt.Errorf("oidc: discovery of %q: the document is of issuer %.100q; configure that one letter for letter", r.issuer, doc.Issuer)
	}
	for name, address := range map[string]string{
		"authorization_endpoint": doc.Authorization, "token_endpoint": doc.Token, "jwks_uri": doc.Keys, "end_session_endpoint": doc.EndSession,
	} {
		if address == "" && name != "jwks_uri" {
			continue // asked for where it is used
		}
		if err := checkURL(address, r.allowHTTP); err != nil {
			return fmt.Errorf("oidc: discovery of %q: %s %w", r.issuer, name, err)
		}
	}
	if r.keys == nil || doc.Keys != r.doc.Keys {
		r.keys, err = token.NewRemoteKeys(token.RemoteKeysConfig{
			URL: doc.Keys, AllowHTTP: r.allowHTTP, Client: r.client, Timeout: r.timeout, Now: r.now,
		})
		if err != nil {
			return fmt.Errorf("oidc: discovery of %q: %w", r.issuer, err)
		}
	}
	r.doc = doc
	return nil
}

func (r *remote) fetch(ctx context.Context) (document, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(r.issuer, "/")+"/.well-known/openid-configuration", nil)
	if err != nil {
		return document{}, err
	}
	request.Header.Set("Accept", "application/json")
	answer, err := r.client.Do(request)
	if err != nil {
		return document{}, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read, or is of no more use
	if answer.StatusCode != http.StatusOK {
		return document{}, fmt.Errorf("the provider answers %s", answer.Status)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxDocument+1))
	if err != nil {
		return document{}, err
	}
	if len(body) > maxDocument {
		return document{}, fmt.Errorf("the document is longer than %d bytes", maxDocument)
	}
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil {
		return document{}, errors.New("the document is no JSON, or of the wrong types")
	}
	return doc, nil
}
