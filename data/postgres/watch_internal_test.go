package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func newStore(t *testing.T, config Config) *Store {
	t.Helper()
	s, err := New(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func appendTo(t *testing.T, s *Store, stream string) eventstore.Position {
	t.Helper()
	commit, err := s.Append(t.Context(), eventstore.Batch{Stream: stream, Expected: eventstore.Any, Events: []eventstore.Event{{Type: "x"}}})
	require.NoError(t, err)
	return commit.Position
}

// Whoever listens is told, without looking.
func TestOtherStoresAreToldOfWhatWasAppended(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	writer, elsewhere, reader := newStore(t, Config{URL: url}), newStore(t, Config{URL: url, Schema: "elsewhere"}), newStore(t, Config{URL: url})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); reader.listen(ctx) }()
	<-reader.watch.kicks // it listens
	appendTo(t, writer, "a-1")
	<-reader.watch.kicks
	require.True(t, reader.watch.listening.Load())
	require.Equal(t, longestListening, reader.watch.longest())

	require.True(t, reader.concerns(writer.notice()))
	require.False(t, reader.concerns(reader.notice()), "it knows")
	require.False(t, reader.concerns(elsewhere.notice()), "another log")
	cancel()
	<-ended
	require.Equal(t, longestPause, reader.watch.longest())
}

func TestWaitIsWokenByOtherStores(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]Config{"listening": {}, "polling": {TransactionPooling: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config.URL = testenv.Postgres(t)
			writer, reader := newStore(t, config), newStore(t, config)
			heads := make(chan eventstore.Position)
			go func() {
				defer close(heads)
				for after := eventstore.Position(0); ; {
					head, err := reader.Wait(t.Context(), after)
					if err != nil {
						return
					}
					heads <- head
					after = head
				}
			}()
			for range 20 {
				position := appendTo(t, writer, "a-1")
				for head := range heads {
					if head >= position {
						break
					}
				}
			}
			require.NoError(t, reader.Close())
			_, open := <-heads
			require.False(t, open, "who waits is told that the store was closed")
		})
	}
}

// However many wait, one looks.
func TestManyWaitByOneLook(t *testing.T) {
	t.Parallel()
	s := newStore(t, Config{URL: testenv.Postgres(t)})
	const many = 200
	woken := make(chan error, many)
	for range many {
		go func() { _, err := s.Wait(t.Context(), 0); woken <- err }()
	}
	require.Eventually(t, func() bool { return s.watch.waiting.Load() == many }, time.Minute, time.Millisecond)
	appendTo(t, s, "a-1")
	for range many {
		require.NoError(t, <-woken)
	}
	require.Zero(t, s.watch.waiting.Load())
}

func TestWaitEndsWithItsContextAndWithTheStore(t *testing.T) {
	t.Parallel()
	s := newStore(t, Config{URL: testenv.Postgres(t)})
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	outcome := make(chan error, 2)
	go func() { _, err := s.Wait(ctx, 0); outcome <- err }()
	cancel(why)
	require.Equal(t, why, <-outcome)

	go func() { _, err := s.Wait(t.Context(), 0); outcome <- err }()
	require.Eventually(t, func() bool { return s.watch.waiting.Load() == 1 }, time.Minute, time.Millisecond)
	require.NoError(t, s.Close())
	require.Equal(t, ErrClosed, <-outcome)
	_, err := s.Wait(t.Context(), 0)
	require.Equal(t, ErrClosed, err)
}

// A head that somebody else has found already is news for those who wait.
func TestWhatHeadHasFoundIsTold(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	writer, reader := newStore(t, Config{URL: url}), newStore(t, Config{URL: url, TransactionPooling: true})
	woken := make(chan error, 1)
	go func() { _, err := reader.Wait(t.Context(), 0); woken <- err }()
	require.Eventually(t, func() bool { return reader.watch.waiting.Load() == 1 }, time.Minute, time.Millisecond)
	appendTo(t, writer, "a-1")
	_, err := reader.Head(t.Context())
	require.NoError(t, err)
	require.NoError(t, <-woken)
}
