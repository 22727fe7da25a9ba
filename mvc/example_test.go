package mvc_test

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// PlaceOrder is the body of POST /orders.
type PlaceOrder struct {
	Customer string   `json:"customer" validate:"required,max=100"`
	Pizzas   []string `json:"pizzas" validate:"min=1"`
}

// GetOrder names an order.
type GetOrder struct {
	ID int `path:"id"`
}

// Order is the answer to both.
type Order struct {
	ID       int      `json:"id"`
	Customer string   `json:"customer"`
	Pizzas   []string `json:"pizzas"`
}

// OrdersController keeps orders in memory.
type OrdersController struct{ orders []Order }

// NewOrdersController returns a controller without orders.
func NewOrdersController() *OrdersController { return &OrdersController{} }

// Routes declares what the controller answers.
func (*OrdersController) Routes(r *mvc.Routes[*OrdersController]) {
	r.Prefix("/orders").Tag("Orders")
	mvc.Post(r, "/", (*OrdersController).Place, mvc.Created("/orders/{id}"), mvc.Summary("Place an order"))
	mvc.Get(r, "/{id}", (*OrdersController).Get, mvc.Fails(errs.KindNotFound, "order_not_found"))
	mvc.SSE(r, "/events", (*OrdersController).Watch)
}

// Place places an order.
func (c *OrdersController) Place(_ context.Context, in PlaceOrder) (Order, error) {
	order := Order{ID: len(c.orders) + 1, Customer: in.Customer, Pizzas: in.Pizzas}
	c.orders = append(c.orders, order)
	return order, nil
}

// Get returns an order.
func (c *OrdersController) Get(_ context.Context, in GetOrder) (Order, error) {
	if in.ID < 1 || in.ID > len(c.orders) {
		return Order{}, errs.NotFound("order_not_found", "order %d does not exist", in.ID)
	}
	return c.orders[in.ID-1], nil
}

// Watch sends every order there is.
func (c *OrdersController) Watch(context.Context, struct{}) (iter.Seq2[mvc.Event[Order], error], error) {
	return func(yield func(mvc.Event[Order], error) bool) {
		for _, order := range c.orders {
			if !yield(mvc.Event[Order]{ID: fmt.Sprint(order.ID), Name: "placed", Data: order}, nil) {
				return
			}
		}
	}, nil
}

func Example() {
	app := mvc.NewApp(mvc.Config{Title: "Pizzeria", Prefix: "/api"}, mvc.Controller[*OrdersController](NewOrdersController))
	services := di.NewServices()
	app.Register(services)
	if _, err := services.Build(context.Background()); err != nil {
		fmt.Println(err)
		return
	}

	call := func(method, path, body string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		fmt.Println(w.Code, w.Header().Get("Location"), strings.TrimSpace(w.Body.String()))
	}
	call(http.MethodPost, "/api/orders", `{"customer":"Ada","pizzas":["Margherita"]}`)
	call(http.MethodGet, "/api/orders/1", "")
	call(http.MethodGet, "/api/orders/7", "")
	call(http.MethodGet, "/api/orders/events", "")
	// Output:
	// 201 /api/orders/1 {"id":1,"customer":"Ada","pizzas":["Margherita"]}
	// 200  {"id":1,"customer":"Ada","pizzas":["Margherita"]}
	// 404  {"type":"about:blank","title":"Not Found","status":404,"detail":"order 7 does not exist","code":"order_not_found","instance":"/api/orders/7"}
	// 200  id: 1
	// event: placed
	// data: {"id":1,"customer":"Ada","pizzas":["Margherita"]}
}

// Every fault of a request is in one answer, with the place of each.
func ExampleProblem() {
	app := mvc.NewApp(mvc.Config{}, mvc.Controller[*OrdersController](NewOrdersController))
	services := di.NewServices()
	app.Register(services)
	if _, err := services.Build(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest(http.MethodPost, "/orders", strings.NewReader(`{"customer": 7, "pizzas": [], "colour": "red"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	app.Handler().ServeHTTP(w, r)
	fmt.Println(strings.ReplaceAll(w.Body.String(), `{"in"`, "\n"+`{"in"`))
	// Output:
	// {"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"3 values are not as required","code":"validation_failed","instance":"/orders","errors":[
	// {"in":"body","pointer":"/customer","code":"type","message":"must be a string"},
	// {"in":"body","pointer":"/colour","code":"unknown_field","message":"is not a field that is read here"},
	// {"in":"body","pointer":"/pizzas","code":"min","message":"must have at least 1 item"}]}
}

// A mistake in a route stops the build, with what is wrong and what to do.
func ExampleApp_Register() {
	services := di.NewServices()
	mvc.NewApp(mvc.Config{}, mvc.Controller[*mistaken](func() *mistaken { return &mistaken{} })).Register(services)
	_, err := services.Build(context.Background())
	for _, line := range strings.Split(err.Error(), "\n")[2:] {
		if !strings.Contains(line, "registered at") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// 1. the route GET /orders/{number} cannot be served: mvc_test.GetOrder has a field for the path parameter "id", which is not in the pattern
	// fix: add {id} or take the tag off
	//
	// 2. the route GET /orders/{number} cannot be served: the pattern has {number} and mvc_test.GetOrder no field for it
	// fix: add one tagged path:"number"
}

type mistaken struct{}

func (*mistaken) Routes(r *mvc.Routes[*mistaken]) { mvc.Get(r, "/orders/{number}", (*mistaken).Get) }

func (*mistaken) Get(context.Context, GetOrder) (Order, error) { return Order{}, nil }
