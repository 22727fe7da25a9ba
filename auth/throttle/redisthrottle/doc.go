// Package redisthrottle counts attempts in Redis 6 or newer, so that all replicas of a service
// count together, and forgets them by itself.
//
//	store, err := redisthrottle.Open(ctx, settings.RedisURL, redisthrottle.Config{Prefix: "shop:"})
//	…
//	defer store.Close()
//	limits, err := throttle.New(throttle.Config{Store: store})
//
// # What it is good for
//
// Sign-ins under attack: a count is a read and a script that compares and swaps, and no
// database has to write for a guess. Each touches one key, so that a cluster serves as well as
// one server. Redis takes no part in units of work, so an attempt counts whatever becomes of
// the unit that it is made in.
//
// # What it is bad for
//
// A server that loses its last writes, on a failover or without an append-only file, gives the
// attempts back that they were about. One that evicts keys when its memory is full gives back
// others: give it the policy noeviction, or volatile-ttl at least. While it does not answer nobody gets
// in: throttle.Throttle answers "throttle_unavailable". A command whose answer is lost on the way is
// repeated by the client, by which an attempt may count twice; it counts once at least.
//
// Records end by the clock of the service; Redis forgets them by its own. Where that of the
// service is behind by more than Limit.Forget, nothing is counted.
package redisthrottle
