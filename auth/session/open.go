package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

var (
	errNobody    = errors.New("a session is of somebody; give an identity with a subject")
	errNoAnswer  = errors.New("there is no answer to set a cookie in; put Sessions.Middleware around the handler, or use Issue and hand the token out yourself")
	errNoDeliver = errors.New("no transport of the sessions can deliver a token; add a session.Cookie, or use Issue")
)

// Open begins a session of the identity and has the answer of the request carry its cookie,
// provided that the unit of work in ctx is committed and the answer tells of success (its
// status is below 400). The session is a new one whatever the request came with, and the
// one that the request came with ends.
func (s *Sessions) Open(ctx context.Context, identity auth.Identity) (Session, error) {
	return s.begin(ctx, identity, s.now())
}

// Issue begins a session of the identity and returns its token, for the body of an answer.
// No cookie is set, and no session ends.
func (s *Sessions) Issue(ctx context.Context, identity auth.Identity) (Session, auth.Secret, error) {
	return s.add(ctx, identity, s.now())
}

// Rotate gives the session of the request a new secret, as is due when what the user may do
// changes, and ends the old one. It is as [Sessions.Open] otherwise.
func (s *Sessions) Rotate(ctx context.Context) (Session, error) {
	current, err := s.current(ctx)
	if err != nil {
		return Session{}, err
	}
	return s.begin(ctx, current.Identity, current.Created)
}

// End ends the session of the request and has the answer delete its cookie, if it came by
// one, under the conditions of [Sessions.Open]. It is an errs.KindUnauthenticated when nobody is signed in.
func (s *Sessions) End(ctx context.Context) error {
	caller, err := auth.FromContext(ctx)
	if err != nil {
		return err
	}
	switch _, whose, err := s.of(ctx, caller); {
	case err != nil:
		return err
	case whose == noSession || whose == anothers:
		return errs.Invalid("no_session", "the request was not made in a session, so there is none to end; its token ends by itself")
	}
	if err := s.config.Store.Delete(ctx, caller.Session); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	if a, ok := s.answer(ctx); ok {
		uow.AfterCommit(ctx, func(context.Context) { a.stageRemoval() })
	}
	return nil
}

// begin adds a session, ends that of the request and stages the cookie.
func (s *Sessions) begin(ctx context.Context, identity auth.Identity, created time.Time) (Session, error) {
	a, deliverer, err := s.reachable(ctx)
	if err != nil {
		return Session{}, fmt.Errorf("open a session: %w", err)
	}
	session, token, err := s.add(ctx, identity, created)
	if err != nil {
		return Session{}, err
	}
	if err := s.endPrevious(ctx); err != nil {
		return Session{}, err
	}
	uow.AfterCommit(ctx, func(context.Context) {
		a.stage(func(h http.Header) { deliverer.Deliver(h, token, session.Expires.Sub(s.now())) })
	})
	return session, nil
}

// endPrevious ends the session of the request, if it is in one.
func (s *Sessions) endPrevious(ctx context.Context) error {
	caller, err := auth.FromContext(ctx)
	if err != nil {
		return nil //nolint:nilerr // who is nobody has no session
	}
	_, whose, err := s.of(ctx, caller)
	if err == nil && whose == theirs {
		err = s.config.Store.Delete(ctx, caller.Session)
	}
	if err != nil {
		return fmt.Errorf("end the session before: %w", err)
	}
	return nil
}

// add draws a secret and keeps a session under it.
func (s *Sessions) add(ctx context.Context, identity auth.Identity, created time.Time) (Session, auth.Secret, error) {
	if identity.IsZero() {
		return Session{}, auth.Secret{}, fmt.Errorf("open a session: %w", errNobody)
	}
	var drawn [secretBytes]byte
	if _, err := io.ReadFull(s.config.Random, drawn[:]); err != nil {
		return Session{}, auth.Secret{}, fmt.Errorf("draw the secret of a session: %w", err)
	}
	secret := encoding.EncodeToString(drawn[:])
	session := Session{ID: idOf(secret), Identity: identity, Created: created, Expires: s.end(created, s.now())}
	session.Identity.Session, session.Identity.Expires = session.ID, session.Expires
	token, err := s.config.Format.Encode(ctx, secret, session.Expires)
	if err != nil {
		return Session{}, auth.Secret{}, fmt.Errorf("make the token of a session: %w", err)
	}
	record, err := session.record()
	if err == nil {
		err = s.config.Store.Add(ctx, record)
	}
	if err != nil {
		return Session{}, auth.Secret{}, fmt.Errorf("open a session: %w", err)
	}
	return session, token, nil
}

// current returns the session of the request as it is kept.
func (s *Sessions) current(ctx context.Context) (Session, error) {
	caller, err := auth.FromContext(ctx)
	if err != nil {
		return Session{}, err
	}
	record, whose, err := s.of(ctx, caller)
	if err != nil {
		return Session{}, err
	}
	if whose != theirs || !s.now().Before(record.Expires) {
		return Session{}, refused(errors.New("the session of the request is over"))
	}
	return record.session()
}

// ownership is whose the session is that an identity names.
type ownership int

const (
	noSession ownership = iota // it names none
	gone                       // it is forgotten
	anothers
	theirs
)

// of returns the session that the caller names. The name of a session is no secret, and the
// caller may be vouched for by an issuer that makes up its own, so it proves nothing.
func (s *Sessions) of(ctx context.Context, caller auth.Identity) (Record, ownership, error) {
	if caller.Session == "" {
		return Record{}, noSession, nil
	}
	record, ok, err := s.config.Store.Get(ctx, caller.Session)
	switch {
	case err != nil:
		return Record{}, noSession, fmt.Errorf("look up a session: %w", err)
	case !ok:
		return Record{}, gone, nil
	case record.Owner != Owner(caller):
		return Record{}, anothers, nil
	default:
		return record, theirs, nil
	}
}

// reachable returns the answer of the request, and who delivers tokens in it.
func (s *Sessions) reachable(ctx context.Context) (*answer, Deliverer, error) {
	deliverer := s.deliverer()
	if deliverer == nil {
		return nil, nil, errNoDeliver
	}
	a, ok := s.answer(ctx)
	if !ok {
		return nil, nil, errNoAnswer
	}
	return a, deliverer, nil
}

// deliverer returns the first transport that can deliver.
func (s *Sessions) deliverer() Deliverer {
	for _, transport := range s.config.Transports {
		if d, ok := transport.(Deliverer); ok {
			return d
		}
	}
	return nil
}
