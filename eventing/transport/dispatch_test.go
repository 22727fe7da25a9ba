package transport_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// journal records what happens, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) note(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string(nil), j.lines...)
}

// letter is a message whose broker writes the journal.
type letter struct {
	id, key    string
	deliveries int
	journal    *journal
	refusals   int // how often the broker cannot put it aside
}

func (l *letter) Event() cloudevents.Event {
	return cloudevents.Event{ID: l.id, Source: "/test", Type: "test", Subject: l.key}
}
func (l *letter) Deliveries() int { return max(1, l.deliveries) }
func (l *letter) Ack(ctx context.Context) error {
	l.journal.note("ack %s", l.id)
	return ctx.Err()
}

func (l *letter) GiveBack(context.Context) error {
	l.journal.note("give back %s", l.id)
	return nil
}

func (l *letter) PutAside(_ context.Context, reason error) error {
	if l.refusals > 0 {
		l.refusals--
		return errors.New("away")
	}
	l.journal.note("put aside %s: %v", l.id, reason)
	return nil
}

// mailbag delivers letters and then waits for the end.
func mailbag(j *journal, letters ...*letter) transport.Receive {
	return func(ctx context.Context, deliver func(transport.Message) error) error {
		for _, l := range letters {
			l.journal = j
			if deliver(l) != nil {
				break
			}
		}
		<-ctx.Done()
		return nil //nolint:nilerr // ctx is over
	}
}

func complete(t *testing.T, group transport.Group) transport.Group {
	t.Helper()
	group.Name = "test"
	group, err := group.Complete()
	require.NoError(t, err)
	return group
}

// dispatch runs Dispatch until nothing moves any more, and then to its end.
func dispatch(t *testing.T, group transport.Group, handle transport.Handler, receive transport.Receive) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- transport.Dispatch(ctx, complete(t, group), handle, receive) }()
	<-time.After(time.Hour) // of the bubble's clock
	cancel()
	require.NoError(t, <-done)
}

func TestDispatchKeepsTheOrderOfAKeyWhenAnEventFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var j journal
		handle := func(_ context.Context, d transport.Delivery) error {
			j.note("try %s %d", d.Event.ID, d.Attempt)
			if d.Event.ID == "a1" && d.Attempt < 4 {
				return errors.New("not now")
			}
			return nil
		}
		dispatch(t, transport.Group{}, handle, mailbag(&j,
			&letter{id: "a1", key: "a", deliveries: 2}, &letter{id: "a2", key: "a"}, &letter{id: "b1", key: "b"}))
		lines := j.all()
		require.ElementsMatch(t, []string{
			"try a1 2", "try a1 3", "try a1 4", "ack a1", "try a2 1", "ack a2", "try b1 1", "ack b1",
		}, lines)
		require.Equal(t, []string{"try a1 3", "try a1 4", "ack a1", "try a2 1", "ack a2"}, lines[3:], "b goes on while a waits")
	})
}

func TestDispatchPutsAside(t *testing.T) {
	t.Parallel()
	failure := errors.New("broken")
	for _, test := range []struct {
		name     string
		fail     func(attempt int) error
		refusals int
		lines    []string
	}{
		{
			"what fails too often", func(int) error { return failure }, 0,
			[]string{"try 1", "try 2", "try 3", "put aside x: tried 3 times: broken", "ack y"},
		},
		{
			"what is rejected", func(int) error { return fmt.Errorf("decode: %w", transport.Reject(failure)) }, 0,
			[]string{"try 1", "put aside x: decode: rejected: broken", "ack y"},
		},
		{"what fails while the handler could work", func(attempt int) error {
			if attempt <= 50 {
				return errs.Unavailable("away", "the database is away")
			}
			return failure
		}, 0, []string{"put aside x: tried 53 times: broken", "ack y"}},
		{
			"however long the broker is away", func(int) error { return transport.Reject(failure) }, 20,
			[]string{"try 1", "put aside x: rejected: broken", "ack y"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var j journal
				handle := func(_ context.Context, d transport.Delivery) error {
					if d.Event.ID == "y" {
						return nil
					}
					j.note("try %d", d.Attempt)
					return test.fail(d.Attempt)
				}
				dispatch(t, transport.Group{Attempts: 3}, handle,
					mailbag(&j, &letter{id: "x", key: "k", refusals: test.refusals}, &letter{id: "y", key: "k"}))
				lines := j.all()
				require.Equal(t, test.lines, lines[len(lines)-len(test.lines):])
			})
		})
	}
}

func TestDispatchTakesAPanicForAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var j journal
		dispatch(t, transport.Group{Attempts: 1}, func(context.Context, transport.Delivery) error { panic("ouch") },
			mailbag(&j, &letter{id: "x"}))
		require.Len(t, j.all(), 1)
		require.Contains(t, j.all()[0], "put aside x: tried 1 times: the handler panicked: ouch\n")
		require.Contains(t, j.all()[0], "dispatch_test.go")
	})
}

func TestDispatchBoundsWhatItHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var j journal
		var mu sync.Mutex
		delivered, running, most := 0, 0, 0
		handle := func(ctx context.Context, _ transport.Delivery) error {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			<-ctx.Done()
			return ctx.Err()
		}
		done := make(chan error, 1)
		go func() {
			done <- transport.Dispatch(ctx, complete(t, transport.Group{Concurrency: 3, InFlight: 5}), handle,
				func(_ context.Context, deliver func(transport.Message) error) error {
					for i := range 100 {
						if err := deliver(&letter{id: fmt.Sprint(i), journal: &j}); err != nil {
							return nil //nolint:nilerr // ctx is over
						}
						mu.Lock()
						delivered++
						mu.Unlock()
					}
					return nil
				})
		}()
		synctest.Wait()
		mu.Lock()
		require.Equal(t, 5, delivered)
		require.Equal(t, 3, most)
		mu.Unlock()
		cancel()
		require.NoError(t, <-done)
		require.Equal(t, []string{"give back 0", "give back 1", "give back 2", "give back 3", "give back 4", "give back 5"}, j.all(),
			"in the order in which they came, and the one that found no place too")
	})
}

func TestDispatchDrains(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		takes time.Duration
		lost  error // what receive returns
		lines []string
	}{
		{"handlers finish", time.Second, nil, []string{"ack a1", "give back a2"}},
		{"but not for ever", time.Hour, nil, []string{"give back a1", "give back a2"}},
		{"and not when they work in vain", time.Second, errors.New("connection lost"), []string{"give back a1", "give back a2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				var j journal
				handle := func(ctx context.Context, _ transport.Delivery) error {
					cancel()
					select {
					case <-time.After(test.takes):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				bag := mailbag(&j, &letter{id: "a1", key: "a"}, &letter{id: "a2", key: "a"})
				err := transport.Dispatch(ctx, complete(t, transport.Group{}), handle,
					func(ctx context.Context, deliver func(transport.Message) error) error {
						return errors.Join(bag(ctx, deliver), test.lost)
					})
				require.ErrorIs(t, err, test.lost)
				require.Equal(t, test.lines, j.all())
			})
		})
	}
}

// lease is a letter that a broker lends.
type lease struct {
	letter
	extended int
}

func (l *lease) Lifetime() time.Duration { return 30 * time.Second }
func (l *lease) Extend(context.Context) error {
	l.extended++
	return errors.New("did not hear")
}

func TestDispatchKeepsWhatTheBrokerLends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var j journal
		lent := &lease{letter: letter{id: "x", journal: &j}}
		handle := func(context.Context, transport.Delivery) error {
			<-time.After(65 * time.Second)
			return nil
		}
		dispatch(t, transport.Group{}, handle, func(ctx context.Context, deliver func(transport.Message) error) error {
			err := deliver(lent)
			<-ctx.Done()
			return err
		})
		require.Equal(t, []string{"ack x"}, j.all())
		require.Equal(t, 6, lent.extended, "every ten seconds until it is settled")
	})
}
