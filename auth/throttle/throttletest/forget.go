package throttletest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
)

// forgotten is whatever a Get says: the record, or none where the store forgets by itself.
func forgotten(h harness) {
	over := throttle.Record{Attempts: 3, Until: h.now.Add(-2 * time.Hour), Forget: h.now.Add(-time.Hour)}
	for _, before := range []throttle.Record{{}, h.record(1)} {
		if !before.IsZero() {
			h.put("a", before)
		}
		require.True(h, h.swaps("a", before, over))
		got, err := h.Get(h.Context(), "a")
		require.NoError(h, err)
		require.True(h, got.IsZero() || got.Equal(over), "%+v", got)
		require.False(h, h.swaps("a", h.record(9), h.record(2)))
		require.True(h, h.swaps("a", got, h.record(2)))
		h.is("a", h.record(2))
		require.True(h, h.swaps("a", h.record(2), throttle.Record{}))
	}
}

func (h harness) purgeable() throttle.Purgeable {
	store, ok := h.Store.(throttle.Purgeable)
	if !ok {
		h.Skip("the store forgets by itself")
	}
	return store
}

func purge(h harness) {
	store := h.purgeable()
	r, later, never := h.record(1), h.record(2), throttle.Record{Attempts: 3, Until: h.now}
	later.Forget = r.Forget.Add(time.Microsecond)
	h.put("a", r)
	h.put("b", later)
	h.put("c", never)

	n, err := store.Purge(h.Context(), r.Forget.Add(-time.Microsecond))
	require.NoError(h, err)
	require.Zero(h, n)
	h.is("a", r)
	n, err = store.Purge(h.Context(), r.Forget)
	require.NoError(h, err)
	require.Equal(h, 1, n)
	h.is("a", throttle.Record{})
	h.is("b", later)
	n, err = store.Purge(h.Context(), r.Forget.AddDate(100, 0, 0))
	require.NoError(h, err)
	require.Equal(h, 1, n)
	h.is("c", never)
	h.put("a", r)
}

func purgeMany(h harness) {
	const many = 520
	store := h.purgeable()
	for i := range many {
		h.put(fmt.Sprint(i), h.record(1))
	}
	n, err := store.Purge(h.Context(), h.now.Add(time.Hour))
	require.NoError(h, err)
	require.Equal(h, many, n)
}
