package integration

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// Sealer seals what is known of a person by AES-256 in Galois/Counter Mode (NIST SP 800-38D),
// with a key for each person and the id of the person as additional data, so that what is known
// of one cannot be passed off as another. A key is a document of the store: to throw it away is
// part of the commit in which the person is erased.
type Sealer struct {
	keys data.Repository[*data.Document[personKey], string]
}

// personKey is the key of a person.
type personKey struct {
	PersonID string `json:"person_id"`
	Key      []byte `json:"key"`
}

// keySize makes it AES-256.
const keySize = 32

// NewSealer returns the sealer that keeps its keys in the store.
func NewSealer(store data.Store) (application.Sealer, error) {
	keys, err := data.NewDocuments(store, data.Config{Collection: "person_keys"}, func(k *personKey) string { return k.PersonID })
	if err != nil {
		return nil, err
	}
	return &Sealer{keys: keys}, nil
}

var _ application.Sealer = (*Sealer)(nil)

// Seal returns the details sealed with the key of the person, which it makes if there is none.
func (s *Sealer) Seal(ctx context.Context, personID string, details domain.Details) (domain.Sealed, error) {
	key, err := s.key(ctx, personID)
	if err != nil {
		return nil, err
	}
	open, err := json.Marshal(details)
	if err != nil {
		return nil, fmt.Errorf("seal the details of person %s: %w", personID, err)
	}
	sealed, err := seal(key, open, personID)
	if err != nil {
		return nil, fmt.Errorf("seal the details of person %s: %w", personID, err)
	}
	return sealed, nil
}

// Open returns sealed details, or an errs.KindGone when the key was thrown away.
func (s *Sealer) Open(ctx context.Context, personID string, sealed domain.Sealed) (domain.Details, error) {
	key, err := s.known(ctx, personID)
	if err != nil {
		return domain.Details{}, err
	}
	body, err := open(key, sealed, personID)
	if err != nil {
		return domain.Details{}, fmt.Errorf("open the details of person %s: %w", personID, err)
	}
	var details domain.Details
	if err := json.Unmarshal(body, &details); err != nil {
		return domain.Details{}, fmt.Errorf("open the details of person %s: %w", personID, err)
	}
	return details, nil
}

// Fingerprint returns an HMAC of the text (RFC 2104, with SHA-256). Its key is derived from that of
// the person, so that one key does not do two things.
func (s *Sealer) Fingerprint(ctx context.Context, personID string, text []byte) ([]byte, error) {
	key, err := s.known(ctx, personID)
	if err != nil {
		return nil, err
	}
	derived, err := hkdf.Key(sha256.New, key, nil, "fingerprint", keySize)
	if err != nil {
		return nil, fmt.Errorf("derive a key of person %s: %w", personID, err)
	}
	mac := hmac.New(sha256.New, derived)
	mac.Write(text)
	return mac.Sum(nil), nil
}

// Forget throws the key away. To forget again changes nothing.
func (s *Sealer) Forget(ctx context.Context, personID string) error {
	key, err := s.keys.Get(ctx, personID)
	if errors.Is(err, errs.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.keys.Remove(ctx, key)
}

// known returns the key of a person, or an errs.KindGone when it was thrown away.
func (s *Sealer) known(ctx context.Context, personID string) ([]byte, error) {
	key, err := s.keys.Get(ctx, personID)
	if errors.Is(err, errs.KindNotFound) {
		return nil, errs.New(errs.KindGone, "person_erased", "person %s was erased", personID)
	}
	if err != nil {
		return nil, err
	}
	return key.Value.Key, nil
}

// key returns the key of a person, a new one for somebody new.
func (s *Sealer) key(ctx context.Context, personID string) ([]byte, error) {
	known, err := s.keys.Get(ctx, personID)
	if err == nil {
		return known.Value.Key, nil
	}
	if !errors.Is(err, errs.KindNotFound) {
		return nil, err
	}
	key := make([]byte, keySize)
	rand.Read(key) // never fails: see crypto/rand
	return key, s.keys.Add(ctx, data.NewDocument(personKey{PersonID: personID, Key: key}))
}

// seal returns a new nonce and behind it the text that is sealed with it.
func seal(key, text []byte, personID string) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(nil, nil, text, []byte(personID)), nil
}

// open returns the text that seal was given.
func open(key, sealed []byte, personID string) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	return gcm.Open(nil, nil, sealed, []byte(personID))
}

// newGCM returns the cipher that makes its nonces itself and puts them before the text.
func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
