// Package ditest helps to test the wiring of a program. It is meant for tests
// only.
//
//	func TestWiring(t *testing.T) {
//		services := di.NewServices()
//		app.Module(services)
//		ditest.RequireFaults(t, services)            // none
//		container := ditest.Container(t, services)   // closed when the test ends
//	}
package ditest

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/neuroglia-go/neuroglia/di"
)

// Container builds the services, fails the test when that fails, and closes the
// container when the test ends.
func Container(tb testing.TB, services *di.Services) *di.Container {
	tb.Helper()
	c, err := services.Build(tb.Context())
	if err != nil {
		tb.Fatalf("build the services: %v", err)
	}
	tb.Cleanup(func() {
		if err := c.Close(context.Background()); err != nil {
			tb.Errorf("close the container: %v", err)
		}
	})
	return c
}

// Scope opens a scope of the container, and closes it without an error when the
// test ends.
func Scope(tb testing.TB, c *di.Container) (context.Context, *di.Scope) {
	tb.Helper()
	ctx, s := c.NewScope(tb.Context())
	tb.Cleanup(func() {
		if err := s.Close(nil); err != nil {
			tb.Errorf("close the scope: %v", err)
		}
	})
	return ctx, s
}

// Faults validates the services and returns the faults, none when all is well.
func Faults(tb testing.TB, services *di.Services) []di.Fault {
	tb.Helper()
	err := services.Validate()
	if err == nil {
		return nil
	}
	var report *di.BuildError
	if !errors.As(err, &report) {
		tb.Fatalf("validate the services: %v", err)
		return nil
	}
	return report.Faults
}

// Report validates the services and returns the whole report with ".go:N" in
// place of line numbers, so that it can be compared with a golden text. It is
// empty when all is well.
func Report(tb testing.TB, services *di.Services) string {
	tb.Helper()
	err := services.Validate()
	if err == nil {
		return ""
	}
	return regexp.MustCompile(`\.go:\d+`).ReplaceAllString(err.Error(), ".go:N")
}

// RequireFaults fails the test unless the services have exactly these faults, in
// this order, each written as its code and its subject: "missing_dependency *sql.DB".
// Without any, the wiring must be sound.
func RequireFaults(tb testing.TB, services *di.Services, want ...string) {
	tb.Helper()
	var got []string
	for _, f := range Faults(tb, services) {
		got = append(got, f.Code+" "+f.Subject)
	}
	if !slices.Equal(got, want) {
		tb.Fatalf("faults of the wiring:\n got: %s\nwant: %s\n\n%s",
			strings.Join(got, "; "), strings.Join(want, "; "), Report(tb, services))
	}
}

// RequireNeeds fails the test unless the service from needs the service to
// itself. Both are written as the graph prints them: the type, and the key in
// quotes where there is one.
func RequireNeeds(tb testing.TB, services *di.Services, from, to string) {
	tb.Helper()
	g := services.Graph()
	for _, e := range g.Edges {
		if g.Nodes[e.From].String() == from && g.Nodes[e.To].String() == to {
			return
		}
	}
	tb.Fatalf("%s does not need %s; the graph is\n%s", from, to, g.Mermaid())
}

// RequirePromoted fails the test unless the service is built once although it is
// registered as scoped.
func RequirePromoted(tb testing.TB, services *di.Services, service string) {
	tb.Helper()
	for _, n := range services.Graph().Nodes {
		if n.String() == service && n.Promoted {
			return
		}
	}
	tb.Fatalf("%s is not promoted; the graph is\n%s", service, services.Graph().Mermaid())
}
