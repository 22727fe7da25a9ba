package behavior_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// Weigh is a query.
type Weigh struct {
	mediator.Query[int]
	Pizza string
}

func NewWeighHandler() mediator.HandlerFunc[Weigh, int] {
	return func(_ context.Context, q Weigh) (int, error) {
		return 0, errs.NotFound("pizza_not_found", "pizza %q does not exist", q.Pizza)
	}
}

// NewLogger returns a logger whose lines are the same on each run.
func NewLogger() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "duration_ms" {
				return slog.Attr{}
			}
			return a
		},
	}))
}

func Example() {
	services := di.NewServices()
	di.AddSingleton[*slog.Logger](services, NewLogger)
	mediator.AddBehavior(services, behavior.NewLogging, mediator.ForRequests(), mediator.ForEvents())
	mediator.AddBehavior(services, behavior.NewRetry)
	mediator.AddBehavior(services, behavior.NewUnitOfWork)
	mediator.AddHandler[mediator.HandlerFunc[Weigh, int]](services, NewWeighHandler)

	ctx := context.Background()
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer container.Close(ctx)
	m, _ := di.Resolve[*mediator.Mediator](container)

	_, err = mediator.Send(ctx, m, Weigh{Pizza: "Calzone"})
	fmt.Println(err)
	// Output:
	// level=INFO msg="message failed" message_kind=query message_type=behavior_test.Weigh error_kind=not_found error_code=pizza_not_found error="pizza \"Calzone\" does not exist"
	// pizza "Calzone" does not exist
}
