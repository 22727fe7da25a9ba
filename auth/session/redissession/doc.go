// Package redissession keeps sessions in Redis 6.2 or newer, which forgets by itself those
// that are over.
//
//	store, err := redissession.Open(ctx, settings.RedisURL, redissession.Config{Prefix: "shop:"})
//	…
//	defer store.Close()
//	sessions, err := session.New(session.Config{Store: store})
//
// # What it is good for
//
// Many replicas that look up sessions on every request, without a read of the database each. A
// lookup is one command, and every operation but the listing of an owner touches one key at
// a time, so that a cluster serves as well as one server.
//
// # What it is bad for
//
// Redis takes no part in units of work. Sessions are revoked at once, also where the unit is
// rolled back later, which signs somebody out for nothing. One that is opened in a unit
// that is rolled back is unknown to its user and goes away in time. Where a user who is
// locked out must be out in the same commit, use package datasession, or have the Load of
// the sessions look.
//
// A server that loses its last writes, on a failover or without an append-only file, brings back
// what was revoked by them. One that evicts keys when its memory is full may forget which sessions a user
// has: give it the policy noeviction, or volatile-ttl at least, and let Load look.
//
// Sessions end by the clock of the service; Redis forgets them by its own. Clocks that are
// apart make them shorter, never longer.
package redissession
