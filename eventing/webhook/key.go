package webhook

import (
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	redacted     = "[redacted]"
	secretPrefix = "whsec_"
	minSecret    = 24
	maxSecret    = 64
)

// Key is a secret that sender and receiver share. However it is printed (fmt with any
// verb, log/slog, JSON, as part of another value) the secret does not appear. The zero
// value is no key. A Key is immutable and safe for concurrent use.
type Key struct {
	id string
	// The secret is behind a pointer because fmt prints unexported fields of other
	// structs without asking their methods.
	secret *[]byte
}

// NewKey returns the secret as a key. The id names it in logs and may be empty; it holds
// no colon, comma or white space. The secret is 24 to 64 random bytes.
func NewKey(id string, secret []byte) (Key, error) {
	if strings.ContainsAny(id, ":, \t\r\n") {
		return Key{}, errs.Invalid("webhook_key_invalid", "the id of a webhook key holds a colon, a comma or white space; leave them out")
	}
	if len(secret) < minSecret || len(secret) > maxSecret {
		return Key{}, errs.Invalid("webhook_key_invalid",
			"the webhook key %q has %d bytes; take %d to %d random ones", id, len(secret), minSecret, maxSecret)
	}
	own := append([]byte(nil), secret...)
	return Key{id: id, secret: &own}, nil
}

// ParseKey reads a key as Standard Webhooks writes it, "whsec_" and the secret in
// base64, with an id before it where it has one: "2026-11:whsec_MfKQ9r8GKYqrTwjU…".
func ParseKey(text string) (Key, error) {
	id, serial, found := strings.Cut(text, ":")
	if !found {
		id, serial = "", text
	}
	encoded, found := strings.CutPrefix(serial, secretPrefix)
	if !found {
		return Key{}, errs.Invalid("webhook_key_invalid", "the webhook key %q does not start with %s; make one with: echo whsec_$(openssl rand -base64 32)", id, secretPrefix)
	}
	secret, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		// The cause would show a piece of the secret.
		return Key{}, errs.Invalid("webhook_key_invalid", "the webhook key %q is not base64 after %s", id, secretPrefix)
	}
	return NewKey(id, secret)
}

// ID returns the name of the key in logs, "" where it has none.
func (k Key) ID() string { return k.id }

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k.secret == nil }

// String returns the id and [redacted].
func (k Key) String() string {
	switch {
	case k.IsZero():
		return ""
	case k.id == "":
		return redacted
	}
	return k.id + ":" + redacted
}

// Format prints what String returns, for every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// LogValue returns the redacted text.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText returns the redacted text; encoding/json uses it.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Keys are those that are good at present, the newest first: it signs, all are accepted.
//
// To change keys without losing an event, put the new one at the end where events are
// received, then at the front where they are sent, then take the old one away on both
// sides.
type Keys []Key

// ParseKeys reads keys with commas between them, the newest first. The empty text is no
// key.
func ParseKeys(text string) (Keys, error) {
	var keys Keys
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		key, err := ParseKey(part)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// UnmarshalText reads what [ParseKeys] does, so that Keys can be a setting.
func (k *Keys) UnmarshalText(text []byte) error {
	keys, err := ParseKeys(string(text))
	if err == nil {
		*k = keys
	}
	return err
}

// check refuses zero keys, which would sign with nothing.
func (k Keys) check() error {
	for i, key := range k {
		if key.IsZero() {
			return errs.Invalid("webhook_key_invalid", "the webhook key at index %d is empty; take it out, or read it with ParseKey", i)
		}
	}
	return nil
}
