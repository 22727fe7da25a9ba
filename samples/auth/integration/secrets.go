package integration

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
)

// Secrets are the keys of the service.
type Secrets struct {
	Pepper   auth.Secret
	TokenKey auth.Secret
}

// drawn is what the file holds. Its fields are texts because a secret writes itself as redacted.
type drawn struct {
	Pepper   string `json:"pepper"`
	TokenKey string `json:"token_key"`
}

// Development says that secrets may be drawn.
type Development bool

// newSecrets returns the secrets that were set. In development those that were not are drawn and
// kept, so that users can still sign in after a restart.
func newSecrets(settings Settings, development Development) (Secrets, error) {
	secrets := Secrets{Pepper: settings.Pepper, TokenKey: settings.TokenKey}
	if !bool(development) || !secrets.Pepper.IsZero() && !secrets.TokenKey.IsZero() {
		return secrets, nil
	}
	kept, err := keep(settings.SecretsFile)
	if err != nil {
		return Secrets{}, fmt.Errorf("the secrets for development in %s: %w", settings.SecretsFile, err)
	}
	if secrets.Pepper.IsZero() {
		secrets.Pepper = auth.NewSecret(kept.Pepper)
	}
	if secrets.TokenKey.IsZero() {
		secrets.TokenKey = auth.NewSecret(kept.TokenKey)
	}
	return secrets, nil
}

// keep returns the secrets in the file, and writes it when it is not there.
func keep(path string) (secrets drawn, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		return secrets, json.Unmarshal(text, &secrets)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return secrets, err
	}
	secrets = drawn{Pepper: rand.Text() + rand.Text(), TokenKey: rand.Text() + rand.Text()}
	text, err = json.Marshal(secrets)
	if err != nil {
		return secrets, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return secrets, err
	}
	return secrets, os.WriteFile(path, text, 0o600)
}

// RequireSecrets has Build report the secrets that have to be set and are not.
func RequireSecrets(services *di.Services, settings Settings) {
	services.OnValidate(func(*di.Validation) []di.Fault {
		var faults []di.Fault
		for name, secret := range map[string]auth.Secret{"AUTH_PEPPER": settings.Pepper, "AUTH_TOKEN_KEY": settings.TokenKey} {
			if secret.IsZero() {
				faults = append(faults, di.Fault{
					Code: "setting_missing", Subject: name, Message: name + ": is required in production and not set",
					Fix: "set " + name + " to 32 random characters or more, or " + name + "_FILE to the path of a file that holds them",
				})
			}
		}
		return faults
	})
}
