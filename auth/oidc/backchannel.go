package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

// logoutEvent is the event of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.4).
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// maxLogout is the longest body of a logout request in bytes.
const maxLogout = 32 << 10

// backchannel ends the sessions that a provider says are over.
func (p *RelyingParty) backchannel(w http.ResponseWriter, r *http.Request) error {
	peer, err := p.peer(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxLogout)
	if err := r.ParseForm(); err != nil {
		return errLogoutToken(err)
	}
	claims, err := peer.verifier.Verify(r.Context(), r.PostForm.Get("logout_token"))
	if errors.Is(err, errs.KindUnavailable) {
		return err
	}
	if err == nil {
		err = isLogout(claims)
	}
	if err != nil {
		return errLogoutToken(err)
	}
	sid, _ := claims.Extra["sid"].(string)
	return p.endAll(r.Context(), mark(peer.Issuer, "sub", claims.Subject), mark(peer.Issuer, "sid", sid))
}

func errLogoutToken(cause error) error {
	return errs.Invalid(CodeLogoutToken, "the request has no valid logout token").Wrap(cause)
}

// isLogout says what keeps the claims from being those of a logout token: an id token that
// was stolen must not end a session.
func isLogout(claims token.Claims) error {
	events, _ := claims.Extra["events"].(map[string]any)
	if _, ok := events[logoutEvent].(map[string]any); !ok {
		return errors.New("oidc: the token is not about a logout (events)")
	}
	if _, there := claims.Extra["nonce"]; there {
		return errors.New("oidc: a logout token has no nonce")
	}
	if claims.ID == "" || claims.IssuedAt.IsZero() {
		return errors.New("oidc: the logout token has no jti or no iat")
	}
	return nil
}

// endAll ends the sessions that were begun as the subject and the session of a provider.
func (p *RelyingParty) endAll(ctx context.Context, subject, session string) error {
	records, err := p.config.Store.Find(ctx, subject, session)
	if err != nil {
		return fmt.Errorf("oidc: find the sessions that are over: %w", err)
	}
	var faults []error
	for _, record := range records {
		g, err := p.unseal(record)
		if err == nil {
			err = p.config.Sessions.Revoke(ctx, g.Owner.identity(), record.ID)
		}
		if err != nil && !errors.Is(err, errs.KindNotFound) {
			faults = append(faults, err)
			continue
		}
		faults = append(faults, p.config.Store.Delete(ctx, record.ID))
	}
	return errors.Join(faults...)
}
