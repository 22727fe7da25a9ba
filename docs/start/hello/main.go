// Hello is the smallest service: one query, its handler, one controller.
package main

import (
	"context"
	"os"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// Greet asks for a greeting.
type Greet struct {
	mediator.Query[Greeting]
	Name string `path:"name" validate:"max=40"`
}

// Greeting is the answer.
type Greeting struct {
	Text string `json:"text"`
}

// GreetHandler answers Greet.
type GreetHandler struct{}

// NewGreetHandler returns the handler. What it needed would be its parameters.
func NewGreetHandler() *GreetHandler { return &GreetHandler{} }

// Handle greets.
func (*GreetHandler) Handle(_ context.Context, q Greet) (Greeting, error) {
	return Greeting{Text: "Hello, " + q.Name + "!"}, nil
}

// HelloController speaks HTTP for it.
type HelloController struct{ mediator *mediator.Mediator }

// NewHelloController returns the controller.
func NewHelloController(m *mediator.Mediator) *HelloController { return &HelloController{m} }

// Routes declares what the controller answers.
func (*HelloController) Routes(r *mvc.Routes[*HelloController]) {
	mvc.Get(r, "/hello/{name}", (*HelloController).Greet, mvc.Summary("Greet somebody"))
}

// Greet sends the query.
func (c *HelloController) Greet(ctx context.Context, in Greet) (Greeting, error) {
	return mediator.Send(ctx, c.mediator, in)
}

func configure(builder *hosting.WebApplicationBuilder) {
	mediator.AddHandler[*GreetHandler](builder.Services, NewGreetHandler)
	builder.AddSubApp(hosting.SubApp{
		Path: "/", Name: "hello", Docs: true,
		Controllers: []mvc.Registration{mvc.Controller[*HelloController](NewHelloController)},
	})
}

func main() {
	builder := hosting.NewWebApplicationBuilder("hello")
	configure(builder)
	os.Exit(builder.Main(context.Background()))
}
