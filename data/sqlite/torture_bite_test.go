package sqlite_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// crooked is a store that commits wrongly every now and then.
type crooked struct {
	*sqlite.Store
	calls  atomic.Int64
	commit func(ctx context.Context, s *sqlite.Store, b data.Batch) error
}

func (c *crooked) Commit(ctx context.Context, b data.Batch) error {
	if len(b.Writes) > 1 && c.calls.Add(1)%50 == 0 { // not a snapshot, which may be lost
		return c.commit(ctx, c.Store, b)
	}
	return c.Store.Commit(ctx, b)
}

var crookedStores = map[string]func(ctx context.Context, s *sqlite.Store, b data.Batch) error{
	"an acknowledged unit is forgotten": func(context.Context, *sqlite.Store, data.Batch) error { return nil },
	"a refused unit is there": func(ctx context.Context, s *sqlite.Store, b data.Batch) error {
		return errors.Join(s.Commit(ctx, b), sqlite.ErrClosed)
	},
	"the events of a document are forgotten": func(ctx context.Context, s *sqlite.Store, b data.Batch) error {
		b.Writes[0].Events = nil
		return s.Commit(ctx, b)
	},
	"the documents of events are forgotten": func(ctx context.Context, s *sqlite.Store, b data.Batch) error {
		b.Writes = append([]data.Write{{Op: data.Check, Collection: b.Writes[0].Collection, ID: b.Writes[0].ID, Expected: b.Writes[0].Expected}}, b.Writes[1:]...)
		return s.Commit(ctx, b)
	},
	"a unit is committed in two": func(ctx context.Context, s *sqlite.Store, b data.Batch) error {
		err := s.Commit(ctx, data.Batch{Writes: b.Writes[:1]})
		if err == nil {
			os.Exit(137) // as good as killed in between
		}
		return err
	},
}

const crookedVariable = "NEUROGLIA_SQLITE_TEST_CROOKED"

// TestCrooked is what TestTheTortureOfUnitsBites runs in a process of its own, where it has to fail.
func TestCrooked(t *testing.T) {
	t.Parallel()
	commit, ok := crookedStores[os.Getenv(crookedVariable)]
	if !ok {
		t.Skip("run by TestTheTortureOfUnitsBites")
	}
	torture := tortured("?synchronous=normal", 1)
	torture.Transactions = 300
	sound := torture.Open
	torture.Open = func(t *testing.T, url string) datatest.Victim {
		t.Helper()
		return datatest.Victim{Store: &crooked{Store: sound(t, url).Store.(*sqlite.Store), commit: commit}}
	}
	datatest.TortureUnitOfWork(t, torture)
}

func TestTheTortureOfUnitsBites(t *testing.T) {
	t.Parallel()
	for name := range crookedStores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrooked$", "-test.timeout=60s")
			cmd.Env = append(os.Environ(), crookedVariable+"="+name)
			output, err := cmd.CombinedOutput()
			require.Error(t, err, "the torture accepts a store with this fault")
			require.True(t, strings.Contains(string(output), "--- FAIL: TestCrooked"), "%s", output)
			t.Logf("%s", output)
		})
	}
}
