package token

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fetch asks the issuer for its keys and returns them with the time that they may be cached.
func (k *RemoteKeys) fetch(ctx context.Context) ([]Key, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.config.URL, nil)
	if err != nil {
		return nil, 0, fmt.Errorf("token: fetch the JWKS: %w", err)
	}
	req.Header.Set("Accept", "application/jwk-set+json, application/json")
	res, err := k.config.Client.Do(req)
	if err != nil {
		return nil, 0, fmt.Errorf("token: fetch the JWKS: %w", err)
	}
	defer func() { _ = res.Body.Close() }() // it was read, or is of no more use
	if res.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("token: fetch the JWKS: the issuer answers %s", res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, k.config.MaxBytes+1))
	if err != nil {
		return nil, 0, fmt.Errorf("token: fetch the JWKS: %w", err)
	}
	if int64(len(body)) > k.config.MaxBytes {
		return nil, 0, fmt.Errorf("token: fetch the JWKS: the answer is longer than %d bytes", k.config.MaxBytes)
	}
	keys, err := parseJWKS(body, k.config.Algorithm)
	if err != nil {
		return nil, 0, err
	}
	return keys, k.age(res.Header), nil
}

// age reads Cache-Control and keeps it within the bounds.
func (k *RemoteKeys) age(h http.Header) time.Duration {
	age := k.config.MaxAge
	for directive := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(directive)), "=")
		switch name {
		case "no-store", "no-cache":
			return k.config.MinAge
		case "max-age":
			if seconds, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31); err == nil {
				age = time.Duration(seconds) * time.Second
			}
		}
	}
	return min(max(age, k.config.MinAge), k.config.MaxAge)
}
