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
//		t.Run("isolation", func(t *testing.T) { datatest.TestIsolation(t, open, features) })
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
// [TestQuery] draws documents and queries at random and holds the answers to those of memory;
// it is what finds the faults of a translation into another query language.
//
// [TestIsolation] is for a store that is a data.Transactor, and [TestHandWritten] for one that
// hands its transaction out; [TestLease] is for one that is a lease.Clock, and [TestMigrate] for
// one that is a migrate.Database.
//
// # Optional powers
//
// [Features] says what an adapter promises beyond what all have to do. The suites
// hold it to each promise, and do not look for what it does not promise. The powers that
// are interfaces, such as eventstore.Eraser, are tested where the store has them.
//
// # Faults and torture
//
// [TestUnitOfWorkFaults] has something go wrong at every step of a unit of work: the context
// ends, the store is closed, and whatever else the adapter can provoke, such as a connection that
// is cut in front of each message in turn. All or nothing is there then, and
// the outcome that is told is the true one.
//
// [TortureEventStore] and [TortureUnitOfWork] take seconds, and minutes where
// [TortureVariable] says so: writers in several processes that are killed, connections that are
// cut, a server that dies. What readers see is held against what writers were told, and what is
// stored against the fold of its events. The adapter says by a [Torture] where the store is, and
// by a [Victim] what can be done to it besides; the processes are the test binary itself:
//
//	func TestTorture(t *testing.T) {
//		datatest.TortureEventStore(t, datatest.Torture{
//			Place:     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "torture.db") },
//			Open:      func(t *testing.T, place string) datatest.Victim { return datatest.Victim{Store: open(t, place)} },
//			Processes: 2,
//		})
//	}
//
// # Programs that die
//
// [TestMortality] is for those who write programs over a store and not stores: it has the program die at each of
// its commits, by a [Mortal] in between, and lets the test judge what is left.
//
// # What it is not for
//
// The suites look for wrong answers. They measure no speed.
package datatest
