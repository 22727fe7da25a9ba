package mvc

import (
	"context"
	"log/slog"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// Config is what an [App] is made from. The zero value is ready to use.
type Config struct {
	// Title, Version and Description head the OpenAPI document. Title defaults to
	// "API", Version to "0.0.0".
	Title, Version, Description string
	// Prefix is put before the pattern of every route: "/api". The App expects
	// requests with the whole path, and writes it into Location and Link headers.
	Prefix string
	// Codec reads and writes JSON; nil means codec.New().
	Codec codec.Codec
	// Encoders write results in further media types, for clients that ask for
	// them. JSON is always offered and preferred.
	Encoders []Encoder
	// Limits bound what a request may cost.
	Limits Limits
	// Heartbeat is how often an event stream that is silent sends a comment, so
	// that proxies do not take it for dead. Zero means 15 seconds, a negative
	// duration never.
	Heartbeat time.Duration
	// Draining ends event streams when it is over: the server is about to stop, and their
	// clients resume elsewhere. Nil means that they end with their clients alone.
	Draining context.Context
	// Validator checks inputs; nil means a new one with the built-in rules.
	Validator *validation.Validator
	// Middlewares wrap all routes, the first outermost.
	Middlewares []Middleware
	// Routed is told which route takes a request, as its pattern with the prefix,
	// before the middleware of the route and the action run: for logs, metrics and
	// traces, which then need no middleware. It must not panic. Nil means nobody asks.
	Routed func(ctx context.Context, pattern string)
	// Policy is what callers of routes need that declare nothing themselves: no
	// [Authorize], no [Anonymous], no input that is [auth.Protected]. Nil lets everybody in.
	Policy auth.Policy
	// Auditor is told of every decision about a caller. Nil means nobody.
	Auditor auth.Auditor
	// SecuritySchemes are what routes and Security refer to by name, for the
	// document.
	SecuritySchemes map[string]*openapi.SecurityScheme
	// Security lists the alternatives that guard routes without a [Security]
	// option, for the document. None means that any of the schemes lets a caller into
	// routes that need a policy.
	Security []openapi.SecurityRequirement
	// Tags describe the groups of routes, in order. Groups that are not listed
	// follow in the order of their first route.
	Tags []openapi.Tag
	// Describe changes the document before it is handed out: servers, contact,
	// licence. Nil means nothing to change.
	Describe func(*openapi.Document)
	// Problems says how failures are answered and logged.
	Problems Problems
	// Logger is used where Problems has none; nil means slog.Default().
	Logger *slog.Logger
}

// Limits bound what a request may cost. Routes override them by options.
type Limits struct {
	// MaxBody is how many bytes a body may have; zero means [DefaultMaxBody], a
	// negative number no limit.
	MaxBody int64
	// MaxDepth is how deep JSON may nest; zero means [codec.DefaultMaxDepth].
	MaxDepth int
	// MaxFormMemory is how much of a multipart form is held in memory; files
	// beyond it go to temporary files. Zero means [DefaultFormMemory].
	MaxFormMemory int64
	// UnknownFields says what happens to members of a body that no field is named
	// for. The zero value refuses them.
	UnknownFields codec.UnknownFields
	// Timeout ends the context of an action; zero means never.
	Timeout time.Duration
}

// What holds where nothing is set.
const (
	DefaultMaxBody    = 1 << 20
	DefaultFormMemory = 8 << 20
	DefaultHeartbeat  = 15 * time.Second
)

// withDefaults returns the configuration with everything filled in.
func (c Config) withDefaults() Config {
	if c.Title == "" {
		c.Title = "API"
	}
	if c.Version == "" {
		c.Version = "0.0.0"
	}
	if c.Codec == nil {
		c.Codec = codec.New()
	}
	if c.Limits.MaxBody == 0 {
		c.Limits.MaxBody = DefaultMaxBody
	}
	if c.Limits.MaxFormMemory == 0 {
		c.Limits.MaxFormMemory = DefaultFormMemory
	}
	if c.Heartbeat == 0 {
		c.Heartbeat = DefaultHeartbeat
	}
	if c.Problems.Logger == nil {
		c.Problems.Logger = c.Logger
	}
	c.Validator = validatorOf(c.Validator)
	return c
}
