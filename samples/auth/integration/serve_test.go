package integration_test

import (
	"encoding/json"
	"net/http"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/auth"
)

type object = map[string]any

// serve returns the whole service over a store in memory, with settings as "name", "value".
func serve(t *testing.T, settings ...string) *hosttest.App {
	t.Helper()
	return serveWith(t, nil, settings...)
}

func serveWith(t *testing.T, options []hosttest.Option, settings ...string) *hosttest.App {
	t.Helper()
	options = append([]hosttest.Option{
		hosttest.Name(auth.Name), hosttest.SubApp("content"), hosttest.Setting("AUTH_DATABASE_URL", "memory:"),
		hosttest.Setting("AUTH_LOG_LEVEL", "error"), hosttest.Setting("AUTH_TOKEN_KEY", tokenKey),
		hosttest.Setting("AUTH_PEPPER", pepper),
	}, options...)
	for i := 0; i < len(settings); i += 2 {
		options = append(options, hosttest.Setting(settings[i], settings[i+1]))
	}
	return hosttest.New(t, auth.Configure, options...)
}

const (
	tokenKey = "a key that is long enough to sign tokens"
	pepper   = "a pepper that is long enough to be one"
)

// register makes a user and returns the access token, once the user is a member.
func register(t *testing.T, app *hosttest.App, name string) (bearer string) {
	t.Helper()
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	answer := app.SubApp("auth").Post("/api/v1/registration", object{
		"username": name, "password": "correct horse", "first_name": "A", "last_name": "B",
	}).Expect(http.StatusCreated)
	require.NoError(t, json.Unmarshal(answer.Body, &tokens))
	settle(t, app, "local-members")
	return "Bearer " + tokens.AccessToken
}

// settle waits until a subscription has seen what there is.
func settle(t *testing.T, app *hosttest.App, subscription string) {
	t.Helper()
	head, err := hosttest.Resolve[eventstore.Store](app).Head(t.Context())
	require.NoError(t, err)
	require.NoError(t, hosttest.Resolve[*eventing.Engine](app).Await(t.Context(), subscription, head))
}

func write(t *testing.T, app *hosttest.App, bearer string) (id string) {
	t.Helper()
	return path.Base(create(app, bearer).Expect(http.StatusCreated).Header("Location"))
}

func create(app *hosttest.App, bearer string) *mvctest.Request {
	return app.Post("/v1/posts", object{"text_content": "Hello."}).Header("Authorization", bearer)
}
