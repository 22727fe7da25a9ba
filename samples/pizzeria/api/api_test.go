package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// noon is the time of every test.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// serve returns the whole pizzeria, put together as the program does it, over a
// store in memory. Its client is signed in as the manager, who may do everything, and holds
// every answer to the OpenAPI document.
func serve(t *testing.T) *hosttest.App {
	t.Helper()
	app := open(t)
	app.Client = signIn(t, app, application.RoleManager)
	return app
}

// open is serve for guests.
func open(t *testing.T, settings ...hosttest.Option) *hosttest.App {
	t.Helper()
	var ids atomic.Int64
	return hosttest.New(t, pizzeria.Configure, append([]hosttest.Option{
		hosttest.Name(pizzeria.Name),
		hosttest.Setting("PIZZERIA_DATABASE_URL", "memory:"), hosttest.Setting("PIZZERIA_LOG_LEVEL", "warn"),
		hosttest.Override[application.Clock](func() time.Time { return noon }),
		hosttest.Override[application.NewID](func() string { return fmt.Sprintf("id-%03d", ids.Add(1)) }),
	}, settings...)...)
}

// accounts are the demo accounts, by role: what the README says of them.
func accounts() map[string]object {
	return map[string]object{
		application.RoleCustomer: {"username": "maria", "password": "margherita"},
		application.RoleChef:     {"username": "carlo", "password": "calzone"},
		application.RoleDriver:   {"username": "dario", "password": "diavola"},
		application.RoleManager:  {"username": "marta", "password": "marinara"},
	}
}

// signIn returns a client that has the cookie of somebody of that role.
func signIn(t *testing.T, app *hosttest.App, role string) *mvctest.Client {
	t.Helper()
	answer := app.Post("/api/account/login", accounts()[role]).Expect(http.StatusOK)
	cookie, _, _ := strings.Cut(answer.Header("Set-Cookie"), ";")
	return app.With("Cookie", cookie)
}

// object is a JSON object as a client without our types sees it.
type object = map[string]any

func decode(t *testing.T, r *mvctest.Response) object {
	t.Helper()
	var o object
	require.NoError(t, json.Unmarshal(r.Body, &o))
	return o
}

// margherita is an order of one large Margherita with what the changes make of it.
func margherita(changes ...object) object {
	order := object{
		"customer_name": "Maria Rossi", "customer_phone": "+39 06 555 0101", "customer_address": "Via Roma 1, Napoli",
		"pizzas": []object{{"name": "Margherita", "size": "large"}}, "payment_method": "cash",
	}
	for _, change := range changes {
		maps.Copy(order, change)
	}
	return order
}

// place places an order and returns its address.
func place(t *testing.T, app *hosttest.App, changes ...object) string {
	t.Helper()
	return app.Post("/api/orders", margherita(changes...)).Expect(http.StatusCreated).Header("Location")
}

// reach places an order and brings it to the status.
func reach(t *testing.T, app *hosttest.App, status string) string {
	t.Helper()
	order := place(t, app)
	if status == "cancelled" {
		app.Put(order+"/cancel", nil).Expect(http.StatusOK)
		return order
	}
	now := "confirmed"
	for _, step := range []struct {
		path string
		body any
		to   string
	}{
		{"/cook", nil, "cooking"},
		{"/ready", nil, "ready"},
		{"/assign", object{"delivery_person_id": "driver-7"}, "delivering"},
		{"/deliver", nil, "delivered"},
	} {
		if now == status {
			break
		}
		now = step.to
		require.Equal(t, now, decode(t, app.Put(order+step.path, step.body).Expect(http.StatusOK))["status"])
	}
	require.Equal(t, status, now)
	return order
}

func TestAProblemHasTheShapeOfRFC9457(t *testing.T) {
	t.Parallel()
	r := serve(t).Get("/api/orders/none").Header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Expect(http.StatusNotFound)
	require.Equal(t, "application/problem+json", r.Header("Content-Type"))
	require.JSONEq(t, `{
		"type": "about:blank", "title": "Not Found", "status": 404, "code": "order_not_found",
		"detail": "order \"none\" does not exist", "instance": "/api/orders/none", "traceId": "0af7651916cd43dd8448eb211c80319c"
	}`, string(r.Body))
}

func TestRequestsThatNoRouteTakes(t *testing.T) {
	t.Parallel()
	app := serve(t)
	for _, path := range []string{"/", "/api", "/api/orders/", "/api/order", "/api/menu", "/api/kitchen", "/api/orders/1/eat", "/orders"} {
		require.NotEmpty(t, decode(t, app.Get(path).Expect(http.StatusNotFound).Problem("route_not_found"))["detail"], path)
	}
	for path, allow := range map[string]string{
		"/api/orders":         "GET, HEAD, OPTIONS, POST",
		"/api/orders/1":       "GET, HEAD, OPTIONS",
		"/api/orders/1/cook":  "OPTIONS, PUT",
		"/api/menu/pizzas":    "GET, HEAD, OPTIONS, POST",
		"/api/menu/pizzas/1":  "DELETE, GET, HEAD, OPTIONS, PUT",
		"/api/kitchen/status": "GET, HEAD, OPTIONS",
	} {
		r := app.Patch(path, object{}).Expect(http.StatusMethodNotAllowed).Problem("method_not_allowed")
		require.Equal(t, allow, r.Header("Allow"), path)
		require.Equal(t, allow, app.Do(http.MethodOptions, path, nil).Expect(http.StatusNoContent).Header("Allow"), path)
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	app := serve(t)
	for name, body := range map[string]string{
		"empty": "", "cut off": `{"customer_name": "Ma`, "no JSON": "customer_name=Maria", "two documents": "{} {}",
		"a member twice": `{"notes": "a", "notes": "b"}`, "invalid UTF-8": "{\"notes\": \"\xff\"}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app.For(t).Post("/api/orders", body).Expect(http.StatusBadRequest).Problem("malformed_body")
			app.For(t).Post("/api/menu/pizzas", body).Expect(http.StatusBadRequest).Problem("malformed_body")
		})
	}
	app.Post("/api/orders", "null").Expect(http.StatusUnprocessableEntity).Fault("body", "", "type")
	app.Post("/api/orders", "[]").Expect(http.StatusUnprocessableEntity).Fault("body", "", "type")
	for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"} {
		app.Post("/api/orders", "{}").Header("Content-Type", media).Expect(http.StatusUnsupportedMediaType).Problem("unsupported_media_type")
	}
	large := `{"notes": "` + strings.Repeat("n", 1<<20) + `"}`
	app.Post("/api/orders", large).Expect(http.StatusRequestEntityTooLarge).Problem("body_too_large")
	app.Post("/api/orders", margherita()).Header("Content-Type", "application/json; charset=utf-8").Expect(http.StatusCreated)
}

func TestAnswersAreJSONOnly(t *testing.T) {
	t.Parallel()
	app := serve(t)
	app.Get("/api/menu/pizzas").Header("Accept", "text/html, application/xml;q=0.9").Expect(http.StatusNotAcceptable).Problem("not_acceptable")
	for _, accept := range []string{"application/json", "application/*", "*/*", "text/html, */*;q=0.1"} {
		r := app.Get("/api/menu/pizzas").Header("Accept", accept).Expect(http.StatusOK)
		require.Equal(t, "application/json", r.Header("Content-Type"), accept)
	}
	app.Post("/api/orders", margherita()).Header("Accept", "text/html").Expect(http.StatusNotAcceptable)
	require.EqualValues(t, 0, decode(t, app.Get("/api/orders").Expect(http.StatusOK))["total"], "a refused request has not ordered anything")
}

func TestTheAPIDescribesItself(t *testing.T) {
	t.Parallel()
	app := serve(t)
	document := decode(t, app.Get("/api/openapi.json").Undocumented().Expect(http.StatusOK))
	require.Equal(t, "Pizzeria", document["info"].(object)["title"])
	paths := document["paths"].(object)
	require.Len(t, paths, 20)
	for path, methods := range map[string][]string{
		"/api/menu/pizzas": {"get", "post"}, "/api/menu/pizzas/{id}": {"get", "put", "delete"},
		"/api/orders": {"get", "post"}, "/api/orders/{id}": {"get"},
		"/api/orders/{id}/cook": {"put"}, "/api/orders/{id}/ready": {"put"}, "/api/orders/{id}/assign": {"put"},
		"/api/orders/{id}/deliver": {"put"}, "/api/orders/{id}/cancel": {"put"},
		"/api/kitchen/status": {"get"}, "/api/kitchen/queue": {"get"}, "/api/kitchen/stream": {"get"}, "/api/delivery/ready": {"get"},
		"/api/account": {"get"}, "/api/account/login": {"post"}, "/api/account/token": {"post"}, "/api/account/logout": {"delete"},
		"/api/management/statistics": {"get"}, "/api/events": {"post"}, "/api/customers/{phone}/notifications": {"get"},
	} {
		for _, method := range methods {
			operation, ok := paths[path].(object)[method].(object)
			require.True(t, ok, "%s %s", method, path)
			require.NotEmpty(t, operation["summary"], "%s %s", method, path)
		}
	}
	for _, path := range []string{"/api/openapi.yaml", "/api/docs", "/api/redoc", "/health/live", "/health/ready"} {
		app.Get(path).Undocumented().Expect(http.StatusOK)
	}
}

// A client switches on codes, so the document names all that a route refuses with.
func TestTheDocumentNamesTheCodes(t *testing.T) {
	t.Parallel()
	paths := decode(t, serve(t).Get("/api/openapi.json").Undocumented().Expect(http.StatusOK))["paths"].(object)
	step := map[string]string{"404": "order_not_found", "409": "order_state, stale_version", "412": "stale_order"}
	for operation, codes := range map[string]map[string]string{
		"get /api/menu/pizzas/{id}":    {"404": "pizza_not_found"},
		"post /api/menu/pizzas":        {"409": "pizza_name_taken"},
		"put /api/menu/pizzas/{id}":    {"404": "pizza_not_found", "409": "pizza_name_taken, stale_version"},
		"delete /api/menu/pizzas/{id}": {"404": "pizza_not_found", "409": "stale_version"},
		"post /api/orders":             {"400": "unknown_pizza", "409": "stale_version"},
		"get /api/orders/{id}":         {"404": "order_not_found"},
		"put /api/orders/{id}/cook":    {"404": "order_not_found", "409": "kitchen_full, order_state, stale_version", "412": "stale_order"},
		"put /api/orders/{id}/ready":   step,
		"put /api/orders/{id}/assign":  step,
		"put /api/orders/{id}/deliver": step,
		"put /api/orders/{id}/cancel":  step,
	} {
		method, path, _ := strings.Cut(operation, " ")
		responses := paths[path].(object)[method].(object)["responses"].(object)
		for status, want := range codes {
			require.Contains(t, responses[status].(object)["description"], want, "%s %s", operation, status)
		}
	}
}
