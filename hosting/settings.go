package hosting

import (
	"log/slog"
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/logging"
)

// Settings are those of the host itself. Their variables begin with the name of
// the service, but for HOST and PORT, which platforms set: LogSettings.Level is
// PIZZERIA_LOG_LEVEL.
type Settings struct {
	// Host is the address to listen on; 0.0.0.0 means all addresses.
	Host string `env:"HOST" default:"127.0.0.1" doc:"address to listen on"`
	// Port is the port to listen on; 0 takes any free one.
	Port int `env:"PORT" default:"8080" validate:"min=0,max=65535" doc:"port to listen on, 0 takes any"`
	// Roles are what this process does, see [InRole]; none means everything. The
	// main listener is part of [RoleWeb].
	Roles  []string `example:"web,worker" doc:"roles of this process, all when not set"`
	Server ServerSettings
	Admin  AdminSettings
	Health HealthSettings
	Log    LogSettings
	// Stop says how the application ends.
	Stop StopSettings
}

// ServerSettings are the limits of the listener.
type ServerSettings struct {
	ReadHeaderTimeout time.Duration `default:"5s" doc:"time to send the headers of a request"`
	ReadTimeout       time.Duration `default:"0s" doc:"time to send a whole request, 0 for no limit"`
	WriteTimeout      time.Duration `default:"0s" doc:"time to send a whole answer, 0 for no limit; streams need none"`
	IdleTimeout       time.Duration `default:"2m" doc:"time a connection may wait for its next request"`
	MaxHeader         config.Bytes  `default:"64KiB" doc:"size of the headers of a request"`
	DrainTimeout      time.Duration `default:"20s" doc:"time that running requests have to end when the service stops"`
	SecurityHeaders   bool          `default:"true" doc:"send headers that keep browsers careful"`
	HSTS              time.Duration `default:"720h" doc:"time for which browsers use HTTPS only once they have, 0 to say nothing"`
}

// AdminSettings are those of the second listener, for operators.
type AdminSettings struct {
	// Port of the admin listener; none when it is not set.
	Port *int `validate:"omitempty,min=0,max=65535" example:"9090" doc:"port of the admin listener, which is off unless this is set"`
	// Host of the admin listener: nobody but this machine by default.
	Host string `default:"127.0.0.1" doc:"address of the admin listener"`
	// Pprof offers the profiles of the process under /debug/pprof/.
	Pprof bool `default:"false" doc:"offer /debug/pprof/ on the admin listener"`
}

// HealthSettings say where health is shown.
type HealthSettings struct {
	// Public shows /health/live and /health/ready, without the reasons of
	// failures, beside the application. The admin listener always has them in full.
	Public bool `default:"true" doc:"offer /health/live and /health/ready on the main listener"`
}

// LogSettings say how to log.
type LogSettings struct {
	Level slog.Level `default:"info" doc:"least level: debug, info, warn, error"`
	// Format is json or text; empty means text in development, json elsewhere.
	Format logging.Format `example:"json" doc:"json or text; text in development when not set"`
}

// StopSettings are the deadlines of starting and stopping.
type StopSettings struct {
	// Delay is how long the service goes on accepting after it has said that it is
	// not ready, so that load balancers notice first and busy connections end in order.
	Delay time.Duration `default:"250ms" doc:"time between readiness off and the end of accepting"`
	// Timeout is how long each service may take to stop.
	Timeout time.Duration `default:"5s" doc:"time that each service has to stop"`
	// StartTimeout is how long each service may take to be ready.
	StartTimeout time.Duration `default:"30s" doc:"time that each service has to be ready"`
}
