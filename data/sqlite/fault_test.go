package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// files knows in which files the stores of a suite are.
type files struct{ urls sync.Map }

// open opens a store that waits for others hardly at all.
func (f *files) open(t *testing.T, dir string) data.Store {
	t.Helper()
	path := filepath.Join(dir, "test.db")
	store, err := sqlite.Open(t.Context(), "sqlite:"+path+"?busy_timeout=100ms")
	require.NoError(t, err)
	f.urls.Store(store, path)
	return store
}

// connect opens the file of the store a second time.
func (f *files) connect(t *testing.T, store data.Store) *sql.DB {
	t.Helper()
	path, ok := f.urls.Load(store)
	require.True(t, ok)
	db, err := sql.Open("sqlite", "file:"+path.(string)+"?_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestUnitsOfWorkMeetFaults(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]uow.Option{"at the commit": nil, "in a transaction": {uow.Isolation(uow.Serializable)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := new(files)
			datatest.TestUnitOfWorkFaults(t, f.open, datatest.Features{Durable: true}, datatest.Faults{
				Options: options,
				Patient: true,
				List: func(t *testing.T, store data.Store, _ func(before, after func())) []datatest.Fault {
					t.Helper()
					return append(refusals(f.connect(t, store)), busy(f.connect(t, store)))
				},
			})
		})
	}
}

// refusals are statements that fail, each in the way in which SQLite can: alone, with what it has done
// so far kept, with the whole transaction, and only when that is committed.
func refusals(db *sql.DB) []datatest.Fault {
	var faults []datatest.Fault
	for _, table := range []string{"neuroglia_events", "accounts", "receipts"} {
		for _, how := range []string{"ABORT", "FAIL", "ROLLBACK"} {
			faults = append(faults, trigger(db, "an insert into "+table+" is refused with "+how, table, "SELECT RAISE("+how+", 'refused')"))
		}
		faults = append(faults, trigger(db, "the COMMIT is refused for "+table, table, "INSERT INTO orphans VALUES (1)"))
	}
	return faults
}

// trigger has a statement run whenever something is inserted or changed.
func trigger(db *sql.DB, name, table, does string) datatest.Fault {
	return datatest.Fault{Name: name, Strike: func(t *testing.T) func() bool {
		t.Helper()
		execute(t, db, `CREATE TABLE IF NOT EXISTS nobody (n INTEGER PRIMARY KEY)`,
			`CREATE TABLE IF NOT EXISTS orphans (n INTEGER REFERENCES nobody DEFERRABLE INITIALLY DEFERRED)`,
			`CREATE TRIGGER inserted AFTER INSERT ON `+table+` BEGIN `+does+`; END`,
			`CREATE TRIGGER changed AFTER UPDATE ON `+table+` BEGIN `+does+`; END`)
		return func() bool {
			execute(t, db, "DROP TRIGGER inserted", "DROP TRIGGER changed")
			return true
		}
	}}
}

func execute(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err, "%s", statement)
	}
}

// busy has another process hold the file for longer than the store waits.
func busy(db *sql.DB) datatest.Fault {
	return datatest.Fault{Name: "another process is writing", Strike: func(t *testing.T) func() bool {
		t.Helper()
		conn, err := db.Conn(t.Context())
		require.NoError(t, err)
		_, err = conn.ExecContext(t.Context(), "BEGIN IMMEDIATE")
		require.NoError(t, err)
		return func() bool {
			_, err := conn.ExecContext(t.Context(), "ROLLBACK")
			require.NoError(t, err)
			require.NoError(t, conn.Close())
			return true
		}
	}}
}
