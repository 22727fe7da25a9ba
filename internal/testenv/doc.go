// Package testenv gives tests the servers they need.
//
//	store, err := postgres.Open(t.Context(), testenv.Postgres(t))
//	bus, err := natsbus.Open(t.Context(), testenv.NATS(t))
//
// A server is looked for in this order: the one that an environment variable names,
// one that runs on this machine on its usual port, one that is started for the test
// process from installed programs and goes away with it. Each test gets a database, a
// stream, a virtual host or a prefix of its own, dropped when the test is over.
//
// A test that kills its server gets one to itself, from [PostgresServer],
// [NATSServer], [RabbitMQServer] or [RedisServer].
// One that cuts connections puts a [Proxy] in front.
//
// Where no server can be had, a test is skipped with what to install; with CI=true it
// fails, so that nothing is left untested without a word.
package testenv
