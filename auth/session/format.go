package session

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
)

// secretBytes is how much is drawn for a session: 256 bits.
const secretBytes = 32

// maxToken is the longest token that is looked at: what fits into a cookie.
const maxToken = 4096

// ErrForeign is returned by a [Format] for a token that is not of its kind, so that
// somebody else may be asked.
var ErrForeign = errors.New("the token is not that of a session")

// Format is what the tokens of sessions look like. A format that signs them, such as a JWT,
// lets a token be refused that was tampered with or is over, without asking the store.
type Format interface {
	// Encode returns the token that carries the secret of a session until it expires.
	Encode(ctx context.Context, secret string, expires time.Time) (auth.Secret, error)
	// Decode returns what a token carries; the zero time if it does not say when it
	// expires. It refuses with [ErrForeign] a token of another kind, and with an
	// errs.KindUnauthenticated one that is no good. Whether the time has passed is told by
	// the clock of the sessions, so it need not look.
	Decode(ctx context.Context, token string) (secret string, expires time.Time, err error)
}

// Opaque is the [Format] whose tokens are the secret itself, 43 characters of base64url.
type Opaque struct{}

var _ Format = Opaque{}

// Encode returns the secret.
func (Opaque) Encode(_ context.Context, secret string, _ time.Time) (auth.Secret, error) {
	return auth.NewSecret(secret), nil
}

// Decode returns the token if it is of the right length and characters.
func (Opaque) Decode(_ context.Context, token string) (string, time.Time, error) {
	if !isSecret(token) {
		return "", time.Time{}, ErrForeign
	}
	return token, time.Time{}, nil
}

var encoding = base64.RawURLEncoding.Strict()

func isSecret(text string) bool {
	if len(text) != encoding.EncodedLen(secretBytes) {
		return false
	}
	_, err := encoding.DecodeString(text)
	return err == nil
}
