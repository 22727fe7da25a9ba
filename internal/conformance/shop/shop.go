// Package shop is a small API that does what its document says, and, where a
// [Fault] is planted, what it does not say. It is what the oracle and the pages of
// the documentation are tried on.
package shop

import (
	"reflect"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// Fault is a way in which the API breaks its document.
type Fault string

// The faults that can be planted.
const (
	// FaultPanic answers 500 to an order with three lines.
	FaultPanic Fault = "panic"
	// FaultTeapot answers 418, which no operation documents, when a note is given.
	FaultTeapot Fault = "teapot"
	// FaultNoTotal leaves the required total out of every order.
	FaultNoTotal Fault = "no total"
	// FaultNoCheck accepts whatever is JSON.
	FaultNoCheck Fault = "no check"
	// FaultTooStrict refuses orders of more than one line as invalid.
	FaultTooStrict Fault = "too strict"
	// FaultPlainText answers problems as plain text.
	FaultPlainText Fault = "plain text"
	// FaultHangUp ends the connection without an answer when an order is deleted.
	FaultHangUp Fault = "hang up"
)

// Size is the size of a pizza.
type Size string

// Values lists the sizes.
func (Size) Values() []Size { return []Size{"small", "medium", "large"} }

// Line is one pizza of an order.
type Line struct {
	Name     string            `json:"name" validate:"required,max=20" example:"Margherita"`
	Size     Size              `json:"size" validate:"required"`
	Count    int8              `json:"count" validate:"required,gte=1,lte=20"`
	Toppings []string          `json:"toppings,omitempty" validate:"omitempty,max=3,unique,dive,min=2,max=12"`
	Labels   map[string]string `json:"labels,omitempty" validate:"omitempty,max=5,dive,max=10"`
}

// Place is the input that places an order.
type Place struct {
	Phone string     `json:"phone" validate:"required,e164" example:"+4930123456"`
	Email *string    `json:"email,omitempty" validate:"omitempty,email"`
	Lines []Line     `json:"lines" validate:"required,min=1,max=5,dive" doc:"The pizzas."`
	Due   *time.Time `json:"due" doc:"When it is wanted; null for as soon as it is ready."`
	Notes string     `json:"notes,omitempty" validate:"omitempty,max=40"`
	Tip   float64    `json:"tip" validate:"gte=0,lt=100"`
	Extra *Line      `json:"extra" doc:"One more for the road."`
	Reach string     `json:"reach,omitempty" validate:"omitempty,email|e164"`
}

// Order is an order as the API writes it.
type Order struct {
	ID     string    `json:"id" format:"uuid" readonly:"true" example:"018f2f6e-0000-7000-8000-000000000001"`
	Phone  string    `json:"phone"`
	Lines  []Line    `json:"lines"`
	Placed time.Time `json:"placed"`
	Parent *Order    `json:"parent" doc:"The order it repeats."`
	Total  string    `json:"total" example:"18.39" validate:"required"`
}

// Page is one page of a list.
type Page[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total" validate:"gte=0"`
}

type find struct {
	Page   int       `query:"page" default:"1" validate:"gte=1,lte=1000"`
	Sizes  []Size    `query:"size" doc:"Only orders with one of the sizes."`
	Before time.Time `query:"before"`
	Sort   []string  `query:"sort,comma" validate:"max=2,dive,oneof=id placed"`
	Visit  string    `cookie:"visit"`
	Limit  int       `header:"X-Limit" validate:"omitempty,gte=1,lte=50"`
}

type byID struct {
	ID string `path:"id" doc:"The id of the order." validate:"required"`
}

type upload struct {
	Title string `form:"title" validate:"required,max=10"`
	Photo []byte `file:"photo"`
}

// Shop is the API.
type Shop struct {
	fault    Fault
	document *openapi.Document
	place    *openapi.Schema

	mu     sync.Mutex
	orders map[string]Order
}

// New returns an API that breaks its document in the way of the fault; "" for none.
func New(fault Fault) (*Shop, error) {
	s := &Shop{fault: fault, orders: map[string]Order{}}
	return s, s.describe()
}

// Document returns the description of the API.
func (s *Shop) Document() *openapi.Document { return s.document }

func (s *Shop) describe() error {
	r := openapi.NewReflector(openapi.ReflectorConfig{Closed: true})
	s.place = r.Input(reflect.TypeFor[Place]())
	order := r.Output(reflect.TypeFor[Order]())
	d := &openapi.Document{
		Info: openapi.Info{
			Title: "Shop", Version: "1.0.0", Description: "Takes *orders*.\n\nIt keeps them in memory.",
			License: &openapi.License{Name: "Apache 2.0", Identifier: "Apache-2.0"},
		},
		Servers:  []openapi.Server{{URL: "/api", Description: "This server"}},
		Tags:     []openapi.Tag{{Name: "Orders", Description: "All that is ordered."}},
		Security: []openapi.SecurityRequirement{{"bearer": nil}, {}},
		Components: openapi.Components{SecuritySchemes: map[string]*openapi.SecurityScheme{
			"bearer": openapi.BearerAuth("JWT"),
		}},
	}
	created := openapi.JSONResponse("The order as it was placed.", order)
	created.Headers = map[string]*openapi.Header{"Location": {Required: true, Description: "Where the order is.", Schema: openapi.String("uri-reference")}}
	operations := []struct {
		method, path, id, summary, status string
		input                             reflect.Type
		response                          *openapi.Response
		problems                          []int
	}{
		{"POST", "/orders", "placeOrder", "Place an order", "201", reflect.TypeFor[Place](), created, []int{400, 415, 422}},
		{"GET", "/orders", "listOrders", "List orders", "200", reflect.TypeFor[find](), openapi.JSONResponse("A page of orders.", r.Output(reflect.TypeFor[Page[Order]]())), []int{400, 422}},
		{"GET", "/orders/{id}", "getOrder", "Get an order", "200", reflect.TypeFor[byID](), openapi.JSONResponse("The order.", order), []int{404}},
		{"DELETE", "/orders/{id}", "deleteOrder", "Delete an order", "204", reflect.TypeFor[byID](), openapi.JSONResponse("It is gone.", nil), []int{404}},
		{"POST", "/photos", "uploadPhoto", "Upload a photo", "204", reflect.TypeFor[upload](), openapi.JSONResponse("It is kept.", nil), []int{400, 415, 422}},
	}
	for _, o := range operations {
		d.Add(o.method, o.path, &openapi.Operation{
			OperationID: o.id, Summary: o.summary, Tags: []string{"Orders"},
			Parameters: r.Parameters(o.input), RequestBody: r.RequestBody(o.input),
			Responses: map[string]*openapi.Response{o.status: o.response},
		})
		d.AddProblems(o.method, o.path, o.problems...)
	}
	s.document = d
	return r.Publish(d)
}
