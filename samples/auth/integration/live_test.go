package integration_test

import (
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/samples/auth"
	"github.com/neuroglia-go/neuroglia/samples/auth/integration"
)

func TestSettingsChangeWhileTheServiceRuns(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "live.toml")
	change := func(text string) {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	change("[session]\nttl = \"6m\"\n")
	synctest.Test(t, func(t *testing.T) {
		app := serve(t, "AUTH_CONFIG_URL", "file:"+path, "AUTH_OPENFGA_URL", "http://127.0.0.1:1", "AUTH_OPENFGA_STORE_ID", "S")
		level, remote := hosttest.Resolve[*slog.LevelVar](app), hosttest.Resolve[*integration.OpenFGA](app)
		login := object{"username": "ada.lovelace", "password": "correct horse"}
		client := app.SubApp("auth")
		client.Post("/api/v1/account/signup", login).Expect(http.StatusCreated)
		holds := func(ttl string, logs slog.Level, timeout time.Duration) {
			t.Helper()
			cookie := client.Post("/api/v1/account/login", login).Expect(http.StatusNoContent).Header("Set-Cookie")
			require.Contains(t, cookie, "Max-Age="+ttl+";")
			require.Equal(t, logs, level.Level())
			require.Equal(t, timeout, remote.Timeout())
		}
		holds("360", slog.LevelError, 3*time.Second)
		for _, step := range []struct {
			text, ttl string
			logs      slog.Level
			timeout   time.Duration
		}{
			{"[session]\nttl = \"10m\"\nthreshold = 0.5\n[log]\nlevel = \"debug\"\n[openfga]\ntimeout = \"1s\"\n", "600", slog.LevelDebug, time.Second},
			{"[session]\nttl = \"1h\"\nthreshold = 1.5\n[log]\nlevel = \"warn\"\n", "600", slog.LevelDebug, time.Second}, // one fault, and nothing of it is taken
			{"[session", "600", slog.LevelDebug, time.Second},
			{"", "300", slog.LevelError, 3 * time.Second}, // what the environment and the defaults say
		} {
			change(step.text)
			<-time.After(10 * time.Second)
			synctest.Wait()
			holds(step.ttl, step.logs, step.timeout)
		}
	})
}

func TestASourceOfSettingsThatIsNone(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"etcd://127.0.0.1/auth":   `scheme "etcd" is unknown`,
		"consul://127.0.0.1:8500": "the prefix is not set",
	} {
		builder := hosting.NewBuilder(hosting.Config{
			Name: auth.Name, Profile: config.Test, Args: []string{}, Dir: t.TempDir(), Output: t.Output(), Errors: t.Output(),
			Environ: []string{"AUTH_CONFIG_URL=" + address, "AUTH_DATABASE_URL=memory:", "AUTH_TOKEN_KEY=" + tokenKey, "AUTH_PEPPER=" + pepper},
		})
		auth.Configure(builder)
		_, err := builder.Build()
		require.ErrorContains(t, err, "AUTH_CONFIG_URL")
		require.ErrorContains(t, err, want)
	}
}
