package hosting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// App is an application that has been put together. It is run once: by
// [App.Main] or [App.Run], or by [App.Start] and [App.Stop].
type App struct {
	config      Config
	profile     config.Profile
	settings    Settings
	services    *di.Services
	hosted      *serviceList
	loader      *config.Loader
	logger      *slog.Logger
	level       *slog.LevelVar
	problems    mvc.Problems
	mounts      []*mounted
	middlewares []mvc.Middleware
	commands    []Command
	listeners   []listening
	drained     context.Context // over when draining begins; event streams end with it
	drainBegins context.CancelFunc
	fault       error // what Build found

	container *di.Container
	monitor   *health.Monitor
	edge      *edge
	lifecycle *lifecycle
}

// Container returns the container, nil before [App.Start].
func (a *App) Container() *di.Container { return a.container }

// Handler returns what the application answers requests with, all middleware
// included, nil before [App.Start].
func (a *App) Handler() http.Handler {
	if a.edge == nil {
		return nil
	}
	return a.edge
}

// Start constructs the application and starts its services, but listens nowhere:
// call Handler for requests, and Stop at the end. When it fails, what had been
// started is stopped again.
func (a *App) Start(ctx context.Context) error {
	return a.start(ctx, nil, nil)
}

// start constructs the application and starts the first services, those of the
// user, and the last.
func (a *App) start(ctx context.Context, servers func() (first, last []Service), abort <-chan struct{}) error {
	if err := a.construct(ctx); err != nil {
		return err
	}
	services, err := a.hosted.of(a.settings.Roles, a.container)
	if err == nil {
		err = a.listen()
	}
	if err == nil {
		if servers != nil {
			first, last := servers()
			services = append(append(first, services...), last...)
		}
		a.lifecycle = newLifecycle(a.logger, a.settings.Stop, abort)
		err = a.lifecycle.start(ctx, services)
	}
	if err != nil {
		return errors.Join(err, a.Stop(ctx))
	}
	a.monitor.SetPhase(health.Serving)
	return nil
}

// construct builds the container and what stands on it.
func (a *App) construct(ctx context.Context) error {
	if a.fault != nil {
		return a.fault
	}
	container, err := a.services.Build(ctx)
	if err != nil {
		return err
	}
	monitor, err := newMonitor(container)
	if err != nil {
		return errors.Join(err, container.Close(ctx))
	}
	constructed, err := di.ResolveAll[Middleware](container)
	if err != nil {
		return errors.Join(err, container.Close(ctx))
	}
	for _, m := range constructed {
		a.middlewares = append(a.middlewares, m)
	}
	authenticators, err := di.ResolveAll[auth.Authenticator](container)
	if err != nil {
		return errors.Join(err, container.Close(ctx))
	}
	a.container, a.monitor = container, monitor
	a.edge = newEdge(a.handler(monitor, authenticators), &a.problems, newSecurity(a.settings.Server), a.logger)
	a.edge.drained = a.drained
	return nil
}

// newMonitor returns the monitor of the checks that are registered.
func newMonitor(c *di.Container) (*health.Monitor, error) {
	checks, err := di.ResolveAll[health.Check](c)
	if err != nil {
		return nil, err
	}
	return health.NewMonitor(checks...)
}

// Stop stops the services in reverse and closes the container. Every one is
// tried, also after an error and after ctx has ended; the errors are joined.
func (a *App) Stop(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	if a.monitor != nil {
		a.monitor.SetPhase(health.Draining)
	}
	if a.edge != nil {
		a.beginDrain()
	}
	var stopped error
	if a.lifecycle != nil {
		stopped = a.lifecycle.stop(ctx)
	}
	if errors.Is(stopped, ErrAborted) || a.container == nil {
		return stopped
	}
	ctx, cancel := context.WithTimeout(ctx, a.settings.Stop.Timeout)
	defer cancel()
	if err := a.container.Close(ctx); err != nil {
		return errors.Join(stopped, fmt.Errorf("close what was constructed: %w", err))
	}
	a.logger.DebugContext(ctx, "container closed")
	return stopped
}

// Run starts the application, serves until ctx ends or a service fails, and stops
// it: readiness off, a short delay, no new requests, running ones finished,
// services stopped in reverse, container closed. It returns nil when all of that
// went in order, else everything that did not, joined.
func (a *App) Run(ctx context.Context) error {
	return a.run(ctx, nil)
}

// run is Run that leaves off waiting when abort is closed.
func (a *App) run(ctx context.Context, abort <-chan struct{}) error {
	began := time.Now()
	var web, admin *server
	var more []*server
	err := a.start(ctx, func() (first, last []Service) {
		web, admin, more = a.servers()
		if admin != nil {
			first = append(first, admin)
		}
		for _, s := range more {
			last = append(last, s)
		}
		if web != nil {
			last = append(last, web)
		}
		return first, last
	}, abort)
	if err != nil {
		return err
	}
	if ctx.Err() == nil {
		a.announce(ctx, a.places(web, admin, more), time.Since(began))
	}
	failed := a.lifecycle.wait(ctx)
	if failed != nil {
		a.logger.ErrorContext(ctx, "a service failed; the application stops", "error", failed)
	}
	return a.drain(context.WithoutCancel(ctx), failed, abort)
}

// beginDrain makes answers end their connections, and ends event streams, which
// would go on for ever: their clients resume elsewhere.
func (a *App) beginDrain() {
	a.edge.draining.Store(true)
	a.drainBegins()
}

// drain ends the application after the reason, which is nil when it was told to.
func (a *App) drain(ctx context.Context, reason error, abort <-chan struct{}) error {
	began := time.Now()
	a.logger.InfoContext(ctx, "stopping: no longer ready", "delay", a.settings.Stop.Delay)
	a.monitor.SetPhase(health.Draining)
	a.beginDrain()
	timer := time.NewTimer(a.settings.Stop.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-abort:
	}
	a.logger.InfoContext(ctx, "stopping: finishing what runs", "timeout", a.settings.Server.DrainTimeout)
	if err := errors.Join(reason, a.Stop(ctx)); err != nil {
		a.logger.ErrorContext(ctx, "stopped, not in order", "error", err, "duration_ms", millisSince(began))
		return err
	}
	a.logger.InfoContext(ctx, "stopped", "duration_ms", millisSince(began))
	return nil
}

// servers returns the main listener and the admin one, nil for one that is off, and
// what listens beside the main one.
func (a *App) servers() (web, admin *server, more []*server) {
	if plays(a.settings.Roles, []string{RoleWeb}) {
		web = newServer("web server", a.settings.Host, a.settings.Port, a.edge, a.settings.Server, a.logger)
		web.setting = "PORT"
		web.streams, web.front = a.waitForStreams, true
		for i := range a.listeners {
			more = append(more, a.listeners[i].server(a.settings, a.logger))
		}
	}
	if port := a.settings.Admin.Port; port != nil {
		admin = newServer("admin server", a.settings.Admin.Host, *port, a.adminHandler(), a.settings.Server, a.logger)
		admin.setting = config.Prefix(a.config.Name) + "_ADMIN_PORT"
	}
	return web, admin, more
}

// waitForStreams returns when every event stream has ended, or ctx is over.
func (a *App) waitForStreams(ctx context.Context) error {
	var faults []error
	for _, m := range a.mounts {
		faults = append(faults, m.app.Wait(ctx))
	}
	return errors.Join(faults...)
}
