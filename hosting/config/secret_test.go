package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

type account struct {
	Public config.Secret
	hidden config.Secret
}

func TestASecretIsRedactedHoweverItIsPrinted(t *testing.T) {
	t.Parallel()
	secret := config.NewSecret("hunter2")
	holder := account{Public: secret, hidden: secret}
	var logs bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&logs, nil))
	logger.Info("x", "secret", secret, "holder", holder, "pointer", &holder)
	inJSON, err := json.Marshal(holder)
	require.NoError(t, err)
	inYAML, err := yaml.Marshal(holder)
	require.NoError(t, err)
	printed := []string{logs.String(), string(inJSON), string(inYAML), secret.String(), fmt.Sprint(secret), fmt.Sprint([]config.Secret{secret})}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		printed = append(printed, fmt.Sprintf(verb, secret), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, &holder), fmt.Sprintf(verb, holder.hidden))
	}
	for _, text := range printed {
		require.NotContains(t, text, "hunter2")
		require.NotContains(t, text, "68756e746572", "hexadecimal")
	}
	require.JSONEq(t, `{"Public":"[redacted]"}`, string(inJSON))
	require.Equal(t, "hunter2", secret.Reveal())
}

func TestTheEmptySecret(t *testing.T) {
	t.Parallel()
	var secret config.Secret
	require.True(t, secret.IsZero())
	require.Equal(t, secret, config.NewSecret(""))
	require.Empty(t, secret.Reveal())
	require.Empty(t, secret.String())
}

func TestRedact(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"plain":                                "plain",
		"sqlite:orders.db":                     "sqlite:orders.db",
		"postgres://db/x":                      "postgres://db/x",
		"postgres://app@db/x":                  "postgres://app@db/x",
		"postgres://app:pw@db/x?sslmode=on":    "postgres://app:[redacted]@db/x?sslmode=on",
		"postgres://app:p/w@db/x":              "postgres://app:[redacted]@db/x",
		"postgres://app:p@w@db/x":              "postgres://app:[redacted]@db/x",
		"https://h/a@b":                        "https://h/a@b",
		"https://h/x?token=abc&page=1":         "https://h/x?token=[redacted]&page=1",
		"host=db password=pw dbname=x":         "host=db password=[redacted] dbname=x",
		"dial postgres://app:pw@db/x: refused": "dial postgres://app:[redacted]@db/x: refused",
	}
	for text, want := range tests {
		require.Equal(t, want, config.Redact(text))
	}
}
