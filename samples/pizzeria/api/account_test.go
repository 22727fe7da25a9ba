package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

func TestWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	app := open(t)
	maria := signIn(t, app, application.RoleCustomer)
	want := `{"subject": "maria", "name": "Maria Rossi", "roles": ["customer"]}`
	require.JSONEq(t, want, string(maria.Get("/api/account").Expect(http.StatusOK).Body))

	maria.Delete("/api/account/logout").Expect(http.StatusNoContent)
	maria.Get("/api/account").Expect(http.StatusUnauthorized)
	maria.Delete("/api/account/logout").Expect(http.StatusUnauthorized)
	maria.Get(menu).Expect(http.StatusOK) // a session that is over is that of a guest
}

func TestWrongCredentialsAreToldOneWay(t *testing.T) {
	t.Parallel()
	app := open(t)
	known := app.Post("/api/account/login", object{"username": "maria", "password": "marinara"}).Expect(http.StatusUnauthorized).Problem("invalid_credentials")
	nobody := app.Post("/api/account/login", object{"username": "nobody", "password": "marinara"}).Expect(http.StatusUnauthorized).Problem("invalid_credentials")
	require.Equal(t, decode(t, known)["detail"], decode(t, nobody)["detail"])
	require.Empty(t, known.Header("Set-Cookie"))
	app.Post("/api/account/login", object{"username": "nobody", "password": ""}).Expect(http.StatusUnprocessableEntity)
	app.Post("/api/account/token", "grant_type=password&username=maria&password=marinara").
		Header("Content-Type", "application/x-www-form-urlencoded").Expect(http.StatusUnauthorized).Problem("invalid_credentials")
}

// The page of the documents signs in so.
func TestATokenIsAsGoodAsACookie(t *testing.T) {
	t.Parallel()
	app := open(t)
	answer := app.Post("/api/account/token", carloAsForm).Header("Content-Type", "application/x-www-form-urlencoded").Expect(http.StatusOK)
	require.Equal(t, "no-store", answer.Header("Cache-Control"))
	issued := decode(t, answer)
	require.Equal(t, "Bearer", issued["token_type"])
	require.EqualValues(t, 1800, issued["expires_in"])
	carlo := app.With("Authorization", "Bearer "+issued["access_token"].(string))
	require.Equal(t, "carlo", decode(t, carlo.Get("/api/account").Expect(http.StatusOK))["subject"])
	carlo.Delete("/api/account/logout").Expect(http.StatusNoContent)
	carlo.Get("/api/account").Expect(http.StatusUnauthorized)

	document := decode(t, app.Get("/api/openapi.json").Undocumented().Expect(http.StatusOK))
	account := document["components"].(object)["securitySchemes"].(object)["account"].(object)
	require.Equal(t, "/api/account/token", account["flows"].(object)["password"].(object)["tokenUrl"])
}

func TestSigningInAgainEndsTheSessionBefore(t *testing.T) {
	t.Parallel()
	app := open(t)
	before := signIn(t, app, application.RoleChef)
	before.Post("/api/account/login", accounts()[application.RoleDriver]).Expect(http.StatusOK)
	before.Get("/api/account").Expect(http.StatusUnauthorized)
}

func TestOtherSitesSendNothing(t *testing.T) {
	t.Parallel()
	app := serve(t)
	order := place(t, app)
	app.Put(order+"/cook", nil).Header("Sec-Fetch-Site", "cross-site").Undocumented().Expect(http.StatusForbidden).Problem("cross_site_request")
	app.Put(order+"/cook", nil).Header("Sec-Fetch-Site", "same-origin").Expect(http.StatusOK)
}

func TestWhatAGuestLearnsOfAnOrder(t *testing.T) {
	t.Parallel()
	app := serve(t)
	order := place(t, app, object{"notes": "ring twice"})
	all := app.Get(order).Expect(http.StatusOK)
	require.NotNil(t, decode(t, all)["customer"])

	some := app.With("Cookie", "").Get(order).Expect(http.StatusOK)
	require.Nil(t, decode(t, some)["customer"])
	require.Nil(t, decode(t, some)["notes"])
	require.Equal(t, "confirmed", decode(t, some)["status"])
	require.NotEqual(t, all.Header("ETag"), some.Header("ETag"), "a cache that holds the one has not the other")
}

// Whoever types a phone number gets to know nothing by it.
func TestAPhoneNumberProvesNothing(t *testing.T) {
	t.Parallel()
	app := open(t)
	maria := signIn(t, app, application.RoleCustomer)
	email := object{"customer_email": "maria@example.com"}
	maria.Post("/api/orders", margherita(email)).Expect(http.StatusCreated)
	again := decode(t, maria.Post("/api/orders", margherita()).Expect(http.StatusCreated))
	require.Equal(t, "maria@example.com", again["customer"].(object)["email"], "the address of her own number is known")

	guest := decode(t, app.Post("/api/orders", margherita()).Expect(http.StatusCreated))
	require.Nil(t, guest["customer"].(object)["email"])
	app.Put("/api/orders/"+guest["id"].(string)+"/cancel", nil).Expect(http.StatusUnauthorized)
	maria.Put("/api/orders/"+guest["id"].(string)+"/cancel", nil).Expect(http.StatusForbidden)
}

// Without an identity provider nobody is anybody in production.
func TestProductionHasNoAccounts(t *testing.T) {
	t.Parallel()
	app := open(t, hosttest.Override[integration.Development](false))
	for _, login := range accounts() {
		app.Post("/api/account/login", login).Expect(http.StatusForbidden).Problem("no_local_accounts")
	}
	app.Post("/api/account/token", carloAsForm).Header("Content-Type", "application/x-www-form-urlencoded").
		Expect(http.StatusForbidden).Problem("no_local_accounts")
	app.Get(menu).Expect(http.StatusOK)
	order := place(t, app)
	app.Put(order+"/cook", nil).Expect(http.StatusUnauthorized)
	app.Get("/api/kitchen/queue").Header("Authorization", "Bearer "+strings.Repeat("x", 43)).Expect(http.StatusUnauthorized)
}
