package token

import (
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Codes of the errors that a token is refused with; all but the last two are of
// errs.KindUnauthenticated.
const (
	// CodeMalformed is no JWT: not three parts of base64url, no JSON, claims of the wrong type.
	CodeMalformed = "token_malformed"
	// CodeTooLarge is longer than VerifierConfig.MaxBytes.
	CodeTooLarge = "token_too_large"
	// CodeAlgorithm is an algorithm other than that of the key.
	CodeAlgorithm = "token_algorithm"
	// CodeCritical is a header that has to be understood and is not.
	CodeCritical = "token_critical_header"
	// CodeType is a "typ" other than Trust.Type.
	CodeType = "token_type"
	// CodeIssuerUnknown is an "iss" that is not trusted.
	CodeIssuerUnknown = "token_issuer_unknown"
	// CodeKeyUnknown is a "kid" that the issuer has no key of, or none where there are several.
	CodeKeyUnknown = "token_key_unknown"
	// CodeSignature is a signature that is not of the key.
	CodeSignature = "token_signature"
	// CodeAudience is an "aud" for somebody else.
	CodeAudience = "token_audience"
	// CodeExpired is an "exp" that has come.
	CodeExpired = "token_expired"
	// CodeNotYetValid is an "nbf" or "iat" to come.
	CodeNotYetValid = "token_not_yet_valid"
	// CodeClaims is a claim that is missing: "exp" or "sub".
	CodeClaims = "token_claims"
	// CodeKeysUnavailable is an errs.KindUnavailable: the keys of the issuer cannot be had.
	// The error has a method RetryAfter() time.Duration.
	CodeKeysUnavailable = "idp_unavailable"
	// CodeNoSigningKey is an errs.KindInternal of [Issuer.Issue]: no key signs at this time.
	CodeNoSigningKey = "no_signing_key"
)

func refuse(code, message string) error { return errs.Unauthenticated(code, message) }

// unavailable says when to come back, besides what happened.
type unavailable struct {
	error
	after time.Duration
}

// Unwrap returns the error.
func (u unavailable) Unwrap() error { return u.error }

// RetryAfter returns how long to wait.
func (u unavailable) RetryAfter() time.Duration { return u.after }

func keysUnavailable(after time.Duration, cause error) error {
	e := errs.Unavailable(CodeKeysUnavailable, "the keys of the identity provider cannot be had now; try again in a moment")
	return unavailable{e.Wrap(cause), after}
}
