package live_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/eventing/live"
)

// newLog returns an empty log.
func newLog(t *testing.T) eventstore.Store {
	t.Helper()
	store := memory.New()
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// write appends n events to the stream and returns the position of the last.
func write(t *testing.T, log eventstore.Store, stream string, n int) eventstore.Position {
	t.Helper()
	events := make([]eventstore.Event, n)
	for i := range events {
		events[i] = eventstore.Event{Type: "order.ready", Data: []byte("{}")}
	}
	commit, err := log.Append(t.Context(), eventstore.Batch{Stream: stream, Expected: eventstore.Any, Events: events})
	require.NoError(t, err)
	return commit.Position
}

// positions shows each record as its position.
var positions = live.Each(func(_ context.Context, r eventstore.Record) (live.Message[int64], error) {
	return live.Message[int64]{Name: r.Type, Data: int64(r.Position)}, nil
})

func newFeed(t *testing.T, log eventstore.Store, config live.Config[int64]) *live.Feed[int64] {
	t.Helper()
	if config.Render == nil {
		config.Render = positions
	}
	feed, err := live.NewFeed(log, config)
	require.NoError(t, err)
	return feed
}

// run runs the feed as long as the test.
func run(t *testing.T, feed *live.Feed[int64]) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- feed.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})
}

// take returns the next n positions that a watcher sees.
func take(t *testing.T, feed *live.Feed[int64], after eventstore.Position, n int) []int64 {
	t.Helper()
	var seen []int64
	if n == 0 {
		return seen
	}
	for message, err := range feed.Follow(t.Context(), after) {
		require.NoError(t, err)
		require.Equal(t, int64(message.Position), message.Data)
		if seen = append(seen, message.Data); len(seen) == n {
			break
		}
	}
	return seen
}

func between(after, through eventstore.Position) []int64 {
	var all []int64
	for p := after + 1; p <= through; p++ {
		all = append(all, int64(p))
	}
	return all
}

func TestAWatcherGoesOnFromWhereverItWas(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ before, after, buffer int }{
		"all of it was there before":      {before: 250},
		"all of it is in the window":      {after: 250},
		"the window has lost some":        {before: 10, after: 700, buffer: 50},
		"some before and some after":      {before: 130, after: 130},
		"the window holds one at a time":  {before: 3, after: 20, buffer: 1},
		"nothing happened before it came": {after: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				log := newLog(t)
				if test.before > 0 {
					write(t, log, "order-1", test.before)
				}
				feed := newFeed(t, log, live.Config[int64]{Buffer: test.buffer})
				run(t, feed)
				synctest.Wait()
				for range test.after {
					write(t, log, "order-1", 1)
				}
				synctest.Wait()
				through := eventstore.Position(test.before + test.after)
				for _, after := range []eventstore.Position{0, 1, through / 2, through - 1} {
					require.Equal(t, between(after, through), take(t, feed, after, int(through-after)), "after %d", after)
				}
			})
		})
	}
}

func TestAWatcherSeesWhatIsNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := newLog(t)
		feed := newFeed(t, log, live.Config[int64]{Filter: eventstore.Filter{Categories: []string{"order"}}})
		run(t, feed)
		seen := make(chan []int64, 1)
		go func() { seen <- take(t, feed, 0, 2) }()
		synctest.Wait()
		write(t, log, "pizza-1", 1)
		first := write(t, log, "order-1", 1)
		write(t, log, "pizza-1", 3)
		second := write(t, log, "order-2", 1)
		require.Equal(t, []int64{int64(first), int64(second)}, <-seen)
	})
}

// A watcher that came before the feed reads waits for it, and one that is over waits for
// nothing.
func TestAWatcherWaitsForTheFeed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := newLog(t)
		write(t, log, "order-1", 1)
		feed := newFeed(t, log, live.Config[int64]{})
		seen := make(chan []int64, 1)
		go func() { seen <- take(t, feed, 0, 1) }()
		synctest.Wait()
		require.Empty(t, seen)
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			for range feed.Follow(ctx, 0) {
				t.Error("it has nothing to say")
			}
		}()
		synctest.Wait()
		stop()
		<-over
		run(t, feed)
		require.Equal(t, []int64{1}, <-seen)
	})
}

func TestAPageIsRenderedOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := newLog(t)
		var rendered atomic.Int64
		feed := newFeed(t, log, live.Config[int64]{Render: func(ctx context.Context, records []eventstore.Record) ([]live.Message[int64], error) {
			rendered.Add(int64(len(records)))
			return positions(ctx, records)
		}})
		run(t, feed)
		var watchers sync.WaitGroup
		for range 50 {
			watchers.Go(func() { require.Len(t, take(t, feed, 0, 300), 300) })
		}
		synctest.Wait()
		write(t, log, "order-1", 300)
		watchers.Wait()
		require.EqualValues(t, 300, rendered.Load())
	})
}

// A page that could not be rendered ends the stream of who came for it; whoever comes
// next finds it whole.
func TestAFailureEndsOneStreamAndLosesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := newLog(t)
		broken := errors.New("the database is away")
		var calls atomic.Int64
		feed := newFeed(t, log, live.Config[int64]{Render: func(ctx context.Context, records []eventstore.Record) ([]live.Message[int64], error) {
			if calls.Add(1) == 1 {
				return nil, broken
			}
			return positions(ctx, records)
		}})
		run(t, feed)
		synctest.Wait()
		write(t, log, "order-1", 2)
		var got error
		for _, err := range feed.Follow(t.Context(), 0) {
			got = err
		}
		require.ErrorIs(t, got, broken)
		require.Equal(t, []int64{1, 2}, take(t, feed, 0, 2))
	})
}

func TestAFailedRecordIsNamed(t *testing.T) {
	t.Parallel()
	render := live.Each(func(context.Context, eventstore.Record) (live.Message[int], error) {
		return live.Message[int]{}, errors.New("no such order")
	})
	_, err := render(t.Context(), []eventstore.Record{{Event: eventstore.Event{Type: "order.ready"}, Position: 7}})
	require.EqualError(t, err, "render order.ready at 7: no such order")
}

// Messages without a position of their own stand for the whole page.
func TestAMessageForManyRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := newLog(t)
		feed := newFeed(t, log, live.Config[int64]{Render: func(_ context.Context, records []eventstore.Record) ([]live.Message[int64], error) {
			last := records[len(records)-1].Position
			return []live.Message[int64]{{Name: "changed", Data: int64(last)}}, nil
		}})
		run(t, feed)
		synctest.Wait()
		write(t, log, "order-1", 5)
		synctest.Wait()
		write(t, log, "order-1", 3)
		synctest.Wait()
		require.Equal(t, []int64{5, 8}, take(t, feed, 0, 2))
		require.Equal(t, []int64{5, 8}, take(t, feed, 3, 2), "in the middle of a page")
		require.Equal(t, []int64{8}, take(t, feed, 5, 1))
	})
}

func TestAStateAndThenItsChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := newLog(t)
		write(t, log, "order-1", 4)
		feed := newFeed(t, log, live.Config[int64]{})
		run(t, feed)
		watch := func(after eventstore.Position, n int) (names []string, seen []int64) {
			state := func(context.Context) (int64, error) { return -1, nil }
			for message, err := range feed.Watch(t.Context(), after, "state", state) {
				require.NoError(t, err)
				names, seen = append(names, message.Name), append(seen, message.Data)
				if len(seen) == n {
					break
				}
			}
			return names, seen
		}
		synctest.Wait()
		go func() {
			synctest.Wait()
			write(t, log, "order-1", 1)
		}()
		names, seen := watch(0, 2)
		require.Equal(t, []string{"state", "order.ready"}, names)
		require.Equal(t, []int64{-1, 5}, seen)
		_, seen = watch(3, 2)
		require.Equal(t, []int64{4, 5}, seen)
		_, seen = watch(6, 1)
		require.Equal(t, []int64{-1}, seen, "the log is not what it was")
	})
}

func TestAStateThatFailsIsTheError(t *testing.T) {
	t.Parallel()
	feed := newFeed(t, newLog(t), live.Config[int64]{})
	broken := errors.New("no board")
	for _, err := range feed.Watch(t.Context(), 0, "state", func(context.Context) (int64, error) { return 0, broken }) {
		require.ErrorIs(t, err, broken)
	}
}

func TestAClosedLogIsTheError(t *testing.T) {
	t.Parallel()
	store := memory.New()
	feed := newFeed(t, store, live.Config[int64]{})
	require.NoError(t, store.Close())
	require.ErrorIs(t, feed.Run(t.Context()), eventstore.ErrClosed)
	for _, err := range feed.Watch(t.Context(), 1, "state", func(context.Context) (int64, error) { return 0, nil }) {
		require.ErrorIs(t, err, eventstore.ErrClosed)
	}
}

func TestFaultsOfTheConfig(t *testing.T) {
	t.Parallel()
	_, err := live.NewFeed(newLog(t), live.Config[int]{Buffer: -1})
	require.ErrorContains(t, err, "needs a Render function")
	require.ErrorContains(t, err, "the buffer of a live feed is -1 records")
}

func TestResume(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]eventstore.Position{"": 0, "17": 17, "-1": 0, "x": 0, "99999999999999999999": 0} {
		require.Equal(t, want, live.Resume(text), text)
	}
	require.Equal(t, "17", live.Message[int]{Position: 17}.ID())
}

// Watchers that come, go and lose their place at random see every record once.
func TestWatchersThatComeAndGoSeeEverythingOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const total = 2000
		log := newLog(t)
		feed := newFeed(t, log, live.Config[int64]{Buffer: 64})
		run(t, feed)
		var watchers sync.WaitGroup
		for w := range 16 {
			watchers.Go(func() {
				random := rand.New(rand.NewPCG(uint64(w), 1))
				var at eventstore.Position
				for at < total {
					n := min(1+random.IntN(200), int(total-at))
					require.Equal(t, between(at, at+eventstore.Position(n)), take(t, feed, at, n))
					at += eventstore.Position(n)
				}
			})
		}
		random := rand.New(rand.NewPCG(99, 1))
		for written := 0; written < total; {
			n := min(1+random.IntN(30), total-written)
			write(t, log, fmt.Sprintf("order-%d", written), n)
			written += n
		}
		watchers.Wait()
	})
}
