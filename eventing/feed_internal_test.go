package eventing

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

func items(size int, positions ...eventstore.Position) []*item {
	var list []*item
	for _, p := range positions {
		list = append(list, &item{Record: eventstore.Record{Position: p, Event: eventstore.Event{Data: make([]byte, size)}}})
	}
	return list
}

func positions(list []*item) []eventstore.Position {
	var all []eventstore.Position
	for _, i := range list {
		all = append(all, i.Position)
	}
	return all
}

func TestFeed(t *testing.T) {
	t.Parallel()
	var f feed
	_, _, ok := f.after(0, 10)
	require.False(t, ok, "it does not run yet")
	f.begin(10)
	_, _, ok = f.after(9, 10)
	require.False(t, ok, "it begins later")
	found, through, ok := f.after(10, 10)
	require.True(t, ok)
	require.Empty(t, found)
	require.EqualValues(t, 10, through)

	coming := f.news.coming()
	f.add(items(1, 12, 15, 17), 20)
	<-coming
	found, through, ok = f.after(10, 10)
	require.True(t, ok)
	require.Equal(t, []eventstore.Position{12, 15, 17}, positions(found))
	require.EqualValues(t, 20, through)
	found, through, _ = f.after(12, 1)
	require.Equal(t, []eventstore.Position{15}, positions(found))
	require.EqualValues(t, 15, through)
	found, through, _ = f.after(17, 10)
	require.Empty(t, found)
	require.EqualValues(t, 20, through)
	found, through, ok = f.after(25, 10)
	require.True(t, ok)
	require.Empty(t, found)
	require.EqualValues(t, 25, through, "never back")
}

func TestFeedKeepsSoManyRecordsAndBytes(t *testing.T) {
	t.Parallel()
	var f feed
	f.begin(0)
	for p := range eventstore.Position(feedRecords + 5) {
		f.add(items(1, p+1), p+1)
	}
	require.Len(t, f.items, feedRecords)
	require.EqualValues(t, 5, f.from)
	_, _, ok := f.after(4, 1)
	require.False(t, ok)
	found, _, ok := f.after(5, 1)
	require.True(t, ok)
	require.Equal(t, []eventstore.Position{6}, positions(found))

	f.add(items(feedBytes, 9000), 9000)
	f.add(items(1, 9001), 9001)
	_, _, ok = f.after(8999, 1)
	require.False(t, ok, "the large one is out, and what was before it")
	found, _, ok = f.after(9000, 1)
	require.True(t, ok)
	require.Equal(t, []eventstore.Position{9001}, positions(found))
	require.LessOrEqual(t, f.bytes, feedBytes)
}

// broken is a log that cannot be read for a while.
type broken struct {
	eventstore.Store
	away atomic.Bool
}

func (b *broken) Head(ctx context.Context) (eventstore.Position, error) {
	if b.away.Load() {
		return 0, errors.New("away")
	}
	return b.Store.Head(ctx)
}

func TestFeedComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := &broken{Store: memory.New()}
		log.away.Store(true)
		var f feed
		f.join()
		var failures atomic.Int64
		go f.follow(t.Context(), log, func(error) { failures.Add(1) })
		<-time.After(time.Minute) // of the bubble
		require.False(t, f.runs())
		require.Greater(t, failures.Load(), int64(10))
		require.Less(t, failures.Load(), int64(40), "not hot")
		log.away.Store(false)
		<-time.After(10 * time.Second)
		require.True(t, f.runs())
		_, err := log.Append(t.Context(), eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "noted"}}})
		require.NoError(t, err)
		synctest.Wait()
		found, _, ok := f.after(0, 10)
		require.True(t, ok)
		require.Len(t, found, 1)
	})
}

// A process that works on nothing reads nothing.
func TestFeedReadsForThoseWhoAreThere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := memory.New()
		grow := func() {
			_, err := log.Append(t.Context(), eventstore.Batch{Stream: "a-1", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "noted"}}})
			require.NoError(t, err)
			synctest.Wait()
		}
		var f feed
		go f.follow(t.Context(), log, func(err error) { require.NoError(t, err) })
		grow()
		require.False(t, f.runs())
		f.join()
		synctest.Wait()
		require.True(t, f.runs())
		grow()
		found, _, ok := f.after(1, 10)
		require.True(t, ok)
		require.Equal(t, []eventstore.Position{2}, positions(found))
		f.leave()
		grow()
		require.False(t, f.runs())
		f.join()
		synctest.Wait()
		grow()
		_, _, ok = f.after(1, 10)
		require.False(t, ok, "it begins anew")
		found, _, ok = f.after(3, 10)
		require.True(t, ok)
		require.Equal(t, []eventstore.Position{4}, positions(found))
	})
}
