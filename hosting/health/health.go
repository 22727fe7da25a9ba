package health

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
)

// Checker says whether a dependency works: nil when it does. It should respect
// the deadline of ctx and must be safe for concurrent use.
type Checker interface {
	Check(ctx context.Context) error
}

// CheckerFunc makes a function a [Checker].
type CheckerFunc func(ctx context.Context) error

// Check calls f.
func (f CheckerFunc) Check(ctx context.Context) error { return f(ctx) }

// Check is one named thing that readiness depends on.
type Check struct {
	// Name is what the report calls it: database. It is unique in a service.
	Name string
	// Checker does the work.
	Checker Checker
	// Timeout is how long one run may take. Zero means two seconds.
	Timeout time.Duration
	// MaxAge is how long an answer is kept. Zero means one second, negative never.
	MaxAge time.Duration
	// Optional says that the service works without it, only less well.
	Optional bool
}

// The defaults of a [Check].
const (
	DefaultTimeout = 2 * time.Second
	DefaultMaxAge  = time.Second
)

// Add registers a constructor of a [Check], a function of any services. The
// monitor of the host runs it.
func Add(services *di.Services, constructor any) {
	di.AddSingleton[Check](services, constructor, di.Many())
}
