package token

import (
	"net/http"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// BearerOption changes what [Bearer] does.
type BearerOption func(*bearer)

// PassForeign leaves bearer tokens that are none of the verifier's to the authenticators
// after it: those that are no JWT by their form, such as the id of a session, and those of an
// issuer that it does not trust.
func PassForeign() BearerOption { return func(b *bearer) { b.pass = true } }

// Bearer returns an authenticator of requests with the header "Authorization: Bearer" and a
// token that the verifier takes. A request without one, or of another scheme, is nobody's.
func Bearer(verifier *Verifier, options ...BearerOption) auth.Authenticator {
	b := &bearer{verifier: verifier}
	for _, option := range options {
		option(b)
	}
	return b
}

type bearer struct {
	verifier *Verifier
	pass     bool
}

// Authenticate implements auth.Authenticator.
func (b *bearer) Authenticate(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return auth.Identity{}, nil
	}
	if len(values) > 1 {
		// A proxy and this service might each look at another one.
		return auth.Identity{}, refuse(CodeMalformed, "the request has more than one Authorization header")
	}
	scheme, text, _ := strings.Cut(strings.TrimSpace(values[0]), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return auth.Identity{}, nil
	}
	text = strings.TrimLeft(text, " ")
	if b.pass && strings.Count(text, ".") != 2 && text != "" {
		return auth.Identity{}, nil
	}
	identity, err := b.verifier.Identify(r.Context(), text)
	if err != nil && b.pass && errs.CodeOf(err) == CodeIssuerUnknown {
		return auth.Identity{}, nil
	}
	return identity, err
}
