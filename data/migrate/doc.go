// Package migrate brings the tables that a program makes by hand to what it needs: SQL
// files, in order, each applied once.
//
//	//go:embed migrations/*.sql
//	var files embed.FS
//
//	m, err := migrate.New(store.(migrate.Database), files, migrate.Config{Component: "reports"})
//	…
//	err = m.Up(ctx)
//
// Tables of collections and of the log need none of this; stores make those themselves.
//
// # Files
//
// A file is named by its number and what it does: 0001_reports.sql, 0002_reports_by_day.sql.
// Numbers rise and may have gaps. The content is SQL of the database, one or more
// statements. A file is never changed once it was applied anywhere: [Migrator.Check] finds
// those that were, by their checksum. There is no way down: what was wrong is put right by
// the next file.
//
// # Many processes
//
// Any number of replicas may call [Migrator.Up] at the same time. Each file is applied in a
// transaction that no other process's overlaps, together with the note that it was. A file
// that fails leaves those before it applied, and nothing of itself.
//
// A replica of an older version finds files applied that it does not know. Those behind the
// last one it knows are none of its business, since a rollout has both versions running;
// they should add and not take away, until no older version runs.
//
// # Looking first
//
// [Migrator.Status] lists all files and what became of them, [Migrator.Check] is for a
// readiness probe or a pipeline, [Migrator.Pending] has the SQL that Up would run, and
// [Migrator.DryRun] runs it and takes it back.
//
// # Running it
//
// Up is what the migrate command of a host runs:
//
//	hosting.AddMigration(services, func(store data.Store) (hosting.Migration, error) {
//		m, err := reports.Migrator(store)
//		return hosting.Migration{Name: "reports", Run: m.Up}, err
//	})
//
// # What it is not for
//
// Statements that a transaction refuses, such as CREATE INDEX CONCURRENTLY of PostgreSQL,
// and moving much data, which holds the lock for as long as it takes.
package migrate
