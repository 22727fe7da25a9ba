package eventing

import (
	"errors"
	"log/slog"
	"time"
)

// Observer is told what subscriptions do, for metrics. Those that are registered with
// di.Many are all told; they are called in the loop of a shard and have to be quick, and safe
// for concurrent use.
type Observer interface {
	Observe(o Observation)
}

// ObserverFunc is a function as an [Observer].
type ObserverFunc func(o Observation)

// Observe calls f.
func (f ObserverFunc) Observe(o Observation) { f(o) }

// Observation is one thing that a subscription did.
type Observation struct {
	Kind         Kind
	Subscription string
	Shard        int
	// Events is how many events it was about.
	Events int
	// Duration is how long it took, commit included.
	Duration time.Duration
	// Age is how long after it happened the last of the events was handled; 0 where that is not known.
	Age time.Duration
	// Letter is the event that failed, nil for Handled.
	Letter *Letter
	// Err is why it failed, nil where it did not.
	Err error
}

// Kind is what an [Observation] is of.
type Kind uint8

const (
	// Handled is a unit of work of events, which failed when there is an Err.
	Handled Kind = iota + 1
	// Failed is an event that failed and will be tried again.
	Failed
	// GivenUp is an event that failed too often and was parked or dead-lettered.
	GivenUp
)

// String returns "handled", "failed" or "given up".
func (k Kind) String() string {
	return [...]string{"", "handled", "failed", "given up"}[min(k, GivenUp)]
}

func (w *worker) observe(o Observation, batch []keyed) {
	o.Subscription, o.Shard = w.Name, w.shard
	if len(batch) > 0 && o.Err == nil {
		o.Age = max(time.Since(batch[len(batch)-1].At), 0)
		w.report.count(o.Events)
	}
	for _, observer := range w.observers {
		observer.Observe(o)
	}
}

// attrs are what every line in the log says about a shard and an error.
func (w *worker) attrs(err error) []slog.Attr {
	attrs := []slog.Attr{
		slog.String("subscription", w.Name), slog.Int("shard", w.shard),
		slog.Int64("position", int64(w.position)), slog.Any("error", err),
	}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	return attrs
}
