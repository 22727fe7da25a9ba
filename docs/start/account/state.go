package main

import "github.com/neuroglia-go/neuroglia/data/aggregate"

// State is what the events of an account add up to.
type State struct {
	Account string `json:"account"`
	Owner   string `json:"owner"`
	Cents   int64  `json:"cents"`
}

// AggregateID says which account it is.
func (s State) AggregateID() string { return s.Account }

// Apply returns the state after one more event.
func (s State) Apply(event aggregate.Event) State {
	switch e := event.(type) {
	case Opened:
		s.Account, s.Owner = e.Account, e.Owner
	case Deposited:
		s.Cents += e.Cents
	case Withdrawn:
		s.Cents -= e.Cents
	}
	return s
}
