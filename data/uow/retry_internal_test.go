package uow

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBoundsDoubleUpToTheirMaximum(t *testing.T) {
	t.Parallel()
	p := RetryPolicy{Base: 10 * time.Millisecond, Max: 50 * time.Millisecond}.withDefaults()
	var bounds []time.Duration
	for attempt := range 5 {
		bounds = append(bounds, p.bound(attempt+1)/time.Millisecond)
	}
	require.Equal(t, []time.Duration{10, 20, 40, 50, 50}, bounds)
	require.Equal(t, p.Max, p.bound(1000), "no overflow")
	require.Equal(t, RetryPolicy{Attempts: 4, Base: 10 * time.Millisecond, Max: time.Second}, RetryPolicy{}.withDefaults())
	require.Equal(t, time.Second, RetryPolicy{Base: time.Hour}.withDefaults().bound(1))
}
