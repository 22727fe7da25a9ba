package oidc

import (
	"context"
	"time"
)

// Record is what a [Store] keeps: the tokens of a session, or that a sign-in is used up.
type Record struct {
	// ID is that of the session, or of the sign-in.
	ID string
	// Version is 1 for a record that was added, and one more each time it was replaced.
	Version int64
	// Subject and Session are whose it is in the words of the provider, for [Store.Find];
	// empty where there is nothing to find. They are hashes.
	Subject, Session string
	// Expires is the first moment at which it may be forgotten, in UTC, of whole seconds.
	Expires time.Time
	// Data is sealed with the keys of the Config.
	Data string
}

// Store keeps records beside the sessions. It is safe for concurrent use; the suite
// oidctest.TestStore holds an adapter to this contract. What it is told counts at once,
// whatever unit of work is under way: a code cannot be given back to a provider.
type Store interface {
	// Add keeps a new record under Version 1. It is false when there is one of the ID: of
	// several who add it at the same time one is told true.
	Add(ctx context.Context, r Record) (bool, error)
	// Get returns the record of the id, and whether there is one.
	Get(ctx context.Context, id string) (Record, bool, error)
	// Replace keeps the record in the place of the one with its ID and Version, under the
	// next Version. It is false when that one is gone or was replaced.
	Replace(ctx context.Context, r Record) (bool, error)
	// Delete forgets the record. One that is gone already is no error.
	Delete(ctx context.Context, id string) error
	// Find returns the records of the subject, and of the session where that is not empty;
	// of the session alone where the subject is empty.
	Find(ctx context.Context, subject, session string) ([]Record, error)
	// Purge forgets the records that expire no later than the time, and returns how many.
	Purge(ctx context.Context, until time.Time) (int, error)
}
