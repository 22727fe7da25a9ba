// Package datarebac keeps who relates to what in a data.Store, in memory, SQLite, PostgreSQL,
// whatever the service keeps everything else in, and answers by a model in the process. It
// needs no other service.
//
//	authorizer, err := datarebac.New(store, model, datarebac.Config{})
//	…
//	err = rebac.Require(ctx, authorizer, rebac.Tuple{User: "user:ann", Relation: "can_update", Object: "post:42"})
//
// # One unit of work
//
// What is written in a unit of work is committed with it, or not at all, and questions that are
// asked in it are answered as if it was stored already. So this is the one authorizer for which
// a tuple need not come after what it speaks of:
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		return errors.Join(
//			posts.Add(ctx, post),
//			authorizer.Write(ctx, []rebac.Tuple{owner(post)}, nil),
//		)
//	})
//
// A program that may move to OpenFGA one day writes its tuples after the commit instead; see
// package rebac. [Authorizer.All] has what is to be taken along.
//
// # What it costs
//
// A question reads once for each relation that it comes by: one query that finds the user,
// everybody, or a group among the users of a relation of an object, however many users that
// has. A relation by which a hundred groups may do something reads a hundred groups. For models
// that are deep, wide and asked often there is OpenFGA.
package datarebac
