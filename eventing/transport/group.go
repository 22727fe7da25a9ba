package transport

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Group is a named set of consumers that share the events of a transport: a service with
// all its replicas.
type Group struct {
	// Name is the same in every replica: letters, digits, "-" and "_", at most 64.
	// Required.
	Name string
	// Types are those to receive, none for all. A type that ends in ".*" stands for all
	// with its prefix: "com.example.*" for "com.example.order.placed" and not for
	// "com.example".
	Types []string
	// Attempts is how often this process tries an event before it is put aside; 0 means 10.
	Attempts int
	// Backoff is how long to wait between them; the zero value means 100 ms at first and
	// 30 s at most.
	Backoff Backoff
	// Concurrency is how many keys are handled at the same time; 0 means 16.
	Concurrency int
	// InFlight is how many events are held at most, handled, waiting or to be tried again;
	// 0 means 64 for each of Concurrency.
	InFlight int
	// Grace is how long handlers may go on when the context of Consume is over, before
	// theirs is cancelled; 0 means 20 s.
	Grace time.Duration
	// Log gets what goes wrong on the way; nil discards it.
	Log *slog.Logger
}

var groupName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Complete returns the group with its defaults in place, or an errs.KindInvalid that says
// what is wrong with it. Adapters call it first.
func (g Group) Complete() (Group, error) {
	if !groupName.MatchString(g.Name) {
		return g, errs.Invalid("invalid_group", "the group name %q is not one of 1 to 64 letters, digits, \"-\" and \"_\"", g.Name)
	}
	for _, pattern := range g.Types {
		if pattern == "" || strings.Contains(strings.TrimSuffix(pattern, ".*"), "*") {
			return g, errs.Invalid("invalid_group", "the type %q of group %q is neither the name of one nor a prefix that ends in \".*\"", pattern, g.Name)
		}
	}
	if g.Attempts < 0 || g.Concurrency < 0 || g.InFlight < 0 || g.Grace < 0 || g.Backoff.First < 0 || g.Backoff.Limit < 0 {
		return g, errs.Invalid("invalid_group", "a setting of group %q is below zero", g.Name)
	}
	g.Attempts = orDefault(g.Attempts, 10)
	g.Backoff = g.Backoff.complete()
	g.Concurrency = orDefault(g.Concurrency, 16)
	g.InFlight = orDefault(g.InFlight, 64*g.Concurrency)
	g.Grace = orDefault(g.Grace, 20*time.Second)
	if g.Log == nil {
		g.Log = slog.New(slog.DiscardHandler)
	}
	return g, nil
}

// Receives reports whether events of the type are for the group.
func (g Group) Receives(eventType string) bool {
	return len(g.Types) == 0 || slices.ContainsFunc(g.Types, func(pattern string) bool {
		prefix, all := strings.CutSuffix(pattern, "*")
		return pattern == eventType || all && strings.HasPrefix(eventType, prefix)
	})
}

func orDefault[T int | time.Duration](value, fallback T) T {
	if value == 0 {
		return fallback
	}
	return value
}
