package memory_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
)

// happened is an event of which only the number matters.
type happened struct{ N int }

func (happened) EventName() string { return "happened.v1" }

func TestWhoWaitsIsToldThatTheStoreIsClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		told := make(chan error, 1)
		go func() {
			_, err := store.Wait(t.Context(), 0)
			told <- err
		}()
		synctest.Wait()
		require.NoError(t, store.Close())
		require.Equal(t, errs.KindUnavailable, errs.KindOf(<-told))
	})
}

func TestTheLogKeepsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	store := memory.New()
	body, custom := []byte(`{"n":1}`), map[string]string{"a": "1"}
	_, err := store.Append(t.Context(), eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{
		{Type: "x", Data: body, Metadata: eventstore.Metadata{Custom: custom}},
	}})
	require.NoError(t, err)
	clear(body)
	custom["a"] = "2"
	for r, err := range store.ReadStream(t.Context(), "a-1", eventstore.ReadOptions{}) {
		require.NoError(t, err)
		require.JSONEq(t, `{"n":1}`, string(r.Data))
		require.Equal(t, map[string]string{"a": "1"}, r.Metadata.Custom)
	}
}

func TestAReaderMayStopAnywhere(t *testing.T) {
	t.Parallel()
	store := memory.New()
	require.NoError(t, store.Commit(t.Context(), data.Batch{Writes: []data.Write{
		{Op: data.Append, Stream: "a-1", Events: []aggregate.Event{happened{1}, happened{2}}},
	}}))
	for r, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{}) {
		require.NoError(t, err)
		require.EqualValues(t, 1, r.Version)
		break
	}
	for r, err := range store.ReadStream(t.Context(), "a-1", eventstore.ReadOptions{Backwards: true}) {
		require.NoError(t, err)
		require.EqualValues(t, 2, r.Version)
		break
	}
}
