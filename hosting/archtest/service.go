package archtest

import "slices"

// Service says where the parts of a layered service are, as patterns below its
// folder. The zero value is the usual layout; each field that is set replaces the
// default of that part.
type Service struct {
	// Domain defaults to domain/...
	Domain []string
	// Application defaults to application/...
	Application []string
	// Integration defaults to integration/...
	Integration []string
	// API is every edge that others call: by default api/..., ui/... and rpc/...
	API []string
	// CLI holds the commands of the operator, by default cli/...
	CLI []string
	// Composition defaults to the folder itself and cmd/...
	Composition []string

	// Layers are further ones. Only the composition imports them, unless they name
	// each other.
	Layers []Layer
	// Contexts are the trees that [Contexts] keeps apart, by default domain and
	// application; Shared are the packages that all contexts may import.
	Contexts, Shared []string
	// DomainAllows and ApplicationAllows are import paths that the domain and the
	// application may import besides what they may anyway: a decimal library, say.
	DomainAllows, ApplicationAllows []string
}

// Rules returns the rules of a service that is laid out so. They are ordinary
// values: take some of them away, or append your own.
func (s Service) Rules() []Rule {
	s = s.withDefaults()
	core := slices.Concat(s.Domain, s.Application)
	edges := slices.Concat(s.API, s.Composition)
	return []Rule{
		Layers(s.layers()...),
		Contexts(s.Contexts, s.Shared...),
		s.domain().Only("domain-imports"),
		s.application().Only("application-imports"),
		s.api().Only("api-imports"),
		NoClock(core...),
		NoSQL(s.Integration...),
		NoLocator(slices.Concat(s.CLI, s.Composition)...),
		NoState(core...),
		NoTransport(edges...),
		NoTestSupport(),
	}
}

func (s Service) withDefaults() Service {
	for field, usual := range map[*[]string][]string{
		&s.Domain:      {"domain/..."},
		&s.Application: {"application/..."},
		&s.Integration: {"integration/..."},
		&s.API:         {"api/...", "ui/...", "rpc/..."},
		&s.CLI:         {"cli/..."},
		&s.Composition: {".", "cmd/..."},
		&s.Contexts:    {"domain", "application"},
	} {
		if *field == nil {
			*field = usual
		}
	}
	return s
}

func (s Service) layers() []Layer {
	core := []string{"domain", "application"}
	return append([]Layer{
		{Name: "domain", Packages: s.Domain},
		{Name: "application", Packages: s.Application, Imports: []string{"domain"}},
		{Name: "integration", Packages: s.Integration, Imports: core},
		{Name: "api", Packages: s.API, Imports: core},
		{Name: "cli", Packages: s.CLI, Imports: core},
		{Name: "composition", Packages: s.Composition, Imports: []string{"..."}},
	}, s.Layers...)
}

// domain is what decides and does nothing else: no input or output, no logging, no
// encoding, no randomness, no locks.
func (s Service) domain() Imports {
	return Imports{
		In: s.Domain,
		Std: []string{
			"bytes", "cmp", "context", "errors", "fmt", "iter", "maps", "math", "math/big", "math/bits",
			"regexp", "slices", "sort", "strconv", "strings", "time", "unicode", "unicode/utf8",
		},
		Framework: []string{"errs", "data/aggregate"},
		Fix:       "a domain only decides: let the application or the integration do it, or allow it",
	}.and(s.DomainAllows)
}

// application is use cases over contracts: no adapter, no server, no host.
func (s Service) application() Imports {
	return Imports{
		In:     s.Application,
		Std:    []string{"..."},
		NotStd: []string{"net", "net/http/...", "database/sql/...", "os/...", "io/fs", "plugin", "html/template"},
		Framework: []string{
			"errs", "di", "mapping", "mediator", "mediator/behavior",
			"data", "data/aggregate", "data/eventstore", "data/lease", "data/query", "data/uow",
			"eventing", "eventing/cloudevents", "eventing/ingest", "eventing/live", "eventing/process", "eventing/projection", "eventing/relay",
			"auth", "auth/password", "auth/rebac", "auth/session", "auth/throttle", "auth/token",
		},
		Fix: "declare what the use case needs as a type of the application, and let the integration stand behind it",
	}.and(s.ApplicationAllows)
}

// api sends messages: it has neither repositories nor units of work.
func (s Service) api() Imports {
	return Imports{
		In:  s.API,
		Std: []string{"..."},
		Framework: []string{
			"errs", "auth", "auth/csrf", "auth/session", "auth/token", "mapping", "mediator", "mvc/...", "hosting/rpc/...", "hosting/correlation",
			"data/query", "eventing/cloudevents", "eventing/ingest", "eventing/live",
		},
		Modules: []string{"..."},
		Fix:     "an edge only sends messages: make it a command or a query of the application",
	}
}
