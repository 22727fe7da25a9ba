// Package datathrottle counts attempts in a data.Store, so that all replicas of a service
// count together: in SQLite, PostgreSQL, whatever the service keeps everything else in.
//
//	store, err := datathrottle.New(database, datathrottle.Config{})
//	…
//	limits, err := throttle.New(throttle.Config{Store: store})
//
// # No part of a unit of work
//
// Each count is a commit of its own, also within a uow.Do. A sign-in that is refused returns
// an error, by which its unit is rolled back, and the attempt counts all the same. The price is
// that a right password whose unit fails to commit has taken its attempt back already.
//
// A unit with uow.Isolation, or one that runs SQL by hand, holds a transaction open from its
// first use of the store. A count beside it would wait for that transaction on some stores,
// while the transaction waits for the count, so it is refused on all of them: throttle.Throttle
// answers "throttle_unavailable", and lets nobody in. Count before the unit begins.
//
// # What it costs
//
// A count is a read and a commit of one document, for the account and for the address: two
// small commits for each attempt, and two more for one that proves right. Where that is too
// much for the database, package redisthrottle takes it off it.
//
// What is forgotten stays until it is purged; run a throttle.Purger beside the service. Who floods the
// service with names that nobody has adds a document for each, until they are forgotten:
// the limit by address is what slows that down.
package datathrottle
