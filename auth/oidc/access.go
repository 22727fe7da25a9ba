package oidc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/oauth2"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// flight is a refresh under way; done closes when it has ended.
type flight struct {
	done  chan struct{}
	grant grant
	err   error
}

// AccessToken returns the access token of the session of the request, to call others in the
// name of its user. One that is nearly over is renewed first: once, however many requests and
// replicas ask, because providers take a refresh token that comes twice for a stolen one.
//
// The error is an errs.KindUnauthenticated of [CodeNoTokens] where nobody is signed in by a
// provider, and of [CodeOver] when the provider gives no more tokens; it is of [CodeUnavailable]
// when the token has expired and the provider does not answer.
func (p *RelyingParty) AccessToken(ctx context.Context) (auth.Secret, error) {
	caller, err := auth.FromContext(ctx)
	if err != nil {
		return auth.Secret{}, err
	}
	record, g, err := p.find(ctx, caller.Session)
	if err != nil {
		return auth.Secret{}, err
	}
	if p.due(g) {
		if g, err = p.renewed(ctx, record.ID); err != nil {
			return auth.Secret{}, err
		}
	}
	return auth.NewSecret(g.Access), nil
}

// due says whether the grant is to be renewed, or cannot be and is over.
func (p *RelyingParty) due(g grant) bool {
	ahead := p.config.RefreshBefore
	if g.Refresh == "" {
		ahead = 0
	}
	return !g.usable(p.now().Add(ahead))
}

// find returns the tokens of the session.
func (p *RelyingParty) find(ctx context.Context, session string) (Record, grant, error) {
	if session == "" {
		return Record{}, grant{}, errNoTokens()
	}
	record, ok, err := p.config.Store.Get(ctx, session)
	if err != nil {
		return Record{}, grant{}, fmt.Errorf("oidc: look up the tokens of a session: %w", err)
	}
	if !ok {
		return Record{}, grant{}, errNoTokens()
	}
	g, err := p.unseal(record)
	return record, g, err
}

func errNoTokens() error {
	return errs.Unauthenticated(CodeNoTokens, "the session has no tokens of an identity provider; sign in by one")
}

func errOver(cause error) error {
	e := errs.Unauthenticated(CodeOver, "the identity provider has ended the session; sign in again")
	if cause == nil {
		return e
	}
	return e.Wrap(cause)
}

// renewed joins the refresh that is under way in this process, or begins one. It belongs to
// all who wait for it, so the end of one request does not end it.
func (p *RelyingParty) renewed(ctx context.Context, id string) (grant, error) {
	p.mu.Lock()
	f := p.flights[id]
	if f == nil {
		f = &flight{done: make(chan struct{})}
		p.flights[id] = f
		go func() {
			defer close(f.done)
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*p.config.Timeout)
			defer cancel()
			f.grant, f.err = p.renew(ctx, id)
			p.mu.Lock()
			defer p.mu.Unlock()
			delete(p.flights, id)
		}()
	}
	p.mu.Unlock()
	select {
	case <-f.done:
		return f.grant, f.err
	case <-ctx.Done():
		return grant{}, fmt.Errorf("oidc: wait for new tokens: %w", context.Cause(ctx))
	}
}

// renew takes the lease of the tokens and renews them. Where another replica has it, the
// token is still good, or is waited for.
func (p *RelyingParty) renew(ctx context.Context, id string) (grant, error) {
	for {
		record, g, err := p.find(ctx, id)
		if err != nil || !p.due(g) {
			return g, err
		}
		if g.Refresh == "" {
			return grant{}, errOver(errors.New("oidc: the access token has expired and there is no refresh token"))
		}
		now := p.now()
		if g.Lease <= now.Unix() {
			g.Lease = now.Add(p.config.Timeout + time.Second).Unix()
			taken, err := p.replace(ctx, &record, g)
			if err != nil {
				return grant{}, err
			}
			if taken {
				return p.refresh(ctx, record, g)
			}
			continue
		}
		if g.usable(now) {
			return g, nil
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return grant{}, unavailable(context.Cause(ctx))
		}
	}
}

// replace stores the grant, and says whether nobody was faster.
func (p *RelyingParty) replace(ctx context.Context, record *Record, g grant) (bool, error) {
	if err := p.fill(record, g); err != nil {
		return false, err
	}
	replaced, err := p.config.Store.Replace(ctx, *record)
	if err != nil {
		return false, fmt.Errorf("oidc: keep the tokens of a session: %w", err)
	}
	record.Version++
	return replaced, nil
}

// refresh asks the provider for new tokens and keeps them.
func (p *RelyingParty) refresh(ctx context.Context, record Record, old grant) (grant, error) {
	old.Lease = 0
	granted, err := p.ask(ctx, old)
	if errors.Is(err, errs.KindUnauthenticated) {
		p.forget(ctx, record.ID)
		return grant{}, err
	}
	if err != nil {
		if _, kept := p.replace(ctx, &record, old); kept != nil {
			return grant{}, errors.Join(err, kept)
		}
		if old.usable(p.now()) {
			p.config.Logger.WarnContext(ctx, "renewing the tokens of a session failed", "session", record.ID, "error", err.Error())
			return old, nil
		}
		return grant{}, err
	}
	kept, err := p.replace(ctx, &record, granted)
	if err == nil && !kept { // signed out meanwhile
		err = errNoTokens()
	}
	return granted, err
}

// ask renews the grant at its provider. An errs.KindUnauthenticated means that there will be
// no more.
func (p *RelyingParty) ask(ctx context.Context, old grant) (grant, error) {
	peer := p.peers[old.Provider]
	if peer == nil {
		return grant{}, errOver(fmt.Errorf("oidc: provider %q is not configured any more", old.Provider))
	}
	doc, _, err := peer.remote.discover(ctx)
	if err != nil {
		return grant{}, err
	}
	client, calling := p.oauth(ctx, peer, doc)
	calling, cancel := context.WithTimeout(calling, p.config.Timeout)
	defer cancel()
	answer, err := client.TokenSource(calling, &oauth2.Token{RefreshToken: old.Refresh}).Token()
	if err != nil {
		if err = grantFailed(err); errs.CodeOf(err) == CodeCode {
			err = errOver(err)
		}
		return grant{}, err
	}
	granted := p.grant(answer)
	granted.Provider, granted.Subject, granted.Owner = old.Provider, old.Subject, old.Owner
	if granted.ID == "" {
		granted.ID = old.ID
		return granted, nil
	}
	claims, err := peer.verify(ctx, granted.ID, granted.Access)
	if err == nil && claims.Subject != old.Subject {
		err = errors.New("oidc: the new id token is of somebody else")
	}
	if err != nil {
		return grant{}, invalidToken(err)
	}
	return granted, nil
}
