// Package rebac answers who may do what by who relates to what: Ann may update the post
// because she owns it, or because she is a member of a group that may.
//
//	model := rebac.MustParseModel(`
//	model
//	  schema 1.1
//	type user
//	type group
//	  relations
//	    define member: [user, group#member]
//	type post
//	  relations
//	    define is_owner: [user]
//	    define can_update: [user, group#member] or is_owner
//	`)
//	authorizer := rebac.NewMemory(model, rebac.Config{})
//	err := authorizer.Write(ctx, []rebac.Tuple{{User: "user:ann", Relation: "is_owner", Object: "post:42"}}, nil)
//	…
//	err = rebac.Require(ctx, authorizer, rebac.Tuple{User: "user:ann", Relation: "can_update", Object: "post:42"})
//
// # Models
//
// A model is written in the modelling language of OpenFGA, schema 1.1: types, relations,
// direct restrictions ([user, group#member, user:*]), "or", "and", "but not", relations by
// name, "relation from relation", and parentheses. Conditions and modules are refused with
// a message. [ParseModel] tells every fault with its line and column.
//
// # Authorizers
//
// [Memory] evaluates a model in the process. The package datarebac does so over tuples that
// are kept in a data.Store, and an [Evaluator] over whatever else can look them up. The
// package openfga asks an OpenFGA server, with the same model, which [Model.MarshalJSON]
// writes as the server reads it. Package rebactest holds all of them, and yours, to the same
// behaviour.
//
// # It fails closed
//
// An authorizer that cannot answer returns an error, never true. A relation that the model
// does not know is an error too: it is a misspelt word of the program, and "false" would
// hide it. So is an answer that takes more steps than [Config] allows. Relations that lead
// back to themselves are no fault; what follows only from itself is false.
//
// # Tuples and transactions
//
// Tuples live beside the database of the service. Write them after the commit, from a
// subscription to the events of the change, and not inside the unit of work: Write is
// idempotent, so a subscription that is delivered twice does no harm, and a tuple never
// speaks of an object that was rolled back.
package rebac
