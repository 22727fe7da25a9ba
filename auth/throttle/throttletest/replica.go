package throttletest

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/errs"
)

// replica returns a throttle over the store, as each process of a service has one.
func (h harness) replica() *throttle.Throttle {
	h.Helper()
	limits, err := throttle.New(throttle.Config{
		Store:   h.Store,
		Account: throttle.Limit{Free: 3, First: time.Hour, Longest: time.Hour},
		Now:     func() time.Time { return h.now },
	})
	require.NoError(h, err)
	return limits
}

func replicas(h harness) {
	limits := []*throttle.Throttle{h.replica(), h.replica(), h.replica()}
	var allowed atomic.Int64
	h.atOnce(30, func(i int) error {
		err := limits[i%len(limits)].Allow(h.Context(), throttle.Attempt{Account: "ada"})
		if err == nil {
			allowed.Add(1)
		}
		if errors.Is(err, errs.KindTooMany) {
			return nil
		}
		return err
	})
	require.LessOrEqual(h, allowed.Load(), int64(3))
	require.Positive(h, allowed.Load())
}

func succeeded(h harness) {
	one, other := h.replica(), h.replica()
	ada := throttle.Attempt{Account: "ada", Address: "192.0.2.1"}
	for range 3 {
		require.NoError(h, one.Allow(h.Context(), ada))
	}
	require.ErrorIs(h, other.Allow(h.Context(), ada), errs.KindTooMany)
	require.NoError(h, one.Succeeded(h.Context(), ada))
	require.NoError(h, other.Allow(h.Context(), ada))
}
