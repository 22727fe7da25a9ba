package oidc

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

// maxAnswer is the longest query that a provider answers with.
const maxAnswer = 8 << 10

// callback ends a sign-in with what the provider answers.
func (p *RelyingParty) callback(w http.ResponseWriter, r *http.Request) error {
	peer, err := p.peer(r)
	if err != nil {
		return err
	}
	if len(r.URL.RawQuery) > maxAnswer {
		return errs.New(errs.KindTooLarge, CodeTooLarge, "the answer of the identity provider is too long; sign in again")
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return errUnknown()
	}
	for _, values := range query {
		if len(values) > 1 { // which one counts is not for an attacker to choose
			return errUnknown()
		}
	}
	begun, ok := p.recall(w, r, signIn, query.Get("state"))
	if !ok {
		return errUnknown()
	}
	if err := p.useUp(r.Context(), begun); err != nil {
		return err
	}
	doc, _, err := peer.remote.discover(r.Context())
	if err != nil {
		return err
	}
	code, err := begun.code(peer, doc, query)
	if err != nil {
		return err
	}
	if err := p.admit(r.Context(), peer, doc, begun, code); err != nil {
		return err
	}
	p.here(w, begun.ReturnTo)
	return nil
}

func errUnknown() error {
	return errs.Invalid(CodeUnknown, "this browser has not begun this sign-in, or too long ago; sign in again")
}

// useUp makes sure that a sign-in is answered once, by whichever replica.
func (p *RelyingParty) useUp(ctx context.Context, begun pending) error {
	sum := sha256.Sum256([]byte(begun.State))
	first, err := p.config.Store.Add(ctx, Record{ID: "used-" + hex.EncodeToString(sum[:]), Expires: time.Unix(begun.Expires, 0).UTC()})
	if err == nil && !first {
		err = errs.Conflict(CodeReplayed, "this sign-in was answered before; sign in again")
	}
	return err
}

// code returns the code of the answer, provided that it is that of the provider that was
// asked (RFC 9207, and one redirect URI for each).
func (begun pending) code(peer *peer, doc document, answer url.Values) (string, error) {
	issuer, said := answer.Get("iss"), answer.Has("iss")
	if begun.Provider != peer.Name || (said && issuer != peer.Issuer) || (doc.SendsIssuer && !said) {
		return "", errs.Invalid(CodeMixUp, "another identity provider answers than the one that was asked; sign in again")
	}
	if answer.Has("error") {
		return "", answered(answer.Get("error"), answer.Get("error_description"))
	}
	if answer.Get("code") == "" {
		return "", errs.Invalid(CodeCode, "the identity provider answers without a code; sign in again")
	}
	return answer.Get("code"), nil
}

// admit changes the code for tokens, and opens a session of whom they are about.
func (p *RelyingParty) admit(ctx context.Context, peer *peer, doc document, begun pending, code string) error {
	client, calling := p.oauth(ctx, peer, doc)
	calling, cancel := context.WithTimeout(calling, p.config.Timeout)
	defer cancel()
	granted, err := client.Exchange(calling, code, oauth2.VerifierOption(begun.Verifier))
	if err != nil {
		return grantFailed(err)
	}
	idToken, _ := granted.Extra("id_token").(string)
	claims, err := peer.verify(ctx, idToken, granted.AccessToken)
	if err != nil {
		return invalidToken(err)
	}
	nonce, _ := claims.Extra["nonce"].(string)
	if subtle.ConstantTimeCompare([]byte(nonce), []byte(begun.Nonce)) != 1 {
		return invalidToken(errors.New("oidc: the nonce of the id token is that of another sign-in"))
	}
	identity, err := p.config.OnSignIn(ctx, SignIn{Provider: peer.Name, Claims: claims, Identity: peer.identity(claims)})
	if err != nil {
		return err
	}
	if identity.IsZero() {
		return errs.Forbidden(CodeRefused, "you are known to the identity provider and not to this service; ask for an account")
	}
	return p.open(ctx, peer, identity, claims, p.grant(granted))
}

// open begins a session with its tokens beside it, or leaves neither.
func (p *RelyingParty) open(ctx context.Context, peer *peer, who auth.Identity, claims token.Claims, granted grant) error {
	before, _ := auth.FromContext(ctx)
	opened, err := p.config.Sessions.Open(ctx, who)
	if err != nil {
		return err
	}
	if err := p.keep(ctx, opened, peer, claims, granted); err != nil {
		// The cookie is not set either, since the answer is a failure.
		return errors.Join(err, p.config.Sessions.Revoke(ctx, who, opened.ID))
	}
	if before.Session != "" {
		p.forget(ctx, before.Session)
	}
	return nil
}

// keep puts the tokens beside the session.
func (p *RelyingParty) keep(ctx context.Context, opened session.Session, peer *peer, claims token.Claims, granted grant) error {
	sid, _ := claims.Extra["sid"].(string)
	granted.Provider, granted.Subject = peer.Name, claims.Subject
	granted.Owner = owner{Subject: opened.Identity.Subject, Issuer: opened.Identity.Issuer}
	r := Record{ID: opened.ID, Subject: mark(peer.Issuer, "sub", claims.Subject), Session: mark(peer.Issuer, "sid", sid)}
	if err := p.fill(&r, granted); err != nil {
		return err
	}
	added, err := p.config.Store.Add(ctx, r)
	if err == nil && !added {
		err = errors.New("oidc: the store has tokens of a session that begins only now")
	}
	return err
}

// forget drops the tokens of a session that is over. What fails is made up for by a purge:
// nobody gets at tokens without their session.
func (p *RelyingParty) forget(ctx context.Context, id string) {
	if err := p.config.Store.Delete(ctx, id); err != nil {
		p.config.Logger.WarnContext(ctx, "forgetting the tokens of a session failed", "session", id, "error", err.Error())
	}
}
