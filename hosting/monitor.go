package hosting

import (
	"log/slog"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// AddMonitor has settings follow the sources of the configuration while the application
// runs: the monitor is a service of the host and a value for constructors. The logger is
// that of the builder unless the configuration has one.
//
//	monitor := hosting.AddMonitor(builder, config.MonitorConfig{Sources: []config.Source{source}})
//	live := config.Watch[Sessions](monitor, "sessions")
//	di.AddValue[*config.Live[Sessions]](builder.Services, live)
//	if err := monitor.Load(ctx); err != nil {
//		return err
//	}
//
// The level of the log follows log.level by itself. Load may be left out: the monitor loads
// when it starts, and the services that are registered after it wait for that.
func AddMonitor(b *WebApplicationBuilder, cfg config.MonitorConfig) *config.Monitor {
	if cfg.Logger == nil {
		cfg.Logger = b.Logger
	}
	monitor := config.NewMonitor(b.loader, cfg)
	log := config.Watch[liveLog](monitor, "log")
	log.OnChange(func(_, now *liveLog, _ []string) { b.level.Set(now.Level) })
	AddService[*config.Monitor](b.Services, func() *config.Monitor { return monitor })
	return monitor
}

// liveLog is the part of [LogSettings] that may change.
type liveLog struct {
	Level slog.Level `default:"info"`
}
