package oidc

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"golang.org/x/oauth2"

	"github.com/neuroglia-go/neuroglia/auth"
)

// grant is what a provider gave for a session, as it is sealed in a [Record].
type grant struct {
	Provider string `json:"provider"`
	// Subject is who it is for the provider, Owner whose session it is here.
	Subject string `json:"subject"`
	Owner   owner  `json:"owner"`
	Access  string `json:"access"`
	Refresh string `json:"refresh,omitempty"`
	ID      string `json:"id"`
	// Expires is when Access does, in Unix seconds; 0 when the provider does not say.
	Expires int64 `json:"expires,omitempty"`
	// Lease is until when one of the replicas may renew it, in Unix seconds.
	Lease int64 `json:"lease,omitempty"`
}

type owner struct {
	Subject string `json:"subject"`
	Issuer  string `json:"issuer,omitempty"`
}

func (o owner) identity() auth.Identity { return auth.Identity{Subject: o.Subject, Issuer: o.Issuer} }

// grant returns what the answer of a token endpoint says, by our clock.
func (p *RelyingParty) grant(t *oauth2.Token) grant {
	idToken, _ := t.Extra("id_token").(string)
	g := grant{Access: t.AccessToken, Refresh: t.RefreshToken, ID: idToken}
	if t.ExpiresIn > 0 {
		g.Expires = p.now().Add(time.Duration(t.ExpiresIn) * time.Second).Unix()
	}
	return g
}

// usable says whether the access token lasts beyond the time.
func (g grant) usable(at time.Time) bool { return g.Expires == 0 || at.Unix() < g.Expires }

// fill seals the grant into the record and has both kept.
func (p *RelyingParty) fill(r *Record, g grant) (err error) {
	r.Expires = p.now().Add(p.config.Keep)
	r.Data, err = p.sealer.seal("tokens-"+r.ID, g)
	return err
}

func (p *RelyingParty) unseal(r Record) (grant, error) {
	var g grant
	if !p.sealer.open("tokens-"+r.ID, r.Data, &g) {
		return grant{}, fmt.Errorf("oidc: the tokens of session %s were sealed with a key that is not among Keys", r.ID)
	}
	return g, nil
}

// mark returns a text that is found by what the provider calls somebody, and says nothing.
func mark(issuer, kind, id string) string {
	if id == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(kind + "\x00" + issuer + "\x00" + id))
	return hex.EncodeToString(sum[:])
}
