package hosting

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// Route is a route of the application, for people and tools.
type Route struct {
	App    string `json:"app"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Name   string `json:"name"`
	Input  string `json:"input,omitempty"`
	Output string `json:"output,omitempty"`
	Status int    `json:"status"`
	// Policy is what callers need, empty when nothing was said about them.
	Policy string `json:"policy,omitempty"`
}

// Routes returns the routes of all sub-apps, those with longer paths first.
func (a *App) Routes() []Route {
	var routes []Route
	for _, m := range a.mounts {
		for _, r := range m.app.Routes() {
			route := Route{
				App: m.Name, Method: r.Method, Path: r.Path, Name: r.Name, Status: r.Status,
				Input: shortType(r.Input), Output: shortType(r.Output),
			}
			if r.Policy != nil {
				route.Policy = r.Policy.String()
			}
			routes = append(routes, route)
		}
	}
	return routes
}

// shortType prints a type with the last parts of package paths only, also in type
// arguments: mvc.Page[application.OrderDTO].
func shortType(t reflect.Type) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(t.String(), func(r rune) bool { return r == '/' }) {
		head := b.String()
		cut := strings.LastIndexAny(head, "[],* ") + 1
		b.Reset()
		b.WriteString(head[:cut] + part)
	}
	return b.String()
}

func (a *App) runRoutes(*cobra.Command, []string) error {
	out := tabwriter.NewWriter(a.config.Output, 0, 0, 2, ' ', 0)
	routes := a.Routes()
	guarded := slices.ContainsFunc(routes, func(r Route) bool { return r.Policy != "" })
	fmt.Fprint(out, "METHOD\tPATH\tNAME\tINPUT\tOUTPUT\tSTATUS")
	if guarded {
		fmt.Fprint(out, "\tNEEDS")
	}
	fmt.Fprintln(out)
	for _, r := range routes {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%d", r.Method, r.Path, r.Name, r.Input, r.Output, r.Status)
		if guarded {
			fmt.Fprint(out, "\t", orDash(r.Policy))
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// runValidate prints what is wrong, or that nothing is.
func (a *App) runValidate(*cobra.Command, []string) error {
	for _, warning := range append(a.loader.Warnings(), a.ruleWarnings()...) {
		fmt.Fprintln(a.config.Errors, "warning:", warning)
	}
	if a.fault != nil {
		fmt.Fprintln(a.config.Errors, a.fault)
		return &reportedError{code: ExitInvalid}
	}
	fmt.Fprintf(a.config.Output, "%s is put together well: %d routes, %d settings\n", a.config.Name, len(a.Routes()), len(a.loader.Values()))
	return nil
}

// ruleWarnings lists what is odd about the rules of the inputs, see
// [mvc.App.Warnings], once for all sub-apps.
func (a *App) ruleWarnings() []string {
	var texts []string
	seen := map[validation.TagFault]bool{}
	for _, m := range a.mounts {
		for _, warning := range m.app.Warnings() {
			if !seen[*warning.Rule] {
				seen[*warning.Rule] = true
				texts = append(texts, warning.String())
			}
		}
	}
	return texts
}

// runConfig prints each setting with its origin, also when some are faulty.
func (a *App) runConfig(*cobra.Command, []string) error {
	out := tabwriter.NewWriter(a.config.Output, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "# profile %s\n", a.profile)
	fmt.Fprintln(out, "VARIABLE\tKEY\tVALUE\tORIGIN")
	for _, v := range a.loader.Values() {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", v.Name, v.Key, orDash(v.Text), orDash(v.Origin))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, warning := range a.loader.Warnings() {
		fmt.Fprintln(a.config.Errors, "warning:", warning)
	}
	if faults := a.loader.Faults(); len(faults) > 0 {
		fmt.Fprintf(a.config.Errors, "\n%v", &config.Error{Faults: faults})
		return &reportedError{code: ExitConfig}
	}
	return nil
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func (a *App) version() map[string]any {
	return map[string]any{"service": a.config.Name, "version": a.config.Version, "build": buildVersion()}
}

func (a *App) runVersion(*cobra.Command, []string) error {
	v := buildVersion()
	fmt.Fprintf(a.config.Output, "%s %s\n", a.config.Name, a.config.Version)
	if v.Revision != "" {
		fmt.Fprintf(a.config.Output, "commit %s of %s, changed since: %t\n", v.Revision, v.Time, v.Modified)
	}
	fmt.Fprintln(a.config.Output, v.Go)
	return nil
}

func (a *App) graphCommand() *cobra.Command {
	var format string
	cmd := simple("graph", "Show which service needs which", func(*cobra.Command, []string) error {
		text, err := a.graph(format)
		if err != nil {
			return &usageError{err}
		}
		_, err = fmt.Fprint(a.config.Output, text)
		return err
	})
	cmd.Flags().StringVar(&format, "format", "text", "text, dot or mermaid")
	return cmd
}

// graph returns the graph of the services in a format, text when it is empty.
func (a *App) graph(format string) (string, error) {
	graph := a.services.Graph()
	switch format {
	case "", "text":
		return graphText(graph), nil
	case "dot":
		return graph.DOT(), nil
	case "mermaid":
		return graph.Mermaid(), nil
	}
	return "", fmt.Errorf("the format %q is unknown; use text, dot or mermaid", format)
}

// graphText lists each service with what it needs.
func graphText(g *di.Graph) string {
	needs := make([][]string, len(g.Nodes))
	for _, e := range g.Edges {
		needs[e.From] = append(needs[e.From], nodeName(g.Nodes[e.To]))
	}
	var b strings.Builder
	for i, n := range g.Nodes {
		promoted := ""
		if n.Promoted {
			promoted = ", promoted"
		}
		fmt.Fprintf(&b, "%s (%s%s)\n", nodeName(n), n.Lifetime, promoted)
		for _, need := range needs[i] {
			fmt.Fprintf(&b, "  needs %s\n", need)
		}
	}
	return b.String()
}

func nodeName(n di.Node) string {
	if n.Key == "" {
		return n.Type
	}
	return fmt.Sprintf("%s %q", n.Type, n.Key)
}

func (a *App) openAPICommand() *cobra.Command {
	var format, name string
	cmd := simple("openapi", "Print the OpenAPI document", func(*cobra.Command, []string) error {
		return a.printOpenAPI(format, name)
	})
	cmd.Flags().StringVar(&format, "format", "yaml", "yaml or json")
	cmd.Flags().StringVar(&name, "app", "", "the `name` of the sub-app, when there are several")
	return cmd
}

// OpenAPI returns the document of the sub-app of that name; the name may be empty
// when only one has routes. It constructs nothing.
func (a *App) OpenAPI(name string) (*openapi.Document, error) {
	m, err := a.documented(name)
	if err != nil {
		return nil, &usageError{err}
	}
	return m.app.OpenAPI()
}

func (a *App) printOpenAPI(format, name string) error {
	document, err := a.OpenAPI(name)
	if err != nil {
		return err
	}
	var text []byte
	switch format {
	case "json":
		text, err = document.JSON()
	case "yaml":
		text, err = document.YAML()
	default:
		err = &usageError{fmt.Errorf("the format %q is unknown; use yaml or json", format)}
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.config.Output, strings.TrimSuffix(string(text), "\n"))
	return err
}

// documented returns the sub-app of that name, the only one with routes when the
// name is empty.
func (a *App) documented(name string) (*mounted, error) {
	var names []string
	var found *mounted
	for _, m := range a.mounts {
		if m.Name == name {
			return m, nil
		}
		if len(m.app.Routes()) > 0 {
			found = m
			names = append(names, m.Name)
		}
	}
	switch {
	case name != "":
		return nil, fmt.Errorf("no sub-app is named %q; there is %s", name, strings.Join(names, ", "))
	case len(names) != 1:
		return nil, fmt.Errorf("there are %d sub-apps with routes; name one of them: %s", len(names), strings.Join(names, ", "))
	}
	return found, nil
}
