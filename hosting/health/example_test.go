package health_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/health"
)

type menu struct{}

func (menu) Ping(context.Context) error { return errors.New("connection refused") }

// A dependency that the service can do without makes it degraded, not unready.
func Example() {
	services := di.NewServices()
	di.AddValue[menu](services, menu{})
	health.Add(services, func(m menu) health.Check {
		return health.Check{Name: "menu", Checker: health.CheckerFunc(m.Ping), Optional: true}
	})

	ctx := context.Background()
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	checks, err := di.ResolveAll[health.Check](container)
	if err != nil {
		fmt.Println(err)
		return
	}
	monitor, err := health.NewMonitor(checks...)
	if err != nil {
		fmt.Println(err)
		return
	}
	monitor.SetPhase(health.Serving)
	report := monitor.Report(ctx)
	fmt.Println(report.Status, report.Checks["menu"].Error)
	// Output: degraded connection refused
}
