package password

import (
	"errors"
	"strings"
)

// Scheme is a way to hash slowly. Its keys are what the pepper made of a password, 64
// characters. It is safe for concurrent use. One that has a method Validate() error is
// asked by [New].
type Scheme interface {
	// Hash returns the hash of the key with a new salt, as one line that begins with "$"
	// and holds the id of the pepper.
	Hash(pepperID string, key []byte) (string, error)
	// Parse reads a hash, quickly. The error is [ErrOtherScheme] when it does not begin as
	// the hashes of this scheme do. It does not panic, whatever the text.
	Parse(hash string) (Stored, error)
}

// Stored is a hash that was read.
type Stored struct {
	// Pepper is the id of the pepper, "" when the hash names none.
	Pepper string
	// Current says whether its costs are those of the scheme that read it.
	Current bool
	// Matches does the work: it says whether the hash is of the key. It compares in
	// constant time.
	Matches func(key []byte) bool
}

// ErrOtherScheme says that a hash was made by a scheme that is not the one asked.
var ErrOtherScheme = errors.New("password: the hash is of another scheme")

// errBroken says that a hash has the name of its scheme and not its form.
var errBroken = errors.New("password: the hash is broken")

// keyID is the parameter that names the pepper.
const keyID = "keyid="

// cutPepper takes the pepper off the end of a list of parameters.
func cutPepper(params string) (rest, id string) {
	rest, id, found := strings.Cut(params, keyID)
	if !found {
		return params, ""
	}
	return strings.TrimSuffix(rest, ","), id
}
