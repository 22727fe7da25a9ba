package process_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// A greeting that is sent once somebody has signed up.
type (
	SignedUp struct {
		User string `json:"user"`
	}
	SendGreeting struct {
		mediator.Command[string]
		User string `json:"user"`
	}
)

func (SignedUp) EventName() string { return "user.signed_up.v1" }

type Welcome struct{}

type WelcomeState struct {
	Greeting string `json:"greeting"`
}

func NewWelcome() *Welcome { return &Welcome{} }

func (*Welcome) SignedUp(step *process.Step[WelcomeState], e SignedUp) error {
	step.Send(SendGreeting{User: e.User})
	return nil
}

func (*Welcome) Greeted(step *process.Step[WelcomeState], _ SendGreeting, greeting string) error {
	step.State.Greeting = greeting
	step.Complete()
	return nil
}

type greeter struct{}

func (greeter) Handle(_ context.Context, c SendGreeting) (string, error) {
	return "Hello, " + c.User, nil
}

func Example() {
	ctx := context.Background()
	store := memory.New()
	services := di.NewServices()
	di.AddSingleton[data.Store](services, func() data.Store { return store })
	di.AddSingleton[*eventstore.Registry](services, func() (*eventstore.Registry, error) {
		return eventstore.NewRegistry(eventstore.Events(SignedUp{}))
	})
	mediator.AddHandler[greeter](services, func() greeter { return greeter{} })
	process.Add(services, process.Config{Name: "welcome"}, NewWelcome,
		process.Starts((*Welcome).SignedUp, func(e SignedUp) string { return e.User }),
		process.OnAnswer((*Welcome).Greeted),
		process.Sends[SendGreeting],
	)
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer container.Close(ctx)
	processes, _ := di.Resolve[*process.Processes](container)

	event, _ := eventstore.Encode(SignedUp{User: "Ada"})
	_, _ = store.Append(ctx, eventstore.Batch{Stream: "user-ada", Events: []eventstore.Event{event}})
	if err := processes.Settle(ctx); err != nil { // a program calls Run instead
		fmt.Println(err)
		return
	}
	welcome, _ := processes.Get(ctx, "welcome", "Ada")
	state, _ := process.StateOf[WelcomeState](welcome)
	fmt.Println(welcome.Status, state.Greeting)
	for _, entry := range welcome.History {
		fmt.Println(entry.What, entry.Name)
	}
	// Output:
	// completed Hello, Ada
	// event user.signed_up.v1
	// sent SendGreeting
	// completed
}
