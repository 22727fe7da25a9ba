// Package health tells whoever runs a service whether it is alive and whether it
// is ready for work.
//
// A dependency is checked by anything with a Check method, or by a function:
//
//	health.Add(services, func(store *sqlite.Store) health.Check {
//		return health.Check{Name: "database", Checker: store}
//	})
//	health.Add(services, func(menu *menu.Client) health.Check {
//		return health.Check{Name: "menu", Checker: health.CheckerFunc(menu.Ping), Optional: true}
//	})
//
// # Alive and ready
//
// /health/live answers 200 as long as the process can answer at all: it asks no
// dependency, because a restart mends none of them. /health/ready runs the
// checks and answers 503 while the service starts, while it drains, and
// when a check that is not optional fails. An optional check that fails makes
// the answer "degraded" with 200.
//
// # Cost
//
// Checks run at the same time, each with its own deadline, and an answer is
// kept for a moment, so many probes cost no more than one. A check that
// panics or does not come back counts as failed.
package health
