package datatest_test

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

func TestFaultsOfMemory(t *testing.T) {
	t.Parallel()
	unitFaults(t, func(*testing.T, string) data.Store { return memory.New() })
}

func unitFaults(t *testing.T, open datatest.Open) {
	t.Helper()
	datatest.TestUnitOfWorkFaults(t, open, datatest.Features{}, datatest.Faults{Patient: true, List: refusals})
}

// refusals are commits that fail, which is what a fault is where there is no server.
func refusals(t *testing.T, store data.Store, _ func(before, after func())) []datatest.Fault {
	t.Helper()
	s, ok := store.(*hasty)
	if !ok {
		return nil
	}
	return []datatest.Fault{{Name: "the commit is refused", Strike: func(*testing.T) func() bool {
		s.refuse = true
		return func() bool { s.refuse = false; return true }
	}}}
}

// hasty is a store that gets it wrong when its context is over.
type hasty struct {
	*memory.Store
	refuse bool
	commit func(ctx context.Context, s *memory.Store, b data.Batch) error
}

func (h *hasty) Commit(ctx context.Context, b data.Batch) error {
	if h.refuse {
		return context.DeadlineExceeded
	}
	return h.commit(ctx, h.Store, b)
}

var hastyStores = map[string]func(ctx context.Context, s *memory.Store, b data.Batch) error{
	"what was committed is said not to be": func(ctx context.Context, s *memory.Store, b data.Batch) error {
		if err := s.Commit(context.WithoutCancel(ctx), b); err != nil {
			return err
		}
		return ctx.Err()
	},
	"what was not committed is said to be": func(ctx context.Context, s *memory.Store, b data.Batch) error {
		if ctx.Err() != nil {
			return nil
		}
		return s.Commit(ctx, b)
	},
	"half of it is committed": func(ctx context.Context, s *memory.Store, b data.Batch) error {
		for _, w := range b.Writes {
			if err := s.Commit(ctx, data.Batch{Writes: []data.Write{w}}); err != nil {
				return err
			}
		}
		return nil
	},
	"what is known is said to be unknown": func(ctx context.Context, s *memory.Store, b data.Batch) error {
		if ctx.Err() != nil {
			return uow.UnknownOutcome(ctx.Err())
		}
		return s.Commit(ctx, b)
	},
}

const hastyVariable = "DATATEST_HASTY"

// TestHasty is what TestTheFaultsBite runs in a process of its own, where it has to fail.
func TestHasty(t *testing.T) {
	t.Parallel()
	commit, ok := hastyStores[os.Getenv(hastyVariable)]
	if !ok {
		t.Skip("run by TestTheFaultsBite")
	}
	unitFaults(t, func(*testing.T, string) data.Store { return &hasty{Store: memory.New(), commit: commit} })
}

func TestTheFaultsBite(t *testing.T) {
	t.Parallel()
	for name := range hastyStores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHasty$", "-test.timeout=60s")
			cmd.Env = append(os.Environ(), hastyVariable+"="+name)
			output, err := cmd.CombinedOutput()
			require.Error(t, err, "the suite accepts a store with this fault")
			require.Contains(t, string(output), "--- FAIL: TestHasty")
			t.Logf("%s", output)
		})
	}
}

// A fault that a sound store meets is no fault of its own.
func TestASoundStoreMeetsAFault(t *testing.T) {
	t.Parallel()
	unitFaults(t, func(*testing.T, string) data.Store {
		return &hasty{Store: memory.New(), commit: func(ctx context.Context, s *memory.Store, b data.Batch) error { return s.Commit(ctx, b) }}
	})
}
