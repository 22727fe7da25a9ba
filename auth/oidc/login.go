package oidc

import (
	"crypto/rand"
	"errors"
	"net/http"

	"golang.org/x/oauth2"

	"github.com/neuroglia-go/neuroglia/errs"
)

// login sends the browser to the provider.
func (p *RelyingParty) login(w http.ResponseWriter, r *http.Request) error {
	peer, err := p.peer(r)
	if err != nil {
		return err
	}
	back, err := returnTo(r.URL.Query()["return_to"])
	if err != nil {
		return err
	}
	doc, _, err := peer.remote.discover(r.Context())
	if err != nil {
		return err
	}
	if doc.Authorization == "" || doc.Token == "" {
		return unavailable(errors.New("oidc: the provider has no authorization_endpoint or no token_endpoint"))
	}
	begun := pending{
		Provider: peer.Name, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), ReturnTo: back,
	}
	if err := p.remember(w, r, signIn, begun); err != nil {
		return err
	}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(begun.Verifier), oauth2.SetAuthURLParam("nonce", begun.Nonce)}
	for name, value := range peer.Params {
		options = append(options, oauth2.SetAuthURLParam(name, value))
	}
	client, _ := p.oauth(r.Context(), peer, doc)
	w.Header().Set("Location", client.AuthCodeURL(begun.State, options...))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// returnTo returns the path of this site that was asked for, "/" where none was.
func returnTo(values []string) (string, error) {
	if len(values) == 0 || (len(values) == 1 && values[0] == "") {
		return "/", nil
	}
	if len(values) > 1 || !local(values[0]) {
		return "", errs.Invalid(CodeReturn, "return_to is no path of this site; give one that begins with a single slash")
	}
	return values[0], nil
}
