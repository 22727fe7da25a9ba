// Package membus is a transport inside one process: for tests, for samples, and for
// programs whose parts talk in events before they are services of their own.
//
//	bus := membus.New(membus.Config{})
//	err := bus.Publish(ctx, event)
//
// It keeps the promises of package transport as long as the process lives, and nothing
// beyond that. Events are handed over as they are, without a copy: whoever publishes or
// receives one does not change it.
//
// # Bounds
//
// A group that is not consumed does not grow without end. Once [Config].Capacity events
// wait for a group, Publish waits too, and fails with errs.KindUnavailable when its context
// is over first. Events that no group wants are dropped at once. Of the dead letters of a
// group the last Capacity are kept.
package membus
