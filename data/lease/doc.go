// Package lease says who may work on something, and how far the work has come, over any
// data.Store.
//
//	leases, err := lease.New(store, lease.Config{})
//	…
//	err = leases.Hold(ctx, "order-list", owner, 30*time.Second, func(ctx context.Context, l lease.Lease) error {
//		return project(ctx, l) // the only one of all replicas, until ctx is over
//	})
//
// # Leases
//
// A lease is held by one owner for a time and may be renewed. Its time is that of the
// database, so the clocks of the replicas are of no matter. Who dies loses the lease when
// the time is up; another one acquires it then, under a greater [Lease.Token].
//
// # Fencing
//
// No lease can keep a holder from believing in it for too long: a process may be stopped
// between looking at the clock and writing. So what is written under a lease says so:
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		if err := leases.Guard(ctx, l); err != nil {
//			return err
//		}
//		… // whatever is written here
//	})
//
// The commit checks the token in the same transaction. Who was overtaken gets a
// [*LostError] and has written nothing.
//
// # Checkpoints
//
// A [Checkpoint] is a position under a name, saved by compare-and-set: only by who knows
// what was saved last. Saved in the unit of work that holds the effects, it makes them
// happen once:
//
//	c, err := checkpoints.Load(ctx, "order-list")
//	…
//	err = uow.Do(ctx, func(ctx context.Context) error {
//		… // the effects of the events up to position
//		c, err = checkpoints.Save(ctx, c, position)
//		return err
//	})
//
// # What a store has to have
//
// Leases and checkpoints are documents, so every data.Store keeps them, and commits them
// with whatever else is written. For leases it has to tell the time as well: see [Clock].
//
// # What it is not for
//
// Locks around short work: a unit of work and its versions do that without a lease.
package lease
