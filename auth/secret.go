package auth

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what stands in the place of a value that must not be seen.
const Redacted = "[redacted]"

// Secret is a text that must not be seen: a password, a key, a token. However it
// is printed (fmt with any verb, log/slog, encoding/json, as part of another
// value, even in an unexported field) the text does not appear. The zero value
// is the empty secret. A Secret is immutable and safe for concurrent use.
type Secret struct {
	// The text is behind a pointer because fmt prints unexported fields of other
	// structs without asking their methods.
	text *string
}

// NewSecret returns the text as a secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the text. Call it where the text is used and nowhere else.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero says whether the secret is empty.
func (s Secret) IsZero() bool { return s.text == nil }

// String returns [Redacted], or "" for the empty secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return Redacted
}

// Format prints [Redacted] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue returns the redacted text.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns the redacted text; encoding/json and the YAML and TOML
// packages use it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes the text as it is.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}
