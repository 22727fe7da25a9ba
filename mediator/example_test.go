package mediator_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// AddPizza is a command that is answered with the price of the pizza.
type AddPizza struct {
	mediator.Command[int]
	Name string
}

// PizzaAdded tells that there is a new pizza.
type PizzaAdded struct{ Name string }

// AddPizzaHandler adds pizzas and tells others about it.
type AddPizzaHandler struct{ m *mediator.Mediator }

func NewAddPizzaHandler(m *mediator.Mediator) *AddPizzaHandler { return &AddPizzaHandler{m} }

func (h *AddPizzaHandler) Handle(ctx context.Context, cmd AddPizza) (int, error) {
	return 12, mediator.Publish(ctx, h.m, PizzaAdded{cmd.Name})
}

// Blackboard shows what is new.
type Blackboard struct{}

func NewBlackboard() *Blackboard { return &Blackboard{} }

func (*Blackboard) Handle(_ context.Context, e PizzaAdded) error {
	fmt.Println("new today:", e.Name)
	return nil
}

// Shout is a behaviour.
func NewShout() mediator.BehaviorFunc {
	return func(ctx context.Context, call *mediator.Call, next mediator.Next) error {
		fmt.Println(call.Kind(), call.Name())
		return next(ctx, call)
	}
}

func Example() {
	services := di.NewServices()
	mediator.AddBehavior(services, NewShout)
	mediator.AddHandler[*AddPizzaHandler](services, NewAddPizzaHandler)
	mediator.AddEventHandler[*Blackboard](services, NewBlackboard)

	ctx := context.Background()
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer container.Close(ctx)
	m, _ := di.Resolve[*mediator.Mediator](container)

	price, err := mediator.Send(ctx, m, AddPizza{Name: "Capricciosa"})
	fmt.Println(price, err)
	// Output:
	// command mediator_test.AddPizza
	// new today: Capricciosa
	// 12 <nil>
}

func ExampleRequire() {
	services := di.NewServices()
	mediator.Require[AddPizza](services)

	_, err := services.Build(context.Background())

	fmt.Println(err)
	// Output:
	// 1 fault; nothing was started.
	//
	// 1. mediator_test.AddPizza has no handler
	//    registered at example_test.go:72
	//    fix: register the type whose Handle method takes a mediator_test.AddPizza: mediator.AddHandler[*Handler](services, NewHandler)
}

func ExampleMediator_Describe() {
	m, closing := exampleMediator()
	defer closing()
	fmt.Println(m.Describe()[0].Behaviors)
	// Output:
	// [mediator_test.NewShout]
}

func exampleMediator() (m *mediator.Mediator, closing func()) {
	services := di.NewServices()
	mediator.AddBehavior(services, NewShout)
	mediator.AddHandler[*AddPizzaHandler](services, NewAddPizzaHandler)
	container, err := services.Build(context.Background())
	if err != nil {
		panic(err)
	}
	m, _ = di.Resolve[*mediator.Mediator](container)
	return m, func() { _ = container.Close(context.Background()) }
}
