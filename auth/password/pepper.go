package password

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth"
)

// pepper is a key that passwords are mixed with, and the name it has in hashes.
type pepper struct {
	id     string
	secret auth.Secret
}

// newPepper checks the pepper at the position: 0 is the present one.
func newPepper(secret auth.Secret, position int) (pepper, error) {
	name := "Pepper"
	if position > 0 {
		name = fmt.Sprintf("OldPeppers[%d]", position-1)
	}
	if n := len(secret.Reveal()); n < MinPepperBytes {
		return pepper{}, fmt.Errorf("password: %s has %d bytes and needs at least %d; generate one with: openssl rand -base64 48", name, n, MinPepperBytes)
	}
	// The id is a hash of its own, so that it tells nothing of the key.
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte("password pepper id"))
	return pepper{id: base64.RawStdEncoding.EncodeToString(mac.Sum(nil)[:8]), secret: secret}, nil
}

// key returns what the scheme hashes: 64 characters that have no zero byte and fit bcrypt.
func (p pepper) key(password auth.Secret) []byte {
	mac := hmac.New(sha512.New384, []byte(p.secret.Reveal()))
	mac.Write([]byte(password.Reveal()))
	return base64.StdEncoding.AppendEncode(nil, mac.Sum(nil))
}

// pepper returns the pepper of the id; "" is the oldest.
func (h *Hasher) pepper(id string) (pepper, bool) {
	if id == "" {
		return h.peppers[len(h.peppers)-1], true
	}
	for _, p := range h.peppers {
		if p.id == id {
			return p, true
		}
	}
	return pepper{}, false
}
