// Package sqlite keeps documents and a log of events in a SQLite database: the embedded
// store, in one file and without a server, written in Go all the way down.
//
//	drivers := data.Drivers{"sqlite": sqlite.Open}
//	store, err := drivers.Open(ctx, "sqlite:data/orders.db")
//
// Folders and file are made where there are none, and so are tables and indexes, from
// what the repositories declare. [ParseURL] lists what a URL can say.
//
// # What is on disk
//
// A collection is a table (id, version, doc), doc being the JSON document in
// SQLite's binary form, and an index is an expression index on doc->>'$."path"'. Both can
// be used by hand-written SQL; json(doc) gives the text. A shell has to be SQLite 3.45
// or newer. Binary was chosen over text by measurement: looking through documents of
// 900 bytes without an index takes 0.6 µs each instead of 3.9 µs, for 2 µs
// more to load one and 4 µs more to store one.
//
// Indexes follow the declarations: at start, those that are missing are made, those
// that changed are made anew, those no longer declared are dropped. Indexes made by
// hand are left alone as long as they have no dot in their name. A table neuroglia_meta
// holds the format; a program brings an older file up to its own, and refuses one that is
// newer than it knows.
//
// # The log
//
// A [Store] is an eventstore.Store too. Its records are the rows of neuroglia_events, and
// what the aggregates of a commit recorded is appended in the transaction that stores
// them: whenever the process dies, the state that is stored is the fold of the events that
// are. Transactions are one after the other, so the order of positions is the order of
// commits, and whatever can be read is settled.
//
// Who waits for news in this process is woken by the commit; what other processes append
// is noticed within a tenth of a second, or sooner while there is news. Reads go page by page and hold nothing in between.
// Data and metadata are JSON text, which hand-written SQL can look into.
//
// # Durability
//
// A commit that was acknowledged survives the death of the process at any instruction,
// and, with synchronous=full, which is the default, the loss of power. The file is in
// WAL mode: "-wal" and "-shm" beside it belong to it while it is open. Keep it on a local
// disk, and never copy a file in use: [Store.Backup] makes a copy without holding anybody up.
//
// # What is deleted
//
// What is deleted or replaced is overwritten with zeros in the file (secure_delete=on), so that no
// tool finds it in the free pages. The log beside the file holds pages as they were: after a document was
// deleted or a stream erased it is emptied within about a second, as soon as nobody reads from it, and after a
// start where a process died before it could. Rows deleted by hand-written SQL leave the log with the next
// deletion of a document, when the log is full, or when the store is closed. Backups and what the disk itself keeps are
// not reached; a key that is thrown away together with its document covers those.
//
// # Writers and readers
//
// SQLite writes one transaction at a time. All commits of a process go through one
// connection; those that wait while one is under way share the next transaction
// and its sync of the disk, each with its own outcome, so 64 callers at once see about six
// times the commits per second of one. Readers have connections of their own, see the
// last commit, and neither wait for a writer nor hold one up.
//
// A unit of work with uow.Isolation(uow.Serializable), or one that calls [Tx] for SQL of its own,
// holds the transaction that writes until it ends; all other commits wait. An isolation below that
// reads from a snapshot, which keeps nobody waiting.
//
// Several processes may use one file. A commit waits for theirs up to busy_timeout and
// then fails with errs.KindUnavailable, code "store_busy".
//
// # More than documents
//
// The store is a data.Aggregator, a lease.Clock, whose time is that of the machine, and a
// migrate.Database for tables of your own in the same file.
//
// # How it fails
//
// A *data.StaleError, a *data.DuplicateError and an *eventstore.VersionError are the
// answers of the contracts.
// Otherwise the code says what is in the way: "store_busy", "storage_full",
// "storage_readonly", "storage_failed" and "store_closed" are of errs.KindUnavailable,
// "document_too_large" is of errs.KindTooLarge. All of them mean that nothing was written. Should the disk not confirm
// what a COMMIT wrote, nobody can know, and the error says so: see uow.OutcomeOf. A context that
// ends while a commit waits takes it back; one that ends later is not heard, and the
// true outcome is returned.
//
// # What it is not for
//
// Services that run on several machines, and more than some thousand commits a second:
// that is what a database server is for.
package sqlite
