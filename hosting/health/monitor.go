package health

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Phase is where a service is in its life.
type Phase int32

// The phases, in order.
const (
	Starting Phase = iota
	Serving
	Draining
)

// String returns the snake_case name.
func (p Phase) String() string {
	return [...]string{"starting", "serving", "draining"}[p]
}

// Status is what a report says in one word.
type Status string

// The statuses.
const (
	Ready    Status = "ready"
	Degraded Status = "degraded"
	NotReady Status = "not_ready"
	Up       Status = "up"
	Down     Status = "down"
)

// Report is the state of a service at one moment.
type Report struct {
	// Status is Ready, Degraded or NotReady.
	Status Status `json:"status"`
	// Phase is starting, serving or draining.
	Phase string `json:"phase"`
	// Checks holds the result of each check by name; empty unless serving.
	Checks map[string]Result `json:"checks,omitempty"`
}

// Result is the outcome of one run of one check.
type Result struct {
	// Status is Up or Down.
	Status Status `json:"status"`
	// Optional is that of the check.
	Optional bool `json:"optional,omitempty"`
	// DurationMS is how long the run took, in milliseconds.
	DurationMS float64 `json:"duration_ms"`
	// CheckedAt is when the run ended.
	CheckedAt time.Time `json:"checked_at"`
	// Error is why it is down. It is for operators and may hold internals.
	Error string `json:"error,omitempty"`
}

// Monitor runs the checks of a service. It begins in the phase Starting and is
// safe for concurrent use.
type Monitor struct {
	phase  atomic.Int32
	checks []*probe
}

// NewMonitor returns a monitor of the checks. The error names checks without a
// name or a checker and names that are used twice.
func NewMonitor(checks ...Check) (*Monitor, error) {
	m := new(Monitor)
	seen := make(map[string]bool)
	var faults []error
	for _, c := range checks {
		switch {
		case c.Name == "" || c.Checker == nil:
			faults = append(faults, fmt.Errorf("health check %q has no name or no Checker; give it both", c.Name))
		case seen[c.Name]:
			faults = append(faults, fmt.Errorf("two health checks are named %q; rename one", c.Name))
		}
		seen[c.Name] = true
		m.checks = append(m.checks, newProbe(c))
	}
	return m, errors.Join(faults...)
}

// SetPhase moves the service on. Only Serving can be ready.
func (m *Monitor) SetPhase(p Phase) { m.phase.Store(int32(p)) }

// Phase returns where the service is.
func (m *Monitor) Phase() Phase { return Phase(m.phase.Load()) }

// Report runs the checks whose last answer is too old and returns the state.
// While the service starts or drains nothing is run.
func (m *Monitor) Report(ctx context.Context) Report {
	phase := m.Phase()
	report := Report{Status: NotReady, Phase: phase.String()}
	if phase != Serving {
		return report
	}
	results := make([]Result, len(m.checks))
	var group sync.WaitGroup
	for i, p := range m.checks {
		group.Go(func() { results[i] = p.result(ctx) })
	}
	group.Wait()
	report.Status = Ready
	report.Checks = make(map[string]Result, len(results))
	for i, result := range results {
		report.Checks[m.checks[i].check.Name] = result
		report.Status = worse(report.Status, result)
	}
	return report
}

func worse(status Status, result Result) Status {
	switch {
	case result.Status == Up || status == NotReady:
		return status
	case result.Optional:
		return Degraded
	}
	return NotReady
}
