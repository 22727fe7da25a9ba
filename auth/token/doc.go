// Package token issues and verifies JSON Web Tokens: short-lived claims about who somebody is
// that a service checks without asking anybody.
//
//	key, err := token.NewKey("2026-01", token.HS256, settings.TokenKey) // 32 bytes at least
//	keys, err := token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{{Key: key}}})
//	issuer, err := token.NewIssuer(token.IssuerConfig{
//		Issuer: "https://auth.example", Audience: []string{"shop"}, Keys: keys, Lifetime: 5 * time.Minute,
//	})
//	text, err := issuer.Issue(token.Claims{Subject: "42", Extra: map[string]any{"roles": []string{"chef"}}})
//
//	verifier, err := token.NewVerifier(token.VerifierConfig{Trusted: []token.Trust{
//		{Issuer: "https://auth.example", Audience: []string{"shop"}, Keys: keys},
//	}})
//	handler = auth.Middleware(token.Bearer(verifier))(handler)
//
// # What decides
//
// Nothing in a token decides how it is checked. Its "iss" picks one [Trust] of those that are
// configured, its "kid" one of the keys of that trust, by comparing it with their names, and
// the key has one algorithm: a token that says another one is refused, so neither "none" nor a
// public key used as an HMAC secret gets anywhere. Keys that a token brings along ("jwk",
// "jku", "x5c", "x5u") are not looked at and critical headers are refused. So several issuers
// live side by side, each with its own keys and its own audience, and none can speak for another.
//
// # Time
//
// A token ends at its "exp", which every token has: at that second it is refused. Trust.Skew
// forgives an issuer whose clock runs ahead ("nbf", "iat"); Trust.Grace, none by default,
// prolongs what has ended.
//
// # Rotation
//
// A [KeySet] has keys that will sign, that sign and that only verify any more, each from and
// until a time: a new key is published before it signs, and an old one verifies until the last
// token it signed has ended. [KeySet.Handler] serves the public keys as a JWKS; [RemoteKeys]
// are those of another issuer, fetched, cached and fetched again when a token names a new one.
//
// # Errors
//
// Every refusal is an errs.KindUnauthenticated with a code of its own, such as [CodeExpired],
// and holds nothing of the token. When the keys of an issuer cannot be had it is an
// errs.KindUnavailable of [CodeKeysUnavailable] instead.
package token
