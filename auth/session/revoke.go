package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Revoke ends the session of the id, see [Session].ID, provided that it is the user's: so that
// users can sign out another device. Otherwise it is an errs.KindNotFound.
func (s *Sessions) Revoke(ctx context.Context, user auth.Identity, id string) error {
	record, ok, err := s.config.Store.Get(ctx, id)
	if err == nil && (!ok || record.Owner != Owner(user)) {
		return errs.NotFound("session_not_found", "the user has no such session; it may be over already")
	}
	if err == nil {
		err = s.config.Store.Delete(ctx, id)
	}
	if err != nil {
		return fmt.Errorf("revoke a session: %w", err)
	}
	return nil
}

// RevokeAll ends all sessions of the user but those of the ids, as when a password was
// changed in one of them:
//
//	err := sessions.RevokeAll(ctx, auth.Identity{Subject: user.ID}, caller.Session)
//
// Of the identity, Subject and Issuer count. In a unit of work the sessions end with it,
// where the store can. One that is opened at the same time is not seen; see "Signing in
// while access is taken away" in the package doc.
func (s *Sessions) RevokeAll(ctx context.Context, user auth.Identity, except ...string) error {
	if user.IsZero() {
		return fmt.Errorf("revoke sessions: %w", errNobody)
	}
	if err := s.config.Store.DeleteAll(ctx, Owner(user), except...); err != nil {
		return fmt.Errorf("revoke the sessions of a user: %w", err)
	}
	return nil
}

// List returns the sessions of the user that are going on, the oldest first, where the store
// is a [Lister].
func (s *Sessions) List(ctx context.Context, user auth.Identity) ([]Session, error) {
	lister, ok := s.config.Store.(Lister)
	if !ok {
		return nil, fmt.Errorf("list sessions: %w by a %T", errors.ErrUnsupported, s.config.Store)
	}
	records, err := lister.List(ctx, Owner(user))
	if err != nil {
		return nil, fmt.Errorf("list the sessions of a user: %w", err)
	}
	now := s.now()
	list := make([]Session, 0, len(records))
	for _, record := range records {
		if !now.Before(record.Expires) {
			continue
		}
		session, err := record.session()
		if err != nil {
			return nil, err
		}
		list = append(list, session)
	}
	return list, nil
}

// Purge has the store forget the sessions that are over, and returns how many. A [Purger]
// does it now and then.
func (s *Sessions) Purge(ctx context.Context) (int, error) {
	n, err := s.config.Store.Purge(ctx, s.now())
	if err != nil {
		return n, fmt.Errorf("purge sessions: %w", err)
	}
	return n, nil
}
