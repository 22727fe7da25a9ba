package pizzeria_test

import (
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/sampletest"
)

// Who sets nothing has a menu and takes orders, and hears at the start what is missing.
func TestProductionWithoutAProvider(t *testing.T) {
	t.Parallel()
	s := newService(t, "sqlite:"+filepath.Join(t.TempDir(), "pizzeria.db"))
	s.Env = []string{"PIZZERIA_PROFILE=production"}
	s.Start()
	require.ErrorContains(t, s.signIn(t.Context()), "403")

	placed, err := s.place(t.Context(), "5550000001")
	require.NoError(t, err)
	guest := func(method, path string) int {
		status, err := s.Call(t.Context(), sampletest.Request{Method: method, Path: path}, nil)
		require.NoError(t, err)
		return status
	}
	require.Equal(t, http.StatusOK, guest(http.MethodGet, "/api/menu/pizzas"))
	require.Equal(t, http.StatusOK, guest(http.MethodGet, "/api/orders/"+placed.ID))
	require.Equal(t, http.StatusUnauthorized, guest(http.MethodPut, "/api/orders/"+placed.ID+"/cook"))
	require.Equal(t, http.StatusUnauthorized, guest(http.MethodGet, "/api/orders"))

	require.NoError(t, s.Terminate())
	said := s.Output()
	require.Contains(t, said, "nobody can sign in")
	require.Contains(t, said, "PIZZERIA_OIDC_ISSUER")
	require.NotContains(t, said, "margherita")
}

// A session that was opened in development is nobody's in production.
func TestDemoSessionsEndInProduction(t *testing.T) {
	t.Parallel()
	s := newService(t, "sqlite:"+filepath.Join(t.TempDir(), "pizzeria.db"))
	s.Start()
	status, err := s.call(t.Context(), http.MethodGet, "/api/orders", "", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	s.Kill()
	s.Env = []string{"PIZZERIA_PROFILE=production"}
	s.Start()
	cookie, err := s.credentials(t.Context())
	require.NoError(t, err)
	for _, name := range []string{"", "__Host-"} {
		status, err := s.Call(t.Context(), sampletest.Request{
			Method: http.MethodGet, Path: "/api/orders", Header: map[string]string{"Cookie": name + cookie["Cookie"]},
		}, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusUnauthorized, status)
	}
}

func TestAHalfSetProviderIsNamedAtStart(t *testing.T) {
	t.Parallel()
	pizzeria.RequireRefusesSettings(t, map[string]string{"PIZZERIA_OIDC_ISSUER": "https://id.example", "PIZZERIA_OIDC_ROLES": "cook=cook"},
		"PIZZERIA_OIDC_AUDIENCE", "customer, chef, driver, manager")
}
