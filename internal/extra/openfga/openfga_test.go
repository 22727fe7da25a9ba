package openfga_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	fga "github.com/openfga/api/proto/openfga/v1"
	middleware "github.com/openfga/openfga/pkg/middleware/http"
	"github.com/openfga/openfga/pkg/server"
	"github.com/openfga/openfga/pkg/server/errors"
	"github.com/openfga/openfga/pkg/storage/memory"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/status"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/openfga"
	"github.com/neuroglia-go/neuroglia/auth/rebac/rebactest"
)

const key = "preshared-key-of-the-test"

// serve starts an OpenFGA server with its HTTP front, as its own command sets it up.
func serve(t *testing.T) string {
	t.Helper()
	s, err := server.NewServerWithOpts(server.WithDatastore(memory.New()))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	mux := runtime.NewServeMux(
		runtime.WithForwardResponseOption(middleware.HTTPResponseModifier),
		runtime.WithErrorHandler(func(c context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, r *http.Request, e error) {
			code := errors.ConvertToEncodedErrorCode(status.Convert(e))
			middleware.CustomHTTPErrorHandler(c, w, r, errors.NewEncodedError(code, e.Error()))
		}),
	)
	require.NoError(t, fga.RegisterOpenFGAServiceHandlerServer(t.Context(), mux, s))
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+key {
			http.Error(w, `{"code":"unauthenticated","message":"unauthenticated"}`, http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL
}

func TestARealServerKeepsTheContract(t *testing.T) {
	t.Parallel()
	url := serve(t)
	rebactest.TestAuthorizer(t, func(t *testing.T, model *rebac.Model) rebac.Authorizer {
		cfg, err := provide(t, url, model)
		require.NoError(t, err)
		return open(t, cfg)
	})
}

func TestARealServerAgreesWithTheEvaluator(t *testing.T) {
	t.Parallel()
	url := serve(t)
	rebactest.TestAgreement(t, func(t testing.TB, model *rebac.Model) rebac.Authorizer {
		cfg, err := provide(t, url, model)
		if err != nil {
			require.ErrorContains(t, err, "the OpenFGA server refuses the model")
			return nil
		}
		return open(t, cfg)
	})
}

// provide makes a store of its own.
func provide(t testing.TB, url string, model *rebac.Model) (openfga.Config, error) {
	t.Helper()
	return openfga.Provision(t.Context(), openfga.Config{URL: url, Token: auth.NewSecret(key), Timeout: time.Minute}, "test", model)
}

func open(t testing.TB, cfg openfga.Config) rebac.Authorizer {
	t.Helper()
	client, err := openfga.New(cfg)
	require.NoError(t, err)
	require.NoError(t, client.Ping(t.Context()))
	return client
}
