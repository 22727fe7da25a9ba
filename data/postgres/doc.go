// Package postgres keeps documents and the log in a PostgreSQL database, 14 or newer: the
// store for services that run on several machines.
//
//	drivers := data.Drivers{"postgres": postgres.Open, "sqlite": sqlite.Open}
//	store, err := drivers.Open(ctx, "postgres://pizzeria:secret@db:5432/pizzeria?sslmode=require")
//
// Tables, indexes and functions are made where there are none, from what the repositories
// declare. [ParseURL] lists what a URL can say. Opening fails with what is wrong and what to
// do about it, and never shows the password.
//
// # What is in the database
//
// A collection is a table (id, version, doc), doc being jsonb, in the schema of the URL. A
// declared index is an expression index; its definition is kept as its comment, by which a
// later start sees what changed. Indexes that are missing are made, those that changed
// are made anew, those no longer declared are dropped; those made by hand are left alone as
// long as they have no dot in their name. Names that begin with neuroglia_ are the
// framework's. A program refuses a database whose format is newer than it knows.
//
// Every statement begins with a comment that names it, as in "/* update orders */", which logs,
// pg_stat_activity and pg_stat_statements show.
//
// # A commit is one round trip
//
// All statements of a commit are sent at once and end in one Sync, which makes them one
// transaction. Nothing is locked while the program thinks. Documents are locked in one
// order, so commits are serializable without PostgreSQL's SERIALIZABLE and do not
// deadlock by their ids; those that deadlock by unique values are sent again.
//
// A unit of work with an uow.Isolation, or one that calls [Tx] for SQL of its own, holds a
// transaction and a connection from then on. It takes a round trip to begin, one for each read,
// one to write and one to commit. The pool needs a connection for every such unit under way,
// and one more for what these read of the log or commit beside it: with fewer, they wait for each other.
//
// # The log
//
// The events of all streams are rows of neuroglia_events, written in the transaction of the
// documents they belong to. Their positions are drawn from a sequence, so a later position may be
// seen before an earlier one, whose transaction takes longer; whoever reads on from the highest
// position seen loses events. Readers here stop at the head, which is computed from facts:
//
//   - A writer checks versions first, then takes a shared advisory lock whose key is the last
//     number drawn, which says "what I write is above this", and only then draws its numbers. The
//     lock ends with its transaction.
//   - A reader asks for the last number drawn, then for the lowest of those locks, and then, by
//     a later snapshot, for the rows up to the lower of the two. A writer whose lock it did not
//     see either locks later, and then its numbers are above, or was done, and then its rows are seen.
//
// A number below the head that has no row was rolled back and will never have one: there is no
// timeout. A transaction that is slow to commit after it appended holds the head up, which is why
// a commit is one round trip. It takes a primary, READ COMMITTED, and a sequence with CACHE 1.
//
// A reader of one type or category, far behind, passes over all else; see [LogIndex] for what spares
// it that, and for what that costs.
//
// Appends of one event go out at once, each in a transaction of its own, as long as no more than 3
// are under way; those that come beyond share transactions, each with its own outcome, and so
// do units of work that do nothing else. A context that ends takes back an append that still
// waits for its turn; a transaction that is shared goes on for the sake of the others.
//
// Who waits for news is woken at once by what this process commits, and some milliseconds later by
// what others commit: each tells the others that there is news, once in 20 ms at most, after the
// transaction that appended, because PostgreSQL lets those that notify commit one at a time only. A
// process in which somebody waits keeps one connection beside the pool to listen. Notices are not
// relied on: one look for all who wait is repeated, soon while there is news and then less and less often,
// down to once a second, and four times a second where nobody listens (pooling=transaction, notify=off).
//
// # How it fails
//
// A *data.StaleError and a *data.DuplicateError are the answers of the contract.
// "store_busy", "storage_full", "storage_readonly", "storage_failed" and "store_closed" are of
// errs.KindUnavailable. All of them mean that nothing was written. Where the connection is
// lost after a commit was sent nobody can know, and the error says so: see
// uow.OutcomeOf. A context that ends while a commit is under way is heard some seconds later:
// the true outcome is worth waiting for.
//
// # What PostgreSQL does its own way
//
// The character U+0000 is in no text of it: a document that holds one is refused with the code
// "unstorable_text". A number keeps all its digits and is compared by all of them, where
// memory and SQLite round what is no integer to the nearest float64; -0 is 0. Arrays and
// objects are sorted among texts by the JSON that PostgreSQL writes, with blanks in it.
//
// # Behind a proxy
//
// A proxy that hands out connections for a transaction at a time, as PgBouncer may, is fine with
// pooling=transaction: no statement is prepared under a name, nothing listens, and all locks end
// with their transaction.
package postgres
