package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// golden compares with testdata; UPDATE_GOLDEN=1 writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, loader := load[shopSettings](t, config.Config{Environ: []string{
		"PORT=http", "PIZZERIA_KITCHEN_CAPACITY=three", "PIZZERIA_KITCHEN_TIMEOUT=30",
	}})
	golden(t, "faults.golden", loader.Err().Error())
}

func TestOneFault(t *testing.T) {
	t.Parallel()
	type settings struct {
		Region string `validate:"required" example:"eu-west-1"`
	}
	_, loader := load[settings](t, config.Config{})
	golden(t, "fault.golden", loader.Err().Error())
}

func TestASecretIsNeverPartOfAFault(t *testing.T) {
	t.Parallel()
	type settings struct {
		APIToken int `doc:"a number that must not be seen"`
	}
	_, loader := load[settings](t, config.Config{Environ: []string{"PIZZERIA_API_TOKEN=hunter2"}})
	require.NotContains(t, loader.Err().Error(), "hunter2")
	require.ErrorContains(t, loader.Err(), "PIZZERIA_API_TOKEN (environment): the value is no int")
}

func TestValuesForPeople(t *testing.T) {
	t.Parallel()
	settings, loader := load[struct {
		DatabaseURL string
		Password    string
		Key         config.Secret
		Maybe       *int
		Port        int `default:"1" doc:"the port"`
	}](t, config.Config{Environ: []string{"PIZZERIA_DATABASE_URL=postgres://app:hunter2@db/x", "PIZZERIA_PASSWORD=hunter2", "PIZZERIA_KEY=hunter2", "PIZZERIA_MAYBE=1"}})
	require.Equal(t, "hunter2", settings.Password)
	require.Equal(t, []config.Value{
		{Name: "PIZZERIA_DATABASE_URL", Key: "database_url", Text: "postgres://app:[redacted]@db/x", Origin: "environment", Type: "string"},
		{Name: "PIZZERIA_PASSWORD", Key: "password", Text: "[redacted]", Origin: "environment", Type: "string"},
		{Name: "PIZZERIA_KEY", Key: "key", Text: "[redacted]", Origin: "environment", Type: "auth.Secret"},
		{Name: "PIZZERIA_MAYBE", Key: "maybe", Text: "1", Origin: "environment", Type: "*int"},
		{Name: "PIZZERIA_PORT", Key: "port", Text: "1", Origin: "default", Doc: "the port", Type: "int"},
	}, loader.Values())
}

func TestWhatNobodyReadsIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := write(t, dir, "pizzeria.toml", "[kitchen]\ncapasity = 3\n")
	_, loader := load[shopSettings](t, config.Config{
		Dir: dir, Set: []string{"kitchen.timeot=1s"},
		Environ: []string{
			"PIZZERIA_PAYMENT_KEY=k", "PIZZERIA_KITCHEN_CAPCITY=3", "PIZZERIA_COMPLETELY_ELSE=1", "OTHER_KITCHEN=1",
			"PIZZERIA_PROFILE=production", "PIZZERIA_CONFIG=", "PIZZERIA_SERVICE_HOST=10.0.0.1", "PIZZERIA_SERVICE_PORT_HTTP=80",
			"PIZZERIA_PORT=tcp://10.0.0.1:80", "PIZZERIA_PORT_80_TCP_ADDR=10.0.0.1",
		},
	})
	require.NoError(t, loader.Err())
	require.Equal(t, []string{
		"PIZZERIA_COMPLETELY_ELSE (environment) is no setting of this service",
		"PIZZERIA_KITCHEN_CAPCITY (environment) is no setting of this service; did you mean PIZZERIA_KITCHEN_CAPACITY?",
		"kitchen.capasity (" + file + ") is no setting of this service; did you mean kitchen.capacity?",
		"kitchen.timeot (--set) is no setting of this service; did you mean kitchen.timeout?",
	}, loader.Warnings())
}

func TestAMissingSettingIsToldWithWhatLooksLikeIt(t *testing.T) {
	t.Parallel()
	_, loader := load[shopSettings](t, config.Config{Environ: []string{"PIZZERIA_PAYMENT_KYE=k", "PIZZERIA_ELSE=1"}})
	require.Len(t, loader.Faults(), 1)
	require.Equal(t, "set PIZZERIA_PAYMENT_KEY, or PIZZERIA_PAYMENT_KEY_FILE to the path of a file that holds it; "+
		"PIZZERIA_PAYMENT_KYE (environment) looks like it, misspelt", loader.Faults()[0].Fix)
}
