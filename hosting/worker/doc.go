// Package worker has the host run what reacts to events: subscriptions, projections and
// process managers, with their health and their commands.
//
//	eventing.Subscribe(builder.Services, eventing.Config{Name: "notifications"}, NewNotifications, …)
//	projection.Add(builder.Services, projection.Config{Name: "statistics"}, NewStatistics, …)
//
//	worker.Subscriptions(builder)
//	worker.Projections(builder)
//
// # Roles
//
// They run in processes of the role [Role]: in all of them by default, on a laptop; in
// some of them, by PIZZERIA_ROLES=worker, where the others answer requests. Replicas share
// the work.
//
// # Health
//
// A subscription that gets nowhere, or has events parked, makes readiness degraded and
// no more: the process can answer all the same. A projection that has never caught up in
// its newest version keeps its replica from serving.
//
// # Commands
//
// Each brings commands to the binary of the service:
//
//	pizzeria subscriptions list
//	pizzeria letters list --subscription notifications
//	pizzeria letters replay --subscription notifications --key order-42
//	pizzeria projections rebuild statistics
//
// # Reading one's own writes
//
// With [Projections] an answer to a request that has written something carries the header
// Consistency-Token. A client that sends it back with a query is answered from read models that
// have seen the write, or by 503 read_model_behind when that takes too long. Clients that
// do not care ignore it.
package worker
