package webhook

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheMemoryHasAnEndAndABound(t *testing.T) {
	t.Parallel()
	m, now := memory{}, time.Unix(0, 0)
	first := identity{"/orders", "first"}
	m.add(first, now)
	require.True(t, m.has(first, now.Add(remembered-1)))
	require.False(t, m.has(first, now.Add(remembered)))
	for i := range maxRemembered {
		m.add(identity{"/orders", strconv.Itoa(i)}, now)
	}
	require.Len(t, m, maxRemembered)
	m.add(identity{"/orders", "late"}, now.Add(remembered+1))
	require.Len(t, m, 1, "what is over makes room")
}
