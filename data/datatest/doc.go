// Package datatest holds the suites that say what a store has to do.
//
// An adapter runs all of them; what they accept works under every repository:
//
//	func TestContract(t *testing.T) {
//		open := func(t *testing.T, dir string) data.Store {
//			store, err := sqlite.Open(t.Context(), "sqlite:"+filepath.Join(dir, "test.db"))
//			require.NoError(t, err)
//			return store
//		}
//		features := datatest.Features{Durable: true}
//		t.Run("store", func(t *testing.T) { datatest.TestStore(t, open, features) })
//		t.Run("repository", func(t *testing.T) { datatest.TestRepository(t, open, features) })
//		t.Run("unit of work", func(t *testing.T) { datatest.TestUnitOfWork(t, open, features) })
//		t.Run("event store", func(t *testing.T) { datatest.TestEventStore(t, open, features) })
//		t.Run("lease", func(t *testing.T) { datatest.TestLease(t, open, features) })
//		t.Run("migrate", func(t *testing.T) { datatest.TestMigrate(t, open, features) })
//	}
//
// # The suites
//
// [TestStore] speaks to the driver contract itself: versions, unique indexes, all or
// nothing, queries, concurrency, closing and opening again. Begin with it.
// [TestRepository] and [TestUnitOfWork] run the portable repositories over the store,
// among other things against a naive model under random operations. [TestEventStore] is
// for a store that keeps a log as well: versions, order, repetition and filters, with
// writers at work while a reader follows; that documents and events are one commit; and
// the event-sourced repository, by the same tests as the other one. Every subtest
// opens a store of its own and runs in parallel with the others, so an adapter for a
// server keeps the stores apart by the dir it is given.
//
// [TestLease] is for a store that is a lease.Clock, and [TestMigrate] for one that is a
// migrate.Database.
//
// # Optional powers
//
// [Features] says what an adapter promises beyond what all have to do. The suites
// hold it to each promise, and do not look for what it does not promise. The powers that
// are interfaces, such as eventstore.Eraser, are tested where the store has them.
//
// # What it is not for
//
// The suites look for wrong answers. They measure no speed and kill no process.
package datatest
