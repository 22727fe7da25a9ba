package oidc

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth"
)

// minKey is the least number of bytes of a key.
const minKey = 32

var encoding = base64.RawURLEncoding.Strict()

// sealer hides and authenticates what leaves the process: AES-256-GCM with a key that is
// derived from the configured one (RFC 5869).
type sealer struct{ keys []cipher.AEAD }

// newSealer seals with the first of the keys and opens with each.
func newSealer(keys []auth.Secret) (*sealer, error) {
	if len(keys) == 0 {
		return nil, fmt.Errorf("there is no key; draw %d bytes at random and give them as the first of Keys", minKey)
	}
	s := &sealer{}
	for i, key := range keys {
		if n := len(key.Reveal()); n < minKey {
			return nil, fmt.Errorf("key %d has %d bytes; draw at least %d at random", i, n, minKey)
		}
		derived, err := hkdf.Key(sha256.New, []byte(key.Reveal()), nil, "neuroglia auth/oidc", 32)
		if err != nil {
			return nil, fmt.Errorf("derive key %d: %w", i, err)
		}
		block, err := aes.NewCipher(derived)
		if err != nil {
			return nil, fmt.Errorf("use key %d: %w", i, err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("use key %d: %w", i, err)
		}
		s.keys = append(s.keys, aead)
	}
	return s, nil
}

// seal returns the value as a text that opens for the same purpose only.
func (s *sealer) seal(purpose string, value any) (string, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("oidc: seal: %w", err)
	}
	return encoding.EncodeToString(s.keys[0].Seal(nil, nil, plain, []byte(purpose))), nil
}

// open fills the value from a text, and says whether it was sealed here for the purpose.
func (s *sealer) open(purpose, text string, value any) bool {
	sealed, err := encoding.DecodeString(text)
	if err != nil {
		return false
	}
	for _, key := range s.keys {
		if plain, err := key.Open(nil, nil, sealed, []byte(purpose)); err == nil {
			return json.Unmarshal(plain, value) == nil
		}
	}
	return false
}
