// Package eventstore is a log of events: in streams, and in one order for all of them.
package eventstore
