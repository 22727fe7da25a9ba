package postgres_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Whatever way the answers of the server come, the same is read, and what was read of one page is
// left as it is when the next is.
func TestRecordsAreReadInEveryModeOfTheConnection(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"cache_statement", "exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			store := open(t, "&pool_max_conns=2&default_query_exec_mode="+mode)
			var written []eventstore.Event
			for n := range 3 {
				batch := eventstore.Batch{Stream: fmt.Sprintf("order-ü%d", n)}
				for i := range 700 {
					event := eventstore.Event{ID: eventstore.NewID(), Type: "order." + fmt.Sprint(i%3), SchemaVersion: 1 + i%2, Data: fmt.Appendf(nil, `{"n":%d}`, n*700+i)}
					if i%5 == 0 {
						event.Metadata = eventstore.Metadata{Actor: fmt.Sprint("Ada ", i), Custom: map[string]string{"k": "v"}}
					}
					batch.Events = append(batch.Events, event)
				}
				_, err := store.Append(t.Context(), batch)
				require.NoError(t, err)
				written = append(written, batch.Events...)
			}
			read := recordsOf(t, store.ReadAll(t.Context(), 0, eventstore.Filter{}))
			require.Len(t, read, len(written))
			for i, r := range read {
				require.Equal(t, fmt.Sprintf("order-ü%d", i/700), r.Stream)
				require.EqualValues(t, i%700+1, r.Version)
				require.False(t, r.At.IsZero())
				written[i].At = r.At
				require.Equal(t, written[i], r.Event)
			}
			last := recordsOf(t, store.ReadStream(t.Context(), "order-ü2", eventstore.ReadOptions{Backwards: true}))
			require.Len(t, last, 700)
			require.Equal(t, read[len(read)-1], last[0])
		})
	}
}
