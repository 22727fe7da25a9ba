package integration_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/samples/auth"
)

// recorder is a server that keeps which tuples it was given, and for which model.
type recorder struct {
	mu     sync.Mutex
	models int
	tuples []string
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch request.URL.Path {
	case "/stores":
		_, _ = w.Write([]byte(`{"id":"S"}`))
	case "/stores/S/authorization-models":
		r.models++
		_, _ = w.Write([]byte(`{"authorization_model_id":"M"}`))
	case "/stores/S/write":
		var body struct {
			Model  string `json:"authorization_model_id"`
			Writes struct {
				Keys []struct{ User, Relation, Object string } `json:"tuple_keys"`
			}
		}
		_ = json.NewDecoder(request.Body).Decode(&body)
		for _, key := range body.Writes.Keys {
			r.tuples = append(r.tuples, body.Model+" "+key.User+" "+key.Relation+" "+key.Object)
		}
		_, _ = w.Write([]byte(`{}`))
	default:
		http.NotFound(w, request)
	}
}

func TestAServerIsGivenTheModelAndWhatTheDatabaseKnows(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "auth.db")
	app := serve(t, "AUTH_DATABASE_URL", database)
	post := write(t, app, register(t, app, "ada.lovelace"))
	settle(t, app, "relations")

	fga := &recorder{}
	server := httptest.NewServer(fga)
	t.Cleanup(server.Close)
	run := func(args ...string) (code int, out string) {
		var output bytes.Buffer
		builder := hosting.NewBuilder(hosting.Config{
			Name: auth.Name, Profile: config.Test, Args: append([]string{"openfga", "provision"}, args...), Dir: t.TempDir(), Output: &output, Errors: t.Output(),
			Environ: []string{"AUTH_DATABASE_URL=" + database, "AUTH_LOG_LEVEL=error", "AUTH_TOKEN_KEY=" + tokenKey, "AUTH_PEPPER=" + pepper},
		})
		auth.Configure(builder)
		return builder.Main(t.Context()), output.String()
	}
	code, out := run(server.URL)
	require.Zero(t, code, out)
	require.Contains(t, out, "# 4 relations are there\nAUTH_OPENFGA_URL="+server.URL+"\nAUTH_OPENFGA_STORE_ID=S\nAUTH_OPENFGA_MODEL_ID=M\n")
	require.Equal(t, 1, fga.models)
	require.Contains(t, fga.tuples, "M user:platform#is_super_admin can_update post:"+post)

	code, _ = run()
	require.Equal(t, 65, code)
	code, _ = run(deadAddress(t))
	require.Equal(t, 69, code)
}
