package datatest_test

import (
	"context"
	"errors"
	"iter"
	"os"
	"os/exec"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

func TestTortureOfMemory(t *testing.T) {
	t.Parallel()
	datatest.TortureEventStore(t, datatest.Torture{
		Open:  func(*testing.T, string) datatest.Victim { return datatest.Victim{Store: memory.New()} },
		Lasts: time.Second,
	})
}

// crooked is a log that goes wrong every now and then.
type crooked struct {
	*memory.Store
	calls, lines atomic.Int64
	append       func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error)
	read         func(r eventstore.Record) []eventstore.Record
}

// often is how many calls there are to one that goes wrong.
const often = 20

func (c *crooked) Append(ctx context.Context, batches ...eventstore.Batch) (eventstore.Commit, error) {
	if c.append != nil && c.calls.Add(1)%often == 0 {
		return c.append(ctx, c.Store, batches)
	}
	return c.Store.Append(ctx, batches...)
}

func (c *crooked) ReadAll(ctx context.Context, after eventstore.Position, filter eventstore.Filter) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for r, err := range c.Store.ReadAll(ctx, after, filter) {
			records := []eventstore.Record{r}
			if c.read != nil && err == nil && c.lines.Add(1)%(often*often) == 0 {
				records = c.read(r)
			}
			for _, r := range records {
				if !yield(r, err) {
					return
				}
			}
		}
	}
}

// The readers of crooked logs, to tell what they are worth.
var crookedLogs = map[string]func() datatest.Victim{
	"an acknowledged append is forgotten": crookedAppend(func(_ context.Context, _ *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		return eventstore.Commit{Position: 1, Versions: make([]int64, len(batches))}, nil
	}),
	"the end of an acknowledged append is forgotten": crookedAppend(func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		last := slices.Clone(batches)
		last[len(last)-1].Events = last[len(last)-1].Events[1:]
		return s.Append(ctx, last...)
	}),
	"a refused append is there": crookedAppend(func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		_, err := s.Append(ctx, batches...)
		return eventstore.Commit{}, errors.Join(err, &eventstore.VersionError{Stream: "any"})
	}),
	"an append is there twice": crookedAppend(func(ctx context.Context, s *memory.Store, batches []eventstore.Batch) (eventstore.Commit, error) {
		commit, err := s.Append(ctx, batches...)
		twice := eventstore.Batch{Stream: "twice", Expected: eventstore.Any, Events: batches[0].Events}
		_, again := s.Append(ctx, twice)
		return commit, errors.Join(err, again)
	}),
	"an error is of no kind": crookedAppend(func(context.Context, *memory.Store, []eventstore.Batch) (eventstore.Commit, error) {
		return eventstore.Commit{}, errors.New("something went wrong")
	}),
	"a record is passed over": crookedReader(func(eventstore.Record) []eventstore.Record { return nil }),
	"a record is read twice":  crookedReader(func(r eventstore.Record) []eventstore.Record { return []eventstore.Record{r, r} }),
	"the naive reader loses nothing": func() datatest.Victim {
		s := memory.New()
		return datatest.Victim{Store: s, Naive: func(ctx context.Context, after eventstore.Position) (page []eventstore.Record, err error) {
			for r, err := range s.ReadAll(ctx, after, eventstore.Filter{}) {
				if err != nil {
					return page, err
				}
				page = append(page, r)
			}
			return page, nil
		}}
	},
}

func crookedAppend(fn func(context.Context, *memory.Store, []eventstore.Batch) (eventstore.Commit, error)) func() datatest.Victim {
	return func() datatest.Victim { return datatest.Victim{Store: &crooked{Store: memory.New(), append: fn}} }
}

func crookedReader(fn func(eventstore.Record) []eventstore.Record) func() datatest.Victim {
	return func() datatest.Victim { return datatest.Victim{Store: &crooked{Store: memory.New(), read: fn}} }
}

const crookedVariable = "DATATEST_CROOKED"

// TestCrooked is what TestTheTortureBites runs in a process of its own, where it has to fail.
func TestCrooked(t *testing.T) {
	t.Parallel()
	victim, ok := crookedLogs[os.Getenv(crookedVariable)]
	if !ok {
		t.Skip("run by TestTheTortureBites")
	}
	datatest.TortureEventStore(t, datatest.Torture{
		Open:  func(*testing.T, string) datatest.Victim { return victim() },
		Lasts: 300 * time.Millisecond,
	})
}

func TestTheTortureBites(t *testing.T) {
	t.Parallel()
	for name := range crookedLogs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrooked$", "-test.timeout=60s")
			cmd.Env = append(os.Environ(), crookedVariable+"="+name)
			output, err := cmd.CombinedOutput()
			require.Error(t, err, "the torture accepts a log with this fault")
			require.Contains(t, string(output), "--- FAIL: TestCrooked")
			t.Log(string(output))
		})
	}
}
