package hosting

import (
	"context"
	"io"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/logging"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// Config says who the application is and what it is given from outside.
type Config struct {
	// Name is the name of the service: "pizzeria". It gives the prefix of the
	// variables and the name of the configuration file.
	Name string
	// Version is the version of the program. Empty means that of the build.
	Version string
	// Profile is what the process is run for. Empty means what --profile,
	// <PREFIX>_PROFILE or NEUROGLIA_PROFILE say, else production.
	Profile config.Profile
	// Args are the arguments of the command line. Nil means os.Args[1:].
	Args []string
	// Environ are the variables as "KEY=value". Nil means os.Environ().
	Environ []string
	// Dir is where .env and the configuration file are looked for. Empty means
	// the working directory.
	Dir string
	// Defaults are settings by dotted key for when nobody says otherwise, in place of those
	// of the host and of [AddSettings]: {"port": "8081"}. Nil means none.
	Defaults map[string]string
	// Output and Errors are standard output and standard error. Nil means those
	// of the process.
	Output, Errors io.Writer
}

// WebApplicationBuilder puts an application together. Its fields may be read, and
// Settings and Validator changed, until Build. It is not safe for concurrent use.
type WebApplicationBuilder struct {
	// Services is the list that modules register with.
	Services *di.Services
	// Profile is what the process is run for; the container's profile of the same
	// name is active.
	Profile config.Profile
	// Settings are those of the host.
	Settings Settings
	// Logger is the logger of the application; constructors get it as *slog.Logger.
	Logger *slog.Logger
	// Validator checks requests; add rules of your own to it. Constructors get it
	// as *validation.Validator. Settings know the standard rules only.
	Validator *validation.Validator
	// Auditor is told of every decision about who may do what; constructors get it as
	// [auth.Auditor]. It begins as an [auth.LogAuditor] that writes to Logger.
	Auditor auth.Auditor

	config      Config
	level       *slog.LevelVar
	loader      *config.Loader
	sections    map[reflect.Type][]string // of each type of settings
	faults      []di.Fault
	subApps     []SubApp
	schemes     map[string]*openapi.SecurityScheme
	middlewares []mvc.Middleware
	commands    []Command
	listeners   []Listener
	drained     context.Context // over when the host begins to drain
	drain       context.CancelFunc
}

// NewWebApplicationBuilder returns the builder of the service of that name, which
// reads the arguments and the environment of the process.
func NewWebApplicationBuilder(name string) *WebApplicationBuilder {
	return NewBuilder(Config{Name: name})
}

// NewBuilder returns a builder that reads what the Config gives it.
func NewBuilder(cfg Config) *WebApplicationBuilder {
	if cfg.Args == nil {
		cfg.Args = os.Args[1:]
	}
	if cfg.Environ == nil {
		cfg.Environ = os.Environ()
	}
	if cfg.Output == nil {
		cfg.Output = os.Stdout
	}
	if cfg.Errors == nil {
		cfg.Errors = os.Stderr
	}
	if cfg.Version == "" {
		cfg.Version = buildVersion().Version
	}
	b := &WebApplicationBuilder{
		Services:  di.NewServices(),
		Validator: validation.New(validation.Config{}),
		config:    cfg,
		sections:  make(map[reflect.Type][]string),
		schemes:   make(map[string]*openapi.SecurityScheme),
	}
	b.drained, b.drain = context.WithCancel(context.Background())
	b.configure()
	return b
}

// configure reads what decides all the rest: flags, profile, settings of the host.
func (b *WebApplicationBuilder) configure() {
	given := scanFlags(b.config.Args)
	b.Profile = b.chooseProfile(given.profile)
	b.Services.Activate(string(b.Profile))
	cfg := config.Config{
		Service: b.config.Name, Environ: b.config.Environ, Dir: b.config.Dir,
		File: given.file, Set: given.set, Defaults: b.config.Defaults, Validator: validation.New(validation.Config{}),
	}
	if b.Profile == config.Development {
		cfg.DotEnv = ".env"
	}
	b.loader = config.New(cfg)
	b.Settings = config.Load[Settings](b.loader)
	format := b.Settings.Log.Format
	if format == "" {
		format = logging.JSON
		if b.Profile == config.Development {
			format = logging.Text
		}
		b.Settings.Log.Format = format
	}
	b.Logger, b.level = logging.New(logging.Config{
		Service: b.config.Name, Version: b.config.Version, Output: b.config.Output,
		Format: format, Level: b.Settings.Log.Level,
	})
	b.Auditor = auth.NewLogAuditor(b.Logger)
}

// chooseProfile returns the profile that was asked for, the Config's first.
func (b *WebApplicationBuilder) chooseProfile(flag string) config.Profile {
	profile, err := b.config.Profile, error(nil)
	switch {
	case profile != "":
	case flag != "":
		profile, err = config.ParseProfile("--profile", flag)
	default:
		profile, err = config.ProfileOf(b.config.Name, b.config.Environ)
	}
	if err != nil {
		b.faults = append(b.faults, di.Fault{
			Code: string(config.CodeSource), Subject: "profile", Message: err.Error(),
			Fix: "choose one of the three, or none for production",
		})
	}
	return profile
}

// Name returns the name of the service.
func (b *WebApplicationBuilder) Name() string { return b.config.Name }

// AddSettings returns the settings of type T, a struct, and registers them as a
// value for constructors. In a section they have keys of their own: AddSettings[Mail](b,
// "mail") reads PIZZERIA_MAIL_HOST. See package config for names, sources and types.
// Adding the same settings again returns the same. A type that is added in a
// second section is registered under di.Key of that section.
//
// What is wrong is reported by Build together with everything else; a field at
// fault has its zero value until then.
func AddSettings[T any](b *WebApplicationBuilder, section ...string) T {
	settings := config.Load[T](b.loader, section...)
	name, t := strings.Join(section, "."), reflect.TypeFor[T]()
	sections := b.sections[t]
	if slices.Contains(sections, name) {
		return settings
	}
	b.sections[t] = append(sections, name)
	if len(sections) == 0 {
		di.AddValue[T](b.Services, settings)
	} else {
		di.AddValue[T](b.Services, settings, di.Key(name))
	}
	return settings
}

// AddSubApp mounts a sub-application. Requests go to the one with the longest
// matching path, in whatever order they are added.
func (b *WebApplicationBuilder) AddSubApp(sub SubApp) { b.subApps = append(b.subApps, sub) }

// AddSecurityScheme tells, in the documents of all sub-apps, how callers show who they
// are: builder.AddSecurityScheme("bearer", openapi.BearerAuth("JWT")). Any one of the
// schemes lets a caller into routes that need a policy.
func (b *WebApplicationBuilder) AddSecurityScheme(name string, scheme *openapi.SecurityScheme) {
	b.schemes[name] = scheme
}

// Use wraps the whole application in middleware, the first outermost. It runs
// after the host has given the request its ids, within the request log and the
// recovery of panics, and before the [auth.Authenticator] services are asked: an answer to
// who is not signed in carries its headers, as those of CORS.
func (b *WebApplicationBuilder) Use(middlewares ...mvc.Middleware) {
	b.middlewares = append(b.middlewares, middlewares...)
}

// AddCommand adds a command to those of [App.Main].
func (b *WebApplicationBuilder) AddCommand(commands ...Command) {
	b.commands = append(b.commands, commands...)
}
