package throttletest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
)

// contextOver returns a context that is over already.
func contextOver(h harness) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(h.Context())
	cancel()
	return ctx, cancel
}

// atOnce runs do so many times at once and fails with what it returns.
func (h harness) atOnce(times int, do func(i int) error) {
	h.Helper()
	var wait sync.WaitGroup
	faults := make(chan error, times)
	for i := range times {
		wait.Go(func() { faults <- do(i) })
	}
	wait.Wait()
	close(faults)
	for err := range faults {
		require.NoError(h, err)
	}
}

func many(h harness) {
	const workers, each = 8, 25
	key := func(worker, i int) string { return fmt.Sprintf("account:%d-%d", worker, i) }
	h.atOnce(workers, func(worker int) error {
		for i := range each {
			done, err := h.Swap(h.Context(), key(worker, i), throttle.Record{}, h.record(1+i))
			if err != nil || !done {
				return fmt.Errorf("swap %d of worker %d: %t, %w", i, worker, done, err)
			}
		}
		return nil
	})
	for worker := range workers {
		for i := range each {
			h.is(key(worker, i), h.record(1+i))
		}
	}
}

// first has twenty swap old for a record of their own and requires that one does.
func (h harness) first(old throttle.Record) {
	h.Helper()
	var won, winner atomic.Int64
	h.atOnce(20, func(i int) error {
		done, err := h.Swap(h.Context(), "a", old, h.record(100+i))
		if done {
			won.Add(1)
			winner.Store(int64(100 + i))
		}
		return err
	})
	require.EqualValues(h, 1, won.Load())
	h.is("a", h.record(int(winner.Load())))
}

func addAtOnce(h harness) { h.first(throttle.Record{}) }

func swapAtOnce(h harness) {
	h.put("a", h.record(1))
	h.first(h.record(1))
}

// countAtOnce has each count, again where another one was faster, as a throttle does.
func countAtOnce(h harness) {
	const workers, each = 5, 8
	h.atOnce(workers, func(int) error {
		for counted := 0; counted < each; {
			old, err := h.Get(h.Context(), "a")
			if err != nil {
				return err
			}
			done, err := h.Swap(h.Context(), "a", old, h.record(old.Attempts+1))
			if err != nil {
				return err
			}
			if done {
				counted++
			}
		}
		return nil
	})
	h.is("a", h.record(workers*each))
}
