package integration_test

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/samples/auth"
	"github.com/neuroglia-go/neuroglia/samples/auth/integration"
)

// deadAddress is where nobody listens.
func deadAddress(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return "http://" + listener.Addr().String()
}

func TestWithoutItsAuthorizerTheServiceChangesNothing(t *testing.T) {
	t.Parallel()
	app := serve(t, "AUTH_OPENFGA_URL", deadAddress(t), "AUTH_OPENFGA_STORE_ID", "01HVMMBCMGZNT3SED4Z17ECXCA")
	bearer := register(t, app, "ada.lovelace")
	post := "/v1/posts/" + write(t, app, bearer)
	app.Get(post).Header("Authorization", bearer).Expect(http.StatusOK)
	app.Put(post, object{"text_content": "x"}).Header("Authorization", bearer).Expect(http.StatusServiceUnavailable).Problem("authz_unavailable")
	app.Delete(post).Header("Authorization", bearer).Expect(http.StatusServiceUnavailable).Problem("authz_unavailable")
	app.Get(post).Header("Authorization", bearer).Expect(http.StatusOK)

	ready := app.Get("/health/ready").Undocumented().Expect(http.StatusOK)
	require.Contains(t, string(ready.Body), "degraded", "it reads, and is not taken out of service")
}

func TestAnOpenFGAServerIsAskedByItsIDsAndKey(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Model string `json:"authorization_model_id"`
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		asked <- r.URL.Path + " " + body.Model + " " + r.Header.Get("Authorization")
		_, _ = w.Write([]byte(`{"allowed":true,"result":{"0":{"allowed":true}}}`))
	}))
	t.Cleanup(server.Close)
	app := serve(t, "AUTH_OPENFGA_URL", server.URL, "AUTH_OPENFGA_STORE_ID", "S", "AUTH_OPENFGA_MODEL_ID", "M", "AUTH_OPENFGA_TOKEN", "K")
	bearer := register(t, app, "ada.lovelace")
	post := "/v1/posts/" + write(t, app, bearer)
	app.Put(post, object{"text_content": "x"}).Header("Authorization", bearer).Expect(http.StatusOK)
	for want := "/stores/S/batch-check M Bearer K"; ; {
		if <-asked == want {
			break
		}
	}
}

func TestTheTimeoutOfAnOpenFGAServerCanBeChanged(t *testing.T) {
	t.Parallel()
	silent := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-silent:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(silent) })
	var settings integration.Settings
	settings.OpenFGA = integration.OpenFGASettings{URL: server.URL, StoreID: "S", Timeout: time.Hour}
	remote, err := integration.NewOpenFGA(settings)
	require.NoError(t, err)
	require.Error(t, remote.SetTimeout(-time.Second), "the last one holds")
	require.NoError(t, remote.SetTimeout(time.Millisecond))
	allowed, err := remote.Check(t.Context(), rebac.Tuple{User: "user:ann", Relation: "can_update", Object: "post:1"})
	require.ErrorIs(t, err, errs.New(errs.KindUnavailable, rebac.CodeUnavailable, ""))
	require.False(t, allowed)
}

func TestWhatIsHalfSetIsAFaultOfTheStart(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]string{
		"AUTH_OPENFGA_URL=https://fga.example.com":   "AUTH_OPENFGA_STORE_ID",
		"AUTH_IDP_ISSUER=https://id.example.com":     "AUTH_IDP_AUDIENCE",
		"AUTH_IDP_KEYS_URL=ftp://id.example.com/x":   "",
		"AUTH_OPENFGA_URL=not an address of anybody": "AUTH_OPENFGA_URL",
	} {
		builder := hosting.NewBuilder(hosting.Config{
			Name: auth.Name, Profile: config.Test, Args: []string{}, Dir: t.TempDir(), Output: t.Output(), Errors: t.Output(),
			Environ: []string{variable, "AUTH_DATABASE_URL=memory:", "AUTH_TOKEN_KEY=" + tokenKey, "AUTH_PEPPER=" + pepper},
		})
		auth.Configure(builder)
		_, err := builder.Build()
		if want == "" {
			require.NoError(t, err, "it is not used without an issuer")
			continue
		}
		require.ErrorContains(t, err, want)
	}
}
