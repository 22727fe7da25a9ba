//go:build unix

package sqlite_test

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

const fullVariable = "NEUROGLIA_SQLITE_TEST_FULL"

// TestUnitsOfWorkMeetADiskThatFails has files not grow any more at each place where a commit writes.
// The limit is the process's, so there is a process for it, in which one test runs at a time.
func TestUnitsOfWorkMeetADiskThatFails(t *testing.T) { //nolint:tparallel // the limit is everybody's
	t.Parallel()
	if os.Getenv(fullVariable) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.parallel=1", "-test.timeout=2m")
		cmd.Env = append(os.Environ(), fullVariable+"=1")
		output, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", output)
		t.Logf("%s", output)
		return
	}
	signal.Ignore(syscall.SIGXFSZ) // so that a write fails instead
	for name, options := range map[string][]uow.Option{"at the commit": nil, "in a transaction": {uow.Isolation(uow.Serializable)}} {
		f := new(files)
		t.Run(name, func(t *testing.T) { //nolint:paralleltest // the limit is everybody's
			datatest.TestUnitOfWorkFaults(t, f.open, datatest.Features{}, datatest.Faults{Options: options, Patient: true, List: f.full})
		})
	}
}

// full are disks that fail a write after so and so many bytes, up to what a unit writes.
func (f *files) full(t *testing.T, store data.Store, unit func(before, after func())) []datatest.Fault {
	t.Helper()
	path, ok := f.urls.Load(store)
	require.True(t, ok)
	size := func() int64 {
		info, err := os.Stat(path.(string) + "-wal")
		require.NoError(t, err)
		return info.Size()
	}
	unit(func() {}, func() {}) // of the first, the log is made
	var writes int64
	unit(func() { writes = -size() }, func() { writes += size() })
	require.Positive(t, writes)
	const step = 1024 // a quarter of a page
	var faults []datatest.Fault
	for room := int64(0); room <= writes+step; room += step {
		faults = append(faults, datatest.Fault{
			Name: fmt.Sprintf("files grow by %d bytes and no more", room),
			Strike: func(t *testing.T) func() bool {
				t.Helper()
				limit(t, uint64(size()+room)) //nolint:gosec // small
				return func() bool {
					limit(t, unlimited)
					require.Equal(t, events(t, path.(string)), events(t, copied(t, path.(string))), "what is not there is found by who recovers the file")
					return true
				}
			},
		})
	}
	return faults
}

// copied returns a copy of the file and its log as a crash would leave them.
func copied(t *testing.T, path string) string {
	t.Helper()
	// Who reads keeps the log from being emptied between the one file and the other.
	db, err := sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	reader, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	var n int
	require.NoError(t, reader.QueryRowContext(t.Context(), "SELECT count(*) FROM neuroglia_events").Scan(&n))
	defer func() { require.NoError(t, reader.Rollback()) }()
	to := filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + suffix)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(to+suffix, content, 0o600))
	}
	return to
}

func events(t *testing.T, path string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM neuroglia_events").Scan(&n))
	return n
}

const unlimited = 1 << 62

// limit says how large files may become.
func limit(t *testing.T, bytes uint64) {
	t.Helper()
	var current syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &current))
	current.Cur = min(bytes, current.Max)
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &current))
}
