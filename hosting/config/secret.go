package config

import (
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Redacted is what stands in the place of a value that must not be seen.
const Redacted = auth.Redacted

// Secret is a text that must not be seen: a password, a key, a token.
type Secret = auth.Secret

// NewSecret returns the text as a secret.
func NewSecret(text string) Secret { return auth.NewSecret(text) }

// secretWords are the parts of a key that make its value a secret although its
// type does not say so.
var secretWords = []string{"password", "passwd", "secret", "token", "api_key", "apikey", "private_key", "credential"}

// SecretName says whether a snake_case name reads like that of a secret.
func SecretName(name string) bool {
	name = strings.ToLower(name)
	for _, word := range secretWords {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
