package throttle_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
)

// purgeable notes until when it was purged, and fails the first time.
type purgeable struct{ untils []time.Time }

func (p *purgeable) Purge(_ context.Context, until time.Time) (int, error) {
	p.untils = append(p.untils, until)
	if len(p.untils) == 1 {
		return 0, errors.New("the disk is full")
	}
	return len(p.untils), nil
}

func TestThePurgerGoesOnUntilItIsStopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		store, began := &purgeable{}, time.Now()
		purger := throttle.NewPurger(store, throttle.PurgerConfig{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Minute)
		defer cancel()
		require.NoError(t, purger.Run(ctx))
		require.Len(t, store.untils, 2, "every ten minutes or a little more")
		require.WithinRange(t, store.untils[0], began.Add(10*time.Minute), began.Add(11*time.Minute))
		require.Contains(t, log.String(), `msg="purging attempts failed" error="the disk is full"`)
		require.Contains(t, log.String(), `msg="attempts purged" records=2`)
		require.Equal(t, "throttle purger", purger.String())
	})
}

func TestThePurgerGoesByTheClockOfTheThrottle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, clock := &purgeable{}, newClock()
		purger := throttle.NewPurger(store, throttle.PurgerConfig{Every: time.Minute, Now: clock.Now, Logger: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		require.NoError(t, purger.Run(ctx))
		require.Equal(t, []time.Time{clock.Now()}, store.untils)
	})
}
