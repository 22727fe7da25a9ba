package sessiontest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/session"
)

func deleted(h harness) {
	r, other := h.put("a", "#ann"), h.put("b", "#ann")
	require.NoError(h, h.Delete(h.Context(), r.ID))
	require.False(h, h.has(r))
	require.True(h, h.has(other))
	require.NoError(h, h.Delete(h.Context(), r.ID), "it is gone already")
	extended, err := h.Extend(h.Context(), r.ID, r.Expires, r.Expires.Add(time.Hour))
	require.NoError(h, err)
	require.False(h, extended)
	require.False(h, h.has(r))
}

func deleteAll(h harness) {
	a, b, c, other := h.put("a", "#ann"), h.put("b", "#ann"), h.put("c", "#ann"), h.put("d", "#bob")
	require.NoError(h, h.DeleteAll(h.Context(), "#nobody"))
	require.NoError(h, h.DeleteAll(h.Context(), "#ann", b.ID, other.ID, h.record("e", "").ID))
	require.False(h, h.has(a))
	require.True(h, h.has(b))
	require.False(h, h.has(c))
	require.True(h, h.has(other))

	again := h.put("f", "#ann")
	require.NoError(h, h.DeleteAll(h.Context(), "#ann"))
	require.False(h, h.has(b))
	require.False(h, h.has(again))
	require.True(h, h.has(other))
}

// deleteAndExtend lets both compete: whoever is first, what was deleted is gone.
func deleteAndExtend(h harness) {
	for _, remove := range []func(session.Record) error{
		func(r session.Record) error { return h.Delete(h.Context(), r.ID) },
		func(r session.Record) error { return h.DeleteAll(h.Context(), r.Owner) },
	} {
		for range 10 {
			r := h.put("a", "#ann")
			faults := make(chan error, 2)
			go func() {
				_, err := h.Extend(h.Context(), r.ID, r.Expires, r.Expires.Add(time.Hour))
				faults <- err
			}()
			go func() { faults <- remove(r) }()
			require.NoError(h, <-faults)
			require.NoError(h, <-faults)
			require.False(h, h.has(r))
		}
	}
}
