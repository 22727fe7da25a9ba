// Package dataoidc keeps the tokens of identity providers in a data.Store: in SQLite, PostgreSQL,
// whatever the service keeps everything else in, for all of its replicas.
//
//	store, err := dataoidc.New(database, dataoidc.Config{})
//	…
//	party, err := oidc.New(oidc.Config{Store: store, …})
//
// What it is told counts at once, whatever unit of work is under way: a code that is used up at
// the provider does not come back with a unit that fails.
package dataoidc
