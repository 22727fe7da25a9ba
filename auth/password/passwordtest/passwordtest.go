// Package passwordtest hashes passwords in no time and always alike, so that a test asserts
// a stored hash literally and signs in a thousand users in a millisecond.
//
//	hasher := passwordtest.New(t)
//	hash, err := hasher.Hash(ctx, auth.NewSecret("correct horse")) // the same in each run
package passwordtest

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
)

// SHA256 is a scheme without salt and without cost. It protects nothing.
type SHA256 struct{}

var _ password.Scheme = SHA256{}

const name = "$sha256$keyid="

// Hash implements password.Scheme.
func (SHA256) Hash(pepperID string, key []byte) (string, error) {
	sum := sha256.Sum256(key)
	return name + pepperID + "$" + hex.EncodeToString(sum[:]), nil
}

// Parse implements password.Scheme.
func (SHA256) Parse(hash string) (password.Stored, error) {
	rest, ok := strings.CutPrefix(hash, name)
	if !ok {
		return password.Stored{}, password.ErrOtherScheme
	}
	pepperID, want, _ := strings.Cut(rest, "$")
	return password.Stored{Pepper: pepperID, Current: true, Matches: func(key []byte) bool {
		sum := sha256.Sum256(key)
		return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(want)) == 1
	}}, nil
}

// Pepper is the pepper of [New].
func Pepper() auth.Secret { return auth.NewSecret("a pepper for tests, known to everybody") }

// New returns a hasher of [SHA256] with [Pepper].
func New(t testing.TB) *password.Hasher {
	t.Helper()
	hasher, err := password.New(password.Config{Pepper: Pepper(), Scheme: SHA256{}})
	if err != nil {
		t.Fatal(err)
	}
	return hasher
}
