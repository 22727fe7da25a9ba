package api_test

import (
	"context"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// answers are the statuses that a route answers with: to a guest, a customer, a chef, a driver
// and a manager.
type answers [5]int

// callers are who they are for.
func callers() []string { return append([]string{"guest"}, application.Roles()...) }

// What a route answers when it may be called by those it is for.
var (
	openTo200   = answers{200, 200, 200, 200, 200}
	staffOnly   = answers{401, 403, 200, 200, 200}
	cooksOnly   = answers{401, 403, 200, 403, 200}
	driversOnly = answers{401, 403, 403, 200, 200}
	managerOnly = answers{401, 403, 403, 403, 200}
)

// cell is one route of the matrix.
type cell struct {
	route string
	want  answers
	// path makes what the route is called for, and returns its address; nil means that it is the
	// route itself.
	path func(t *testing.T, app *hosttest.App) string
	body any
}

func matrix() []cell {
	in := func(status, path string) func(*testing.T, *hosttest.App) string {
		return func(t *testing.T, app *hosttest.App) string { return reach(t, app, status) + path }
	}
	pizza := func(t *testing.T, app *hosttest.App) string {
		added := app.Post(menu, diavola(object{"name": path.Base(t.Name())})).Expect(http.StatusCreated)
		return added.Header("Location")
	}
	return []cell{
		{"GET /api/menu/pizzas", openTo200, nil, nil},
		{"GET /api/menu/pizzas/{id}", openTo200, pizza, nil},
		{"POST /api/menu/pizzas", answers{401, 403, 403, 403, 201}, nil, diavola()},
		{"PUT /api/menu/pizzas/{id}", managerOnly, pizza, diavola()},
		{"DELETE /api/menu/pizzas/{id}", answers{401, 403, 403, 403, 204}, pizza, nil},

		{"POST /api/orders", answers{201, 201, 201, 201, 201}, nil, margherita()},
		{"GET /api/orders", staffOnly, nil, nil},
		{"GET /api/orders/{id}", openTo200, in("confirmed", ""), nil},
		{"GET /api/orders/{id}", answers{401, 200, 200, 200, 200}, ofMaria(""), nil},
		{"PUT /api/orders/{id}/cook", cooksOnly, in("confirmed", "/cook"), nil},
		{"PUT /api/orders/{id}/ready", cooksOnly, in("cooking", "/ready"), nil},
		{"PUT /api/orders/{id}/assign", driversOnly, in("ready", "/assign"), object{"delivery_person_id": "dario"}},
		{"PUT /api/orders/{id}/deliver", driversOnly, in("delivering", "/deliver"), nil},
		{"PUT /api/orders/{id}/cancel", staffOnly, in("confirmed", "/cancel"), nil},
		{"PUT /api/orders/{id}/cancel", answers{401, 200, 200, 200, 200}, ofMaria("/cancel"), nil},

		{"GET /api/kitchen/status", staffOnly, nil, nil},
		{"GET /api/kitchen/queue", staffOnly, nil, nil},
		{"GET /api/kitchen/stream", staffOnly, nil, nil},
		{"GET /api/delivery/ready", staffOnly, nil, nil},
		{"GET /api/management/statistics", managerOnly, nil, nil},
		{"GET /api/customers/{phone}/notifications", staffOnly, numbered("+39 06 555 0102"), nil},
		{"GET /api/customers/{phone}/notifications", answers{401, 200, 200, 200, 200}, numbered("+39 06 555 0101"), nil},
		{"POST /api/events", answers{204, 204, 204, 204, 204}, nil, testRequested},

		{"POST /api/account/login", openTo200, nil, accounts()[application.RoleChef]},
		{"POST /api/account/token", openTo200, nil, carloAsForm},
		{"GET /api/account", answers{401, 200, 200, 200, 200}, nil, nil},
		{"DELETE /api/account/logout", answers{401, 204, 204, 204, 204}, nil, nil},
	}
}

// What is sent as something else than JSON.
const (
	carloAsForm   = "grant_type=password&username=carlo&password=calzone"
	testRequested = `{"specversion": "1.0", "id": "1", "source": "/somebody", "type": "com.source.dummy.test.requested.v1",
		"data": {"foo": "bar", "bar": 1, "boo": true, "data": {}}}`
)

func media() map[string]string {
	return map[string]string{
		"POST /api/account/token": "application/x-www-form-urlencoded", "POST /api/events": "application/cloudevents+json",
	}
}

// ofMaria places an order as the customer, signed in.
func ofMaria(path string) func(t *testing.T, app *hosttest.App) string {
	return func(t *testing.T, app *hosttest.App) string {
		t.Helper()
		maria := signIn(t, app, application.RoleCustomer).For(t)
		return maria.Post("/api/orders", margherita()).Expect(http.StatusCreated).Header("Location") + path
	}
}

func numbered(phone string) func(*testing.T, *hosttest.App) string {
	return func(*testing.T, *hosttest.App) string {
		return "/api/customers/" + strings.NewReplacer("+", "%2B", " ", "%20").Replace(phone) + "/notifications"
	}
}

// The whole matrix: every route, called by a guest and by every role.
func TestEveryRouteIsForThoseItShouldBeFor(t *testing.T) {
	t.Parallel()
	for _, row := range matrix() {
		t.Run(row.route, func(t *testing.T) {
			t.Parallel()
			app := open(t, hosttest.Setting("PIZZERIA_KITCHEN_SIZE", "100"))
			guest := app.Client
			for i, caller := range callers() {
				app.Client = guest
				client := guest
				if caller != "guest" {
					client = signIn(t, app, caller)
				}
				app.Client = signIn(t, app, application.RoleManager)
				t.Run(caller, func(t *testing.T) { row.call(t, app, client.For(t), row.want[i]) })
			}
		})
	}
}

func (c cell) call(t *testing.T, app *hosttest.App, client *mvctest.Client, want int) {
	t.Helper()
	method, address, _ := strings.Cut(c.route, " ")
	if c.path != nil {
		address = c.path(t, app)
	}
	ctx := t.Context()
	if strings.HasSuffix(address, "/stream") { // has no end of its own
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Second)
		defer stop()
	}
	request := client.Do(method, address, c.body).Context(ctx)
	if media, ok := media()[c.route]; ok {
		request.Header("Content-Type", media)
	}
	answer := request.Expect(want)
	switch want {
	case http.StatusUnauthorized:
		answer.Problem("not_authenticated")
	case http.StatusForbidden:
		answer.Problem("forbidden")
	}
}

// A route that nobody thought of would be open to nobody and tested by nothing.
func TestTheMatrixHasEveryRoute(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, row := range matrix() {
		listed[row.route] = true
	}
	document := decode(t, serve(t).Get("/api/openapi.json").Undocumented().Expect(http.StatusOK))
	described := map[string]bool{}
	for path, methods := range document["paths"].(object) {
		for method := range methods.(object) {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	require.Equal(t, slices.Sorted(maps.Keys(described)), slices.Sorted(maps.Keys(listed)))
}
