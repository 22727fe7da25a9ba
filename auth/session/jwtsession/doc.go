// Package jwtsession signs the tokens of sessions: a JWT of the secret of a session and the time
// it ends.
//
//	format, err := jwtsession.New(jwtsession.Config{Issuer: "https://shop.example", Keys: keys})
//	…
//	sessions, err := session.New(session.Config{Store: store, Format: format})
//
// A token that is over, was tampered with, or was never signed here is refused without a read of
// the store. It says nothing about the user; what counts is in the store, so a session that
// was revoked is over at once, whatever its token says. An extension brings a new token, and the
// old one is good until its own end.
//
// The tokens have a type and an audience of their own, so that the same keys may sign access
// tokens as well: neither is taken for the other.
package jwtsession
