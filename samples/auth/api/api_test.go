package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/auth"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// serve returns the whole service, put together as the program does it, over a store in memory
// and with passwords that cost nothing.
// Its client holds every answer to the OpenAPI document.
func serve(t *testing.T) *hosttest.App {
	t.Helper()
	return serveOver(t, "memory:")
}

func serveOver(t *testing.T, database string) *hosttest.App {
	t.Helper()
	return hosttest.New(t, auth.Configure, hosttest.Name(auth.Name), hosttest.SubApp("auth"),
		hosttest.Setting("AUTH_DATABASE_URL", database), hosttest.Setting("AUTH_LOG_LEVEL", "warn"),
		hosttest.Setting("AUTH_WEBHOOK_SECRET", webhookSecret),
		hosttest.Setting("AUTH_PEPPER", pepper), hosttest.Setting("AUTH_TOKEN_KEY", tokenKey),
		hosttest.Override[identity.Hasher](hasherOf(t, passwordtest.Pepper())))
}

type object = map[string]any

func TestSomebodySignsUpInAndOut(t *testing.T) {
	t.Parallel()
	app := serve(t)
	login := object{"username": "ada.lovelace", "password": "correct horse"}
	app.Post("/api/v1/account/signup", login).Expect(http.StatusCreated)
	app.Post("/api/v1/account/signup", login).Expect(http.StatusConflict).Problem("username_taken")
	cookie := app.Post("/api/v1/account/login", login).Expect(http.StatusNoContent).Header("Set-Cookie")
	require.Contains(t, cookie, "HttpOnly")
	app.Get("/api/v1/account/session").Expect(http.StatusUnauthorized).Problem("not_authenticated")
	app.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(http.StatusOK)
	app.Get("/api/v1/users").Header("Cookie", cookie).Expect(http.StatusForbidden).Problem("forbidden")
	app.Delete("/api/v1/account/logout").Header("Cookie", cookie).Expect(http.StatusNoContent)
	app.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(http.StatusUnauthorized)
}

func TestATokenLetsItsOwnerIn(t *testing.T) {
	t.Parallel()
	app := serve(t)
	tokens := decode(t, app.Post("/api/v1/registration", object{
		"username": "ada.lovelace", "password": "correct horse", "first_name": "Ada", "last_name": "Lovelace",
	}).Expect(http.StatusCreated))
	bearer := "Bearer " + tokens["access_token"].(string)
	me := decode(t, app.Get("/api/v1/users/me").Header("Authorization", bearer).Expect(http.StatusOK))
	require.Equal(t, "Ada", me["first_name"])
	app.Post("/api/v1/auth/sessions/refresh", object{"session_token": tokens["session_token"]}).Expect(http.StatusOK)
	app.Post("/api/v1/auth/sessions/refresh", object{"session_token": "x.y"}).Expect(http.StatusUnauthorized).Problem("invalid_session")
	app.Delete("/api/v1/auth/sessions/current").Header("Authorization", bearer).Expect(http.StatusNoContent)
	app.Get("/api/v1/users/me").Header("Authorization", bearer).Expect(http.StatusUnauthorized).Problem("not_authenticated")
	app.Post("/api/v1/auth/sessions/refresh", object{"session_token": tokens["session_token"]}).Expect(http.StatusUnauthorized).Problem("invalid_session")
}

func decode(t *testing.T, r *mvctest.Response) object {
	t.Helper()
	var o object
	require.NoError(t, json.Unmarshal(r.Body, &o))
	return o
}
