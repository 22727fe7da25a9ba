// Counter is a service with one command, which stores an aggregate.
package main

import (
	"context"
	"errors"
	"os"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// Count counts on. A counter begins when it is first counted.
type Count struct {
	mediator.Command[Tally]
	Name string `path:"name" validate:"max=40"`
	By   int    `json:"by" validate:"min=1,max=10" default:"1"`
}

// Tally is the answer.
type Tally struct {
	Name  string `json:"name"`
	Total int    `json:"total"`
}

// Counters holds the counters by name.
type Counters = data.Repository[*Counter, string]

// CountHandler carries out Count.
type CountHandler struct{ counters Counters }

// NewCountHandler returns the handler.
func NewCountHandler(counters Counters) *CountHandler { return &CountHandler{counters} }

// Handle loads the counter, lets it decide and stores it.
func (h *CountHandler) Handle(ctx context.Context, cmd Count) (Tally, error) {
	store := h.counters.Update
	counter, err := h.counters.Get(ctx, cmd.Name)
	if errors.Is(err, errs.KindNotFound) {
		counter, err, store = new(Counter), nil, h.counters.Add
	}
	if err != nil {
		return Tally{}, err
	}
	if err := counter.Count(cmd.Name, cmd.By); err != nil {
		return Tally{}, err
	}
	return Tally(counter.State()), store(ctx, counter)
}

// CounterController speaks HTTP for it.
type CounterController struct{ mediator *mediator.Mediator }

// NewCounterController returns the controller.
func NewCounterController(m *mediator.Mediator) *CounterController { return &CounterController{m} }

// Routes declares what the controller answers.
func (*CounterController) Routes(r *mvc.Routes[*CounterController]) {
	mvc.Post(r, "/counters/{name}", (*CounterController).Count, mvc.Summary("Count on"),
		mvc.Fails(errs.KindConflict, "counter_full", "stale_version"))
}

// Count sends the command.
func (c *CounterController) Count(ctx context.Context, in Count) (Tally, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Settings are what the service can be told.
type Settings struct {
	DatabaseURL string `default:"sqlite:counter.db" doc:"where counters are kept, sqlite:path or memory:"`
}

func openStore(s Settings) (data.Store, error) {
	return data.Drivers{"sqlite": sqlite.Open, "memory": memory.Open}.Open(context.Background(), s.DatabaseURL)
}

func newCounters(store data.Store) (Counters, error) {
	return data.NewRepository[*Counter, string](store, data.Config{Collection: "counters"})
}

func configure(builder *hosting.WebApplicationBuilder) {
	hosting.AddSettings[Settings](builder)
	di.AddSingleton[data.Store](builder.Services, openStore)
	di.AddSingleton[Counters](builder.Services, newCounters)

	mediator.AddBehavior(builder.Services, behavior.NewRetry)
	mediator.AddBehavior(builder.Services, behavior.NewUnitOfWork)
	mediator.AddHandler[*CountHandler](builder.Services, NewCountHandler,
		behavior.WithRetry(behavior.RetryPolicy{Conflicts: []string{"duplicate"}}))

	builder.AddSubApp(hosting.SubApp{
		Path: "/", Name: "counter", Docs: true,
		Controllers: []mvc.Registration{mvc.Controller[*CounterController](NewCounterController)},
	})
}

func main() {
	builder := hosting.NewWebApplicationBuilder("counter")
	configure(builder)
	os.Exit(builder.Main(context.Background()))
}
