// Package openfga asks an OpenFGA server who may do what.
//
//	authorizer, err := openfga.New(openfga.Config{
//		URL:   "https://fga.example.com",
//		Store: "01HVMMBCMGZNT3SED4Z17ECXCA",
//		Model: "01HVMMBD8QKX3V9ZJ9Z6D4TQ7N",
//		Token: settings.FGAToken,
//	})
//	…
//	err = rebac.Require(ctx, authorizer, rebac.Tuple{User: "user:ann", Relation: "can_update", Object: "post:42"})
//
// [Provision] creates the store and writes the model, as a deployment or a test does it; the
// service itself asks by the ids that come of it, so that a new model takes effect when the
// service that knows it does.
//
// # It fails closed
//
// A server that does not answer within [Config.Timeout], answers with something unexpected,
// or refuses the key makes an errs.KindUnavailable with rebac.CodeUnavailable. Questions are
// not asked again: the caller has a deadline of its own.
//
// # Circles
//
// Where what stands after "but not" leads in a circle (folders that are in each other), a
// server may say no although nothing follows from the circle; the evaluator in memory says
// yes. A server never says yes where the evaluator says no.
//
// # Limits
//
// Up to 100 tuples are written in one request, in full or not at all; more are written in
// several requests, and a failure may leave some of them written. Write is idempotent, so
// the same call made again completes it. Up to 50 questions are asked in one request.
// A server lists up to 1 000 objects unless it is told otherwise, and says nothing of more.
//
// # Versions
//
// Servers from 1.10 on leave tuples alone that are there already. For older ones, from 1.8
// on, Write reads what is there when the server objects, and writes the rest.
package openfga
