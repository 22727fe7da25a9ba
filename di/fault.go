package di

import (
	"errors"
	"fmt"
	"strings"
)

// The codes of the faults that di finds. Packages that join the report with
// [Services.OnValidate] add their own.
const (
	// CodeMissingDependency is a service that is needed and not registered.
	CodeMissingDependency = "missing_dependency"
	// CodeAmbiguousDependency is one service asked for where several are registered with Many.
	CodeAmbiguousDependency = "ambiguous_dependency"
	// CodeCycle is a circle of services that need each other.
	CodeCycle = "cycle"
	// CodeCaptiveDependency is a singleton that would keep something of one scope.
	CodeCaptiveDependency = "captive_dependency"
	// CodeDuplicateRegistration is a service registered twice without Many.
	CodeDuplicateRegistration = "duplicate_registration"
	// CodeBadConstructor is a constructor that cannot be called, does not return
	// the service, or a type that cannot be a service.
	CodeBadConstructor = "bad_constructor"
	// CodeBadOption is an option that does not fit the registration.
	CodeBadOption = "bad_option"
	// CodeDecoratorOfNothing is a decorator of a service that is not registered.
	CodeDecoratorOfNothing = "decorator_of_nothing"
	// CodeOverrideOfNothing is an override of a service that is not registered.
	CodeOverrideOfNothing = "override_of_nothing"
)

// Fault is one mistake in the wiring, in words for the person who made it.
type Fault struct {
	// Code is the stable snake_case reason.
	Code string
	// Subject is what the fault is about: a service, a route, a setting.
	Subject string
	// Message is one sentence that says what is wrong.
	Message string
	// Path leads to the fault, one line a step, printed as they are.
	Path []string
	// Fix says what to do next; empty when the message says it.
	Fix string
	// At is the file:line of the registration at fault.
	At string
}

// String returns the message, the path and the fix in lines.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Message)
	for _, line := range f.Path {
		b.WriteString("\n" + line)
	}
	if f.At != "" {
		b.WriteString("\nregistered at " + f.At)
	}
	if f.Fix != "" {
		b.WriteString("\nfix: " + f.Fix)
	}
	return b.String()
}

// BuildError lists every fault of the wiring. Nothing was constructed.
type BuildError struct {
	// Faults holds at least one fault: of single registrations first, in their
	// order, then what is missing, what goes in circles and what would be held
	// captive, then those of the OnValidate checks in the order of the checks.
	Faults []Fault
}

// Error returns the whole report: a headline, then each fault with its path and
// its fix.
func (e *BuildError) Error() string {
	var b strings.Builder
	noun := "faults"
	if len(e.Faults) == 1 {
		noun = "fault"
	}
	fmt.Fprintf(&b, "%d %s; nothing was started.", len(e.Faults), noun)
	for i, f := range e.Faults {
		number := fmt.Sprintf("%d. ", i+1)
		indent := "\n" + strings.Repeat(" ", len(number))
		b.WriteString("\n\n" + number + strings.ReplaceAll(f.String(), "\n", indent))
	}
	return b.String()
}

var (
	// ErrClosed is returned, wrapped, when a service is asked of a Scope or a
	// Container that has been closed.
	ErrClosed = errors.New("closed")
	// ErrNotRegistered is returned, wrapped, when nothing is registered for the
	// service that is asked for.
	ErrNotRegistered = errors.New("not registered")
	// ErrNeedsScope is returned, wrapped, when a service that lives in a scope is
	// asked of the Container.
	ErrNeedsScope = errors.New("needs a scope")
)

// ConstructError is a constructor that failed, in Build or in a scope.
// errors.Is and errors.As see what the constructor returned; what it panicked
// with is in the text.
type ConstructError struct {
	// Service is the service that was to be built.
	Service string
	// Constructor is the function's name, file and line.
	Constructor string
	// Err is what the constructor returned.
	Err error
}

// Error names the service, the constructor and the reason.
func (e *ConstructError) Error() string {
	return fmt.Sprintf("construct %s with %s: %v", e.Service, e.Constructor, e.Err)
}

// Unwrap returns what the constructor returned.
func (e *ConstructError) Unwrap() error { return e.Err }
