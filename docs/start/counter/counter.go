package main

import (
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Limit is how far a counter goes.
const Limit = 100

// Counter is an aggregate: it decides what may happen and records what did.
type Counter struct{ aggregate.Root[CounterState] }

// CounterState is what is stored of a counter.
type CounterState struct {
	Name  string `json:"name"`
	Total int    `json:"total"`
}

// AggregateID is the identity.
func (s CounterState) AggregateID() string { return s.Name }

// Counted is what happens to a counter, from its first time on.
type Counted struct {
	Name string `json:"name"`
	By   int    `json:"by"`
}

// EventName is the name outside of the program.
func (Counted) EventName() string { return "counter.counted.v1" }

// Apply folds what happened into the state. It decides nothing.
func (s CounterState) Apply(event aggregate.Event) CounterState {
	if e, ok := event.(Counted); ok {
		s.Name = e.Name
		s.Total += e.By
	}
	return s
}

// Count counts on, unless that leads beyond the limit.
func (c *Counter) Count(name string, by int) error {
	if total := c.State().Total; total+by > Limit {
		return errs.Conflict("counter_full", "counter %q is at %d and cannot go beyond %d", name, total, Limit)
	}
	c.Record(Counted{Name: name, By: by})
	return nil
}
