package worker

import (
	"context"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Role is the role of processes that handle events.
const Role = "worker"

// Subscriptions has the host run the subscriptions of the program, with the mediator for the events
// that their units of work record, and adds the commands
// "subscriptions" and "letters" and the optional health check "subscriptions".
func Subscriptions(b *hosting.WebApplicationBuilder) {
	eventing.Register(b.Services)
	mediator.Register(b.Services)
	di.AddSingleton[eventing.Dispatch](b.Services, func(m *mediator.Mediator) eventing.Dispatch { return m.PublishAny })
	hosting.AddService[*subscriptions](b.Services, newSubscriptions, hosting.InRole(Role))
	health.Add(b.Services, func(e *eventing.Engine) health.Check {
		return health.Check{Name: "subscriptions", Checker: health.CheckerFunc(e.Check), Optional: true}
	})
	b.AddCommand(subscriptionCommands(), letterCommands())
}

// Projections adds the command "projections", the health check "projections" and the
// middleware [Consistency]. It needs [Subscriptions], and a projection.
func Projections(b *hosting.WebApplicationBuilder) {
	health.Add(b.Services, func(p *projection.Projections) health.Check {
		return health.Check{Name: "projections", Checker: health.CheckerFunc(p.Ready)}
	})
	b.Use(Consistency)
	b.AddCommand(projectionCommands())
}

// Processes has the host send the commands and fire the timers of the process managers
// of the program, and adds the command "processes". It needs [Subscriptions], and a
// process.
func Processes(b *hosting.WebApplicationBuilder) {
	hosting.AddService[*processes](b.Services, newProcesses, hosting.InRole(Role))
	b.AddCommand(processCommands())
}

// subscriptions is the engine as a hosted service.
type subscriptions struct{ engine *eventing.Engine }

func newSubscriptions(engine *eventing.Engine) *subscriptions { return &subscriptions{engine} }

func (s *subscriptions) Run(ctx context.Context) error { return s.engine.Run(ctx) }

func (*subscriptions) String() string { return "subscriptions" }

// processes are the process managers as a hosted service.
type processes struct{ processes *process.Processes }

func newProcesses(p *process.Processes) *processes { return &processes{p} }

func (p *processes) Run(ctx context.Context) error { return p.processes.Run(ctx) }

func (*processes) String() string { return "processes" }
