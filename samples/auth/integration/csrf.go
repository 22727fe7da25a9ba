package integration

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/csrf"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// newProtection returns what keeps other sites from acting in the name of those who are signed
// in with a cookie. What the identity provider sends proves itself.
func newProtection(settings Settings, secrets Secrets, development Development, logger *slog.Logger) (*csrf.Protection, error) {
	config := csrf.Config{
		Insecure: !settings.secureCookies(development),
		Bypass:   []string{"POST /v1/authentication/webhook/events-synchronization"},
		Refuse:   (&mvc.Problems{Logger: logger}).Write,
	}
	if settings.CSRFHeader {
		config.Key = derive(secrets.TokenKey, "csrf")
	}
	return csrf.New(config)
}

// derive returns a key of its own for a purpose, made of another.
func derive(key auth.Secret, purpose string) auth.Secret {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write([]byte(purpose))
	return auth.NewSecret(hex.EncodeToString(mac.Sum(nil)))
}
