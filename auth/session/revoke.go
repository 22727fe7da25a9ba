package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Revoke ends the session of the id; see [Session].ID. One that is gone is no error. Whether
// the caller may is for the caller to know.
func (s *Sessions) Revoke(ctx context.Context, id string) error {
	if err := s.config.Store.Delete(ctx, id); err != nil {
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
