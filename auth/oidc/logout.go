package oidc

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// logout ends the session here, and then sends the browser to end it at the provider. Who is
// not signed in is where they want to be.
func (p *RelyingParty) logout(w http.ResponseWriter, r *http.Request) error {
	back, err := returnTo(r.URL.Query()["return_to"])
	if err != nil {
		return err
	}
	ctx := r.Context()
	caller, _ := auth.FromContext(ctx)
	if caller.Session == "" {
		p.here(w, back)
		return nil
	}
	_, g, err := p.find(ctx, caller.Session)
	if err != nil && !errors.Is(err, errs.KindUnauthenticated) {
		// The session ends in any case; that of the provider goes on.
		p.config.Logger.WarnContext(ctx, "signing out at the provider failed", "session", caller.Session, "error", err.Error())
	}
	if err := p.config.Sessions.End(ctx); err != nil {
		return err
	}
	p.forget(ctx, caller.Session)
	if target := p.farewell(w, r, g, back); target != "" {
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusSeeOther)
		return nil
	}
	p.here(w, back)
	return nil
}

// farewell returns where the provider ends its session, "" where it does not or cannot be asked.
func (p *RelyingParty) farewell(w http.ResponseWriter, r *http.Request, g grant, back string) string {
	peer := p.peers[g.Provider]
	if peer == nil {
		return ""
	}
	doc, _, err := peer.remote.discover(r.Context())
	if err == nil && doc.EndSession == "" {
		return ""
	}
	begun := pending{Provider: peer.Name, State: rand.Text(), ReturnTo: back}
	if err == nil {
		err = p.remember(w, r, signOut, begun)
	}
	target, parseErr := url.Parse(doc.EndSession)
	if err = errors.Join(err, parseErr); err != nil {
		p.config.Logger.WarnContext(r.Context(), "signing out at the provider failed", "provider", peer.Name, "error", err.Error())
		return ""
	}
	query := target.Query()
	query.Set("id_token_hint", g.ID)
	query.Set("client_id", peer.ClientID)
	query.Set("post_logout_redirect_uri", p.config.BaseURL+"/logged-out/"+peer.Name)
	query.Set("state", begun.State)
	target.RawQuery = query.Encode()
	return target.String()
}

// loggedOut is where the browser comes back to. It changes nothing, so that a state that is
// not its own leads to the first page and nowhere else.
func (p *RelyingParty) loggedOut(w http.ResponseWriter, r *http.Request) error {
	begun, ok := p.recall(w, r, signOut, r.URL.Query().Get("state"))
	if !ok {
		begun.ReturnTo = "/"
	}
	p.here(w, begun.ReturnTo)
	return nil
}
