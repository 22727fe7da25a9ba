package token

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// jwks is a set of keys as RFC 7517 writes it.
type jwks struct {
	Keys []jwk `json:"keys"`
}

// Handler serves the public keys as a JWKS that may be cached so long; 0 is 5 minutes. HMAC
// keys and what is private are not in it. A key that will sign is, and one that has retired
// is not. It answers GET and HEAD, with an ETag.
func (s *KeySet) Handler(maxAge time.Duration) http.Handler {
	if maxAge <= 0 {
		maxAge = 5 * time.Minute
	}
	cache := "public, max-age=" + strconv.Itoa(int(maxAge.Seconds()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		body, err := s.MarshalJWKS()
		if err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		sum := sha256.Sum256(body)
		w.Header().Set("Content-Type", "application/jwk-set+json")
		w.Header().Set("Cache-Control", cache)
		w.Header().Set("Etag", `"`+encode(sum[:16])+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
}

// MarshalJWKS returns what [KeySet.Handler] serves.
func (s *KeySet) MarshalJWKS() ([]byte, error) {
	set := jwks{Keys: []jwk{}}
	for _, k := range s.current() {
		if k.symmetric() {
			continue
		}
		j, err := publicJWK(k.m.verify)
		if err != nil {
			return nil, err
		}
		j.ID, j.Use, j.Algorithm = k.ID(), "sig", string(k.Algorithm())
		set.Keys = append(set.Keys, j)
	}
	body, err := json.Marshal(set)
	if err != nil {
		return nil, fmt.Errorf("token: encode the JWKS: %w", err)
	}
	return body, nil
}

// verifies says whether the key is meant for signatures.
func (j jwk) verifies() bool {
	return (j.Use == "" || j.Use == "sig") && (len(j.Operations) == 0 || slices.Contains(j.Operations, "verify"))
}

// maxRemoteKeys bounds the work that another party's set makes.
const maxRemoteKeys = 100

// parseJWKS returns the keys of a set that verify signatures here. Keys for other uses, of
// unknown types, too weak, and secret ones are passed over, as RFC 7517 says of what is not
// understood; a set without any key left is an error.
func parseJWKS(body []byte, rsaAlg Algorithm) ([]Key, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, errors.New("token: the answer is no JWKS")
	}
	if len(set.Keys) > maxRemoteKeys {
		return nil, fmt.Errorf("token: the JWKS has %d keys, more than %d", len(set.Keys), maxRemoteKeys)
	}
	var keys []Key
	seen := map[string]bool{}
	for _, raw := range set.Keys {
		var j jwk
		if json.Unmarshal(raw, &j) != nil || j.Type == "oct" || !j.verifies() {
			continue
		}
		j.D = "" // what is private is not wanted
		key, err := j.key(rsaAlg)
		if err != nil || seen[key.ID()] {
			continue
		}
		seen[key.ID()] = true
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("token: the JWKS has no key that verifies a signature")
	}
	return keys, nil
}
