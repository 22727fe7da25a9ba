package hosting

import (
	"context"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// Build checks the whole application and constructs nothing of it. The error is a
// [*di.BuildError] with every fault of settings, services, handlers and routes.
// The App is returned with it, because commands such as config and validate help
// to find out more; its Run returns the error. Build is called once.
func (b *WebApplicationBuilder) Build() (*App, error) {
	di.AddValue[*slog.Logger](b.Services, b.Logger)
	di.AddValue[*slog.LevelVar](b.Services, b.level)
	// The validation behaviour of the mediator checks by the same rules as the binder.
	di.AddValue[*validation.Validator](b.Services, b.Validator, di.As[behavior.Validator]())
	di.AddValue[auth.Auditor](b.Services, b.Auditor)
	b.Services.OnValidate(b.validate)
	a := &App{
		config:      b.config,
		profile:     b.Profile,
		settings:    b.Settings,
		services:    b.Services,
		hosted:      servicesOf(b.Services),
		loader:      b.loader,
		logger:      b.Logger,
		level:       b.level,
		problems:    b.problems(),
		mounts:      b.mount(),
		middlewares: b.middlewares,
		commands:    b.commands,
		listeners:   listenersOf(b.listeners),
		drained:     b.drained,
		drainBegins: b.drain,
	}
	a.fault = b.Services.Validate()
	return a, a.fault
}

// Main is Build and [App.Main] in one.
func (b *WebApplicationBuilder) Main(ctx context.Context) int {
	a, _ := b.Build() // Main reports the faults where they matter
	return a.Main(ctx)
}

// validate adds the faults of the settings and of the mounts to the one report.
func (b *WebApplicationBuilder) validate(*di.Validation) []di.Fault {
	faults := append([]di.Fault(nil), b.faults...)
	for _, f := range b.loader.Faults() {
		faults = append(faults, settingFault(f))
	}
	faults = append(faults, b.listenerFaults()...)
	return append(faults, b.roleFaults()...)
}

func settingFault(f config.Fault) di.Fault {
	return di.Fault{Code: string(f.Code), Subject: f.Name, Message: f.String(), Fix: f.Fix}
}
