package di_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
)

type (
	// Menu knows prices.
	Menu interface{ Price(pizza string) string }

	printedMenu struct{}
	seasonal    struct{ Menu }

	// Waiter serves one table.
	Waiter struct{ menu Menu }
)

func (printedMenu) Price(string) string { return "12.99" }

func (m seasonal) Price(pizza string) string {
	return m.Menu.Price(pizza) + ", with asparagus"
}

// NewMenu reads the menu.
func NewMenu() (*printedMenu, error) { return &printedMenu{}, nil }

// NewSeasonal adds what is in season.
func NewSeasonal(menu Menu) seasonal { return seasonal{menu} }

// NewWaiter starts a shift.
func NewWaiter(menu Menu) *Waiter { return &Waiter{menu} }

// Dispose ends the shift.
func (w *Waiter) Dispose(_ context.Context, cause error) error {
	fmt.Println("the table was left with:", cause)
	return nil
}

func Example() {
	services := di.NewServices()
	di.AddSingleton[Menu](services, NewMenu)
	di.Decorate[Menu](services, NewSeasonal)
	di.AddScoped[*Waiter](services, NewWaiter)

	ctx := context.Background()
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer container.Close(ctx)

	_, scope := container.NewScope(ctx)
	waiter, err := di.Resolve[*Waiter](scope)
	if err == nil {
		fmt.Println(waiter.menu.Price("margherita"))
	}
	err = scope.Close(err)
	fmt.Println(err)
	// Output:
	// 12.99, with asparagus
	// the table was left with: <nil>
	// <nil>
}

func ExampleServices_Validate() {
	services := di.NewServices()
	di.AddSingleton[*Waiter](services, NewWaiter)
	di.AddSingleton[*printedMenu](services, NewMenu)
	fmt.Println(services.Validate())
	// Output:
	// 1 fault; nothing was started.
	//
	// 1. di_test.Menu is needed and not registered
	//    needed by di_test.NewWaiter (example_test.go:34)
	//    registered at example_test.go:71
	//    fix: *di_test.printedMenu implements it: register it with di.As[di_test.Menu]()
}

func ExampleOverrideValue() {
	module := func(services *di.Services) {
		di.AddSingleton[Menu](services, NewMenu)
		di.AddScoped[*Waiter](services, NewWaiter)
	}

	services := di.NewServices()
	module(services)
	di.OverrideValue[Menu](services, seasonal{printedMenu{}})
	container, err := services.Build(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	menu, err := di.Resolve[Menu](container)
	fmt.Println(menu.Price("margherita"), err)
	// Output: 12.99, with asparagus <nil>
}

func ExampleRef() {
	services := di.NewServices()
	di.AddSingleton[Menu](services, NewMenu)
	di.AddScoped[seasonal](services, NewSeasonal, di.Promotable())
	services.OnBuild(func(_ context.Context, c *di.Container) error {
		ref, err := di.RefOf[seasonal](c)
		if err != nil {
			return err
		}
		menu, promoted := ref.Promoted()
		fmt.Println(promoted, menu.Price("margherita"))
		return nil
	})
	if _, err := services.Build(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: true 12.99, with asparagus
}
