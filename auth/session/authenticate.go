package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Authenticate finds out whose session the token of the request is that of, as
// [auth.Authenticator] says. A session that is nearly over gets its time anew; where that
// fails, it does not concern the request.
func (s *Sessions) Authenticate(w http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	for _, transport := range s.config.Transports {
		token, err := transport.Extract(r)
		if err != nil {
			return auth.Identity{}, err
		}
		if token == "" {
			continue
		}
		identity, err := s.admit(r.Context(), token, s.reply(w, r, transport))
		if errors.Is(err, ErrForeign) {
			continue
		}
		return identity, err
	}
	return auth.Identity{}, nil
}

// Identify finds out whose session the token is that of, where it did not come with a
// request of its own: in a body, or over another protocol. It is as [Sessions.Authenticate]
// otherwise, and refuses a token that is not that of a session.
func (s *Sessions) Identify(ctx context.Context, token auth.Secret) (auth.Identity, error) {
	identity, err := s.admit(ctx, token.Reveal(), reply{})
	if errors.Is(err, ErrForeign) {
		err = refused(err)
	}
	return identity, err
}

// reply is how a client is told about its token.
type reply struct {
	deliverer Deliverer // nil where it cannot be told
	settle    func(delivery)
}

// reply returns how to tell the client of the request. Without the middleware the headers
// are set at once.
func (s *Sessions) reply(w http.ResponseWriter, r *http.Request, transport Transport) reply {
	deliverer, ok := transport.(Deliverer)
	if !ok {
		return reply{}
	}
	if a, ok := s.answer(r.Context()); ok {
		a.from(deliverer)
		return reply{deliverer, a.settle}
	}
	return reply{deliverer, func(d delivery) { d(w.Header()) }}
}

// admit returns whose session the token is that of.
func (s *Sessions) admit(ctx context.Context, token string, to reply) (auth.Identity, error) {
	secret, session, err := s.find(ctx, token)
	if err != nil {
		return auth.Identity{}, err
	}
	identity, err := s.config.Load(ctx, session.Identity)
	switch {
	case banned(err) || err == nil && identity.IsZero():
		s.expel(ctx, session, to)
		return auth.Identity{}, refused(err)
	case err != nil:
		return auth.Identity{}, fmt.Errorf("load the user of session %s: %w", session.ID, err)
	case Owner(identity) != Owner(session.Identity):
		return auth.Identity{}, fmt.Errorf("the session %s is of another user than the one that was loaded for it", session.ID)
	}
	identity.Session = session.ID
	identity.Expires = s.refresh(ctx, session, secret, to)
	return identity, nil
}

// find returns the session that is going on under the token, and its secret.
func (s *Sessions) find(ctx context.Context, token string) (string, Session, error) {
	if len(token) > maxToken {
		return "", Session{}, refused(fmt.Errorf("the token has %d characters", len(token)))
	}
	secret, expires, err := s.config.Format.Decode(ctx, token)
	if errors.Is(err, errs.KindUnauthenticated) {
		err = refused(err)
	}
	if err != nil {
		return "", Session{}, err
	}
	now := s.now()
	if !expires.IsZero() && !now.Before(expires) {
		return "", Session{}, refused(errors.New("the token is over"))
	}
	record, ok, err := s.config.Store.Get(ctx, idOf(secret))
	switch {
	case err != nil:
		return "", Session{}, fmt.Errorf("look up a session: %w", err)
	case !ok:
		return "", Session{}, refused(errors.New("there is no such session"))
	case !now.Before(record.Expires):
		return "", Session{}, refused(errors.New("the session is over"))
	}
	session, err := record.session()
	return secret, session, err
}

// refused returns the error of all credentials that are no good, which does not tell why:
// the reason is for logs.
func refused(cause error) error {
	refusal := errs.Unauthenticated(auth.CodeNotAuthenticated, "the session is not valid or over; sign in again")
	if cause == nil {
		return refusal
	}
	return refusal.Wrap(cause)
}

// banned says whether the error of Load means that the user may not be signed in.
func banned(err error) bool {
	if err == nil {
		return false
	}
	switch errs.KindOf(err) {
	case errs.KindUnauthenticated, errs.KindForbidden, errs.KindNotFound, errs.KindGone:
		return true
	default:
		return false
	}
}

// expel ends all sessions of a user who may not be signed in any more.
func (s *Sessions) expel(ctx context.Context, session Session, to reply) {
	if err := s.config.Store.DeleteAll(ctx, Owner(session.Identity)); err != nil {
		s.config.Logger.ErrorContext(ctx, "ending the sessions of a user failed",
			"session", session.ID, "error", err.Error())
	}
	if to.deliverer != nil {
		to.settle(to.deliverer.Remove)
	}
}

// refresh gives a session that is nearly over its time anew, and returns when it ends.
func (s *Sessions) refresh(ctx context.Context, session Session, secret string, to reply) time.Time {
	now := s.now()
	end := s.end(session.Created, now)
	if !s.due(session.Expires.Sub(now)) || !end.After(session.Expires) {
		return session.Expires
	}
	extended, err := s.config.Store.Extend(ctx, session.ID, session.Expires, end)
	if err != nil {
		s.config.Logger.WarnContext(ctx, "extending a session failed", "session", session.ID, "error", err.Error())
	}
	if err != nil || !extended { // somebody else was first, and tells the client
		return session.Expires
	}
	if to.deliverer == nil {
		return end
	}
	token, err := s.config.Format.Encode(ctx, secret, end)
	if err != nil {
		s.config.Logger.WarnContext(ctx, "renewing the token of a session failed", "session", session.ID, "error", err.Error())
		return end
	}
	to.settle(func(h http.Header) { to.deliverer.Deliver(h, token, end.Sub(now)) })
	return end
}
