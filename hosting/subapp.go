package hosting

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/docsui"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// SubApp is a part of an application below one path, with an OpenAPI document of
// its own: /api for machines, / for people.
type SubApp struct {
	// Path is where it is mounted: "/api". Empty means "/".
	Path string
	// Name tells sub-apps apart, as in openapi --app api. Empty means the last
	// part of the path, "root" for "/".
	Name string
	// Controllers are what it serves; see [mvc.Controller] and [mvc.Mount].
	Controllers []mvc.Registration
	// Static are files served below the path to GET and HEAD requests, before the
	// controllers are asked; "index.html" stands for its folder and folders are
	// not listed.
	Static fs.FS
	// Docs offers the OpenAPI document at openapi.json and openapi.yaml and its
	// pages at docs and redoc below the path.
	Docs bool
	// Title, Version and Description are those of the document. An empty title is
	// the service's name, an empty version that of the program.
	Title, Version, Description string
	// Servers are the base URLs in the document, above the Path. Empty means the
	// host that serves the document.
	Servers []openapi.Server
	// Policy is what callers of routes need that declare nothing themselves, see
	// [mvc.Config]. Nil lets everybody in.
	Policy auth.Policy
	// OAuth says as which client the page at docs signs its reader in.
	OAuth docsui.OAuth
	// Middleware wraps the sub-app, the first outermost.
	Middleware []mvc.Middleware
	// Configure changes what the rest of these fields comes to, for what they do
	// not cover. Nil means nothing to change.
	Configure func(*mvc.Config)
}

// mounted is a sub-app with what it is served by.
type mounted struct {
	SubApp
	app     *mvc.App
	schemes map[string]*openapi.SecurityScheme
}

// mount puts the sub-apps together: longest path first, controllers registered,
// every request that a route takes required to have a handler.
func (b *WebApplicationBuilder) mount() []*mounted {
	seen := make(map[string]string)
	var mounts []*mounted
	for _, sub := range b.subApps {
		sub.Path = path.Clean("/" + sub.Path)
		if sub.Name == "" {
			sub.Name = strings.Trim(path.Base(sub.Path), "/")
		}
		if sub.Name == "" {
			sub.Name = "root"
		}
		if other, taken := seen[sub.Path]; taken {
			b.faults = append(b.faults, di.Fault{
				Code: "sub_app_clash", Subject: sub.Path,
				Message: fmt.Sprintf("the sub-apps %q and %q are both mounted at %s", other, sub.Name, sub.Path),
				Fix:     "give each a path of its own, or put the controllers of both into one",
			})
			continue
		}
		seen[sub.Path] = sub.Name
		mounts = append(mounts, b.mountOne(sub))
	}
	slices.SortStableFunc(mounts, func(a, b *mounted) int { return len(b.Path) - len(a.Path) })
	return mounts
}

func (b *WebApplicationBuilder) mountOne(sub SubApp) *mounted {
	cfg := mvc.Config{
		Title: sub.Title, Version: sub.Version, Description: sub.Description,
		Prefix: sub.Path, Validator: b.Validator, Logger: b.Logger, Problems: b.problems(),
		Middlewares: slices.Clone(sub.Middleware), Routed: noteRoute, Draining: b.drained,
		Policy: sub.Policy, Auditor: b.Auditor, SecuritySchemes: maps.Clone(b.schemes),
	}
	if cfg.Title == "" {
		cfg.Title = b.config.Name
	}
	if cfg.Version == "" {
		cfg.Version = b.config.Version
	}
	if sub.Configure != nil {
		sub.Configure(&cfg)
	}
	sub.Title = cfg.Title
	cfg.Describe = withServers(cfg.Describe, sub.Servers)
	app := mvc.NewApp(cfg, sub.Controllers...)
	app.Register(b.Services)
	for _, route := range app.Routes() {
		if route.Input != nil && mediator.IsRequest(route.Input) {
			mediator.RequireType(b.Services, route.Input, route.Method+" "+route.Path+" ("+route.At+")")
		}
	}
	return &mounted{SubApp: sub, app: app, schemes: cfg.SecuritySchemes}
}

// withServers adds the servers to what is said about a document already.
func withServers(describe func(*openapi.Document), servers []openapi.Server) func(*openapi.Document) {
	if len(servers) == 0 {
		return describe
	}
	return func(d *openapi.Document) {
		d.Servers = append(d.Servers, servers...)
		if describe != nil {
			describe(d)
		}
	}
}

// problems writes refusals with the trace that the edge has given the request.
func (b *WebApplicationBuilder) problems() mvc.Problems {
	return mvc.Problems{Logger: b.Logger, TraceID: traceID}
}

// covers says whether the sub-app answers for the path.
func (m *mounted) covers(p string) bool {
	return m.Path == "/" || strings.HasPrefix(p, m.Path) && (len(p) == len(m.Path) || p[len(m.Path)] == '/')
}

// handler serves documents, then static files, then routes.
func (m *mounted) handler(problems *mvc.Problems) http.Handler {
	handler := m.app.Handler()
	if m.Static != nil {
		handler = newStatic(m.Static, m.Path, handler)
	}
	if m.Docs {
		handler = newDocs(m, handler, problems.Write)
	}
	return handler
}
