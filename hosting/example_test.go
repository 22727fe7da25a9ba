package hosting_test

import (
	"context"
	"fmt"
	"os"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// An application is put together by its parts, and its binary tells about itself.
func Example() {
	builder := hosting.NewBuilder(hosting.Config{
		Name:    "greeter",
		Args:    []string{"routes"}, // in main: NewWebApplicationBuilder("greeter") reads those of the process
		Environ: []string{},
	})
	builder.AddSubApp(hosting.SubApp{
		Path:        "/api",
		Controllers: []mvc.Registration{mvc.Controller[*greeter](newGreeter)},
		Docs:        true,
	})
	code := builder.Main(context.Background())
	fmt.Println("exit code", code)
	// Output:
	// METHOD  PATH                   NAME           INPUT                    OUTPUT                 STATUS
	// GET     /api/greetings/{name}  greeter_Greet  hosting_test.greetInput  hosting_test.greeting  200
	// exit code 0
}

// Faults of settings are reported together with those of the wiring, at once.
func ExampleAddSettings() {
	type Settings struct {
		Kitchen struct {
			Capacity int `default:"3" validate:"min=1"`
		}
		PaymentKey config.Secret `validate:"required"`
	}
	builder := hosting.NewBuilder(hosting.Config{
		Name: "pizzeria", Args: []string{"validate"}, Environ: []string{"PIZZERIA_KITCHEN_CAPACITY=0"}, Errors: os.Stdout,
	})
	hosting.AddSettings[Settings](builder)
	fmt.Println("exit code", builder.Main(context.Background()))
	// Output:
	// 2 faults; nothing was started.
	//
	// 1. PIZZERIA_PAYMENT_KEY: is required and not set
	//    fix: set PIZZERIA_PAYMENT_KEY, or PIZZERIA_PAYMENT_KEY_FILE to the path of a file that holds it
	//
	// 2. PIZZERIA_KITCHEN_CAPACITY (environment): 0: must be at least 1
	//    fix: change PIZZERIA_KITCHEN_CAPACITY, for example to 3
	// exit code 1
}
