// Package datasession keeps sessions in a data.Store: in memory, SQLite, PostgreSQL, whatever
// the service keeps everything else in.
//
//	store, err := datasession.New(database, datasession.Config{})
//	…
//	sessions, err := session.New(session.Config{Store: store})
//
// # One unit of work
//
// What is done to sessions in a unit of work is committed with it, or not at all:
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		user, err := users.Get(ctx, id)
//		if err != nil {
//			return err
//		}
//		user.Deactivate()
//		return errors.Join(
//			users.Update(ctx, user),
//			sessions.RevokeAll(ctx, auth.Identity{Subject: id}),
//		)
//	})
//
// A request that extends one of these sessions at the very moment is a conflict,
// "stale_version"; uow.Retry, and the behavior of the mediator that is made of it, do the
// work again.
//
// # What it costs
//
// A request reads one document by its id. One that finds its session nearly over writes it
// too. Sessions that are over stay until they are purged; see session.Purger.
package datasession
