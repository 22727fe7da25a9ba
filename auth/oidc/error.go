package oidc

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Codes of the errors that signing in and out ends with.
const (
	// CodeReturn is an errs.KindInvalid: return_to does not lead to this site.
	CodeReturn = "return_to_invalid"
	// CodeProvider is an errs.KindNotFound: no provider has the name.
	CodeProvider = "provider_unknown"
	// CodeUnknown is an errs.KindInvalid: this browser has not begun the sign-in, or too long ago.
	CodeUnknown = "sign_in_unknown"
	// CodeReplayed is an errs.KindConflict: the sign-in was answered before.
	CodeReplayed = "sign_in_replayed"
	// CodeMixUp is an errs.KindInvalid: another provider answers than the one that was asked.
	CodeMixUp = "sign_in_mix_up"
	// CodeTooLarge is an errs.KindTooLarge: the answer is longer than any provider's.
	CodeTooLarge = "sign_in_too_large"
	// CodeRefused is an errs.KindForbidden: the provider, or whoever sits before it, said no.
	CodeRefused = "sign_in_refused"
	// CodeCode is an errs.KindInvalid: the provider does not take the code.
	CodeCode = "sign_in_code_invalid"
	// CodeToken is an errs.KindUnauthenticated: what the provider vouches for is not for this
	// sign-in, or not valid.
	CodeToken = "sign_in_token_invalid"
	// CodeUnavailable is an errs.KindUnavailable: the provider does not answer. The error has
	// a method RetryAfter() time.Duration.
	CodeUnavailable = token.CodeKeysUnavailable
	// CodeNoTokens is an errs.KindUnauthenticated: the session was not begun by a provider.
	CodeNoTokens = "provider_tokens_missing"
	// CodeOver is an errs.KindUnauthenticated: the provider gives no more tokens for the session.
	CodeOver = "provider_session_over"
	// CodeLogoutToken is an errs.KindInvalid: what came by the back channel is no logout token.
	CodeLogoutToken = "logout_token_invalid"
)

// down is the error of a provider that cannot be asked.
type down struct{ error }

// Unwrap returns the error.
func (d down) Unwrap() error { return d.error }

// RetryAfter returns how long to wait.
func (down) RetryAfter() time.Duration { return minRefresh }

func unavailable(cause error) error {
	e := errs.Unavailable(CodeUnavailable, "the identity provider does not answer now; try again in a moment")
	return down{e.Wrap(cause)}
}

func invalidToken(cause error) error {
	if errors.Is(cause, errs.KindUnavailable) {
		return cause
	}
	return errs.Unauthenticated(CodeToken, "what the identity provider says does not belong to this sign-in or is not valid; sign in again").Wrap(cause)
}

// grantFailed returns the error of a token request. Its cause has what the provider calls
// the error, and nothing that it wrote beside.
func grantFailed(err error) error {
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return unavailable(fmt.Errorf("oidc: ask for tokens: %w", err))
	}
	cause := fmt.Errorf("oidc: the provider answers %s, error %.40q", answer.Response.Status, answer.ErrorCode)
	switch {
	case answer.ErrorCode == "invalid_grant":
		return errs.Invalid(CodeCode, "the identity provider does not take the code of this sign-in; sign in again").Wrap(cause)
	case answer.Response.StatusCode >= 500 || answer.Response.StatusCode == http.StatusTooManyRequests || answer.ErrorCode == "":
		return unavailable(cause)
	default:
		return errs.Internal("provider_misconfigured", "the identity provider does not take this service for its client").Wrap(cause)
	}
}

// answered returns the error that a provider sent in the place of a code. Its words are for
// logs: whoever makes the browser follow a link can write them.
func answered(code, description string) error {
	cause := fmt.Errorf("oidc: the provider answers error %.40q: %.200q", code, description)
	switch code {
	case "server_error", "temporarily_unavailable":
		return unavailable(cause)
	default:
		return errs.Forbidden(CodeRefused, "the identity provider did not sign you in; try again, or choose another account").Wrap(cause)
	}
}
