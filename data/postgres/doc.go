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
