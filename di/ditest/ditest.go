// Package ditest helps to test the wiring of a program.
package ditest

import (
	"context"
	"errors"
	"testing"

	"github.com/neuroglia-go/neuroglia/di"
)

// Container builds the services, fails the test when that fails, and closes the
// container when the test ends.
func Container(t testing.TB, services *di.Services) *di.Container {
	t.Helper()
	c, err := services.Build(t.Context())
	if err != nil {
		t.Fatalf("build the services: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(context.Background()); err != nil {
			t.Errorf("close the container: %v", err)
		}
	})
	return c
}

// Scope opens a scope of the container and closes it when the test ends.
func Scope(t testing.TB, c *di.Container) (context.Context, *di.Scope) {
	t.Helper()
	ctx, s := c.NewScope(t.Context())
	t.Cleanup(func() {
		if err := s.Close(nil); err != nil {
			t.Errorf("close the scope: %v", err)
		}
	})
	return ctx, s
}

// Faults validates the services and returns the faults, none when all is well.
func Faults(t testing.TB, services *di.Services) []di.Fault {
	t.Helper()
	err := services.Validate()
	if err == nil {
		return nil
	}
	var report *di.BuildError
	if !errors.As(err, &report) {
		t.Fatalf("validate the services: %v", err)
	}
	return report.Faults
}
