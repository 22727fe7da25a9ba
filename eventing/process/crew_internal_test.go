package process

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Who has waited in the store does not wait behind thousands that woke since.
func TestThoseThatWakeDoNotFillTheQueue(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	worked := make(chan string, 10)
	c := newCrew(1, func(correlation string) error {
		<-goOn
		worked <- correlation
		return nil
	})
	require.True(t, c.admit([]string{"a", "b"}, 2)) // a is worked for, b waits
	require.False(t, c.admit([]string{"c", "d", "e"}, 2))
	require.Equal(t, []string{"b", "c"}, c.waiting)
	require.Equal(t, 1, c.offer("old"), "what the store says is next is not refused")
	require.False(t, c.admit([]string{"f"}, 2))
	close(goOn)
	for _, want := range []string{"a", "b", "c", "old"} {
		require.NoError(t, c.ended(<-c.done))
		require.Equal(t, want, <-worked)
	}
	require.Empty(t, c.busy)
}
