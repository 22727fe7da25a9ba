package oidc

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Move puts the tokens of the request's session beside the one that has come in its place:
//
//	rotated, err := sessions.Rotate(ctx)
//	if err == nil {
//		err = party.Move(ctx, rotated.ID)
//	}
//
// A session without tokens has none to move.
func (p *RelyingParty) Move(ctx context.Context, session string) error {
	caller, err := auth.FromContext(ctx)
	if err != nil {
		return err
	}
	record, ok, err := p.config.Store.Get(ctx, caller.Session)
	if err != nil {
		return fmt.Errorf("oidc: move tokens: %w", err)
	}
	if !ok || caller.Session == session {
		return nil
	}
	g, err := p.unseal(record)
	if err != nil {
		return err
	}
	record.ID = session
	if err := p.fill(&record, g); err != nil {
		return err
	}
	added, err := p.config.Store.Add(ctx, record)
	if err == nil && !added {
		err = errors.New("the session has tokens of its own")
	}
	if err != nil {
		return fmt.Errorf("oidc: move tokens: %w", err)
	}
	p.forget(ctx, caller.Session)
	return nil
}
