package natsbus_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

const patient = time.Minute

func event(n int) cloudevents.Event {
	return cloudevents.Event{
		ID: fmt.Sprint(n), Source: "/test", Type: "com.example.counted", Subject: "k",
		DataContentType: cloudevents.JSON, Data: fmt.Append(nil, n),
	}
}

// consume sends the ids of what is taken to the channel until the returned function is
// called.
func consume(t *testing.T, bus *natsbus.Bus, group transport.Group) (taken chan cloudevents.Event, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	taken = make(chan cloudevents.Event, 10_000)
	done := make(chan error, 1)
	go func() {
		done <- bus.Consume(ctx, group, func(_ context.Context, d transport.Delivery) error {
			taken <- d.Event
			return nil
		})
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return taken, stop
}

func next(t *testing.T, taken chan cloudevents.Event) cloudevents.Event {
	t.Helper()
	select {
	case e := <-taken:
		return e
	case <-time.After(patient):
		require.Fail(t, "no event arrives")
		return cloudevents.Event{}
	}
}

func TestAnEventIsKeptOnceHoweverOftenItIsPublished(t *testing.T) {
	t.Parallel()
	bus := open(t, testenv.NATS(t))
	group := transport.Group{Name: "takes"}
	require.NoError(t, bus.Declare(t.Context(), group))
	require.NoError(t, bus.Publish(t.Context(), event(1), event(1)))
	require.NoError(t, bus.Publish(t.Context(), event(1), event(2)))
	taken, _ := consume(t, bus, group)
	require.Equal(t, "1", next(t, taken).ID)
	require.Equal(t, "2", next(t, taken).ID)
}

func TestGroupsBeginWhereTheURLSays(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	bus := open(t, url)
	require.NoError(t, bus.Publish(t.Context(), event(1)))
	require.NoError(t, bus.Declare(t.Context(), transport.Group{Name: "young"}))
	require.NoError(t, bus.Publish(t.Context(), event(2)))
	taken, _ := consume(t, bus, transport.Group{Name: "young"})
	require.Equal(t, "2", next(t, taken).ID)
	taken, _ = consume(t, open(t, url+"&start=first"), transport.Group{Name: "old"})
	require.Equal(t, "1", next(t, taken).ID)
}

func TestMessagesOfOthers(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	bus := open(t, url)
	js, _, subject := direct(t, url)
	group := transport.Group{Name: "takes"}
	require.NoError(t, bus.Declare(t.Context(), group))
	_, err := js.Publish(t.Context(), subject+".noise", []byte("no event"))
	require.NoError(t, err)
	broken := nats.NewMsg(subject + ".noise")
	broken.Header.Set("ce-specversion", "1.0%")
	_, err = js.PublishMsg(t.Context(), broken)
	require.NoError(t, err)
	structured, err := cloudevents.Append(nil, event(1))
	require.NoError(t, err)
	_, err = js.Publish(t.Context(), subject+".anything", structured)
	require.NoError(t, err)

	taken, _ := consume(t, bus, group)
	require.Equal(t, event(1), next(t, taken), "in structured mode")
	letters, err := bus.DeadLetters(t.Context(), "takes", 10)
	require.NoError(t, err)
	require.Len(t, letters, 2)
	require.Equal(t, "no event", string(letters[0].Event.Data))
	require.Contains(t, letters[0].Reason, "the message is no CloudEvent: ")
	require.Contains(t, letters[1].Reason, "percent")
	letters, err = bus.DeadLetters(t.Context(), "takes", 1)
	require.NoError(t, err)
	require.Len(t, letters, 1)
}

// journal is a log to look into.
type journal struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.Write(line)
}

func (j *journal) has(words string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Contains(j.lines.String(), words)
}

func TestAGroupIsToldWhatTheStreamDropped(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	bus := open(t, url)
	var log journal
	group := transport.Group{Name: "late", Log: slog.New(slog.NewTextHandler(&log, nil))}
	require.NoError(t, bus.Declare(t.Context(), group))
	require.NoError(t, bus.Publish(t.Context(), event(1)))
	_, stop := consume(t, bus, group)
	stop()
	require.False(t, log.has("dropped"))
	require.NoError(t, bus.Publish(t.Context(), event(2), event(3)))
	js, name, _ := direct(t, url)
	stream, err := js.Stream(t.Context(), name)
	require.NoError(t, err)
	require.NoError(t, stream.Purge(t.Context()))
	require.NoError(t, bus.Publish(t.Context(), event(4)))
	taken, _ := consume(t, bus, group)
	require.Equal(t, "4", next(t, taken).ID)
	require.True(t, log.has("the stream has dropped events"))
}

func TestAStreamThatIsMadeAgain(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	bus := open(t, url)
	var log journal
	group := transport.Group{Name: "takes", Log: slog.New(slog.NewTextHandler(&log, nil))}
	require.NoError(t, bus.Declare(t.Context(), group))
	taken, _ := consume(t, bus, group)
	require.NoError(t, bus.Publish(t.Context(), event(1), event(2), event(3)))
	for n := range 3 {
		require.Equal(t, fmt.Sprint(n+1), next(t, taken).ID)
	}
	js, name, _ := direct(t, url)
	require.NoError(t, js.DeleteStream(t.Context(), name))
	again := open(t, url)
	require.NoError(t, again.Publish(t.Context(), event(4)))
	require.Equal(t, "4", next(t, taken).ID)
	require.True(t, log.has("the stream was deleted and made again"))
}

func TestAStreamThatLostItsEnd(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	bus := open(t, url)
	var log journal
	group := transport.Group{Name: "takes", Log: slog.New(slog.NewTextHandler(&log, nil))}
	require.NoError(t, bus.Declare(t.Context(), group))
	require.NoError(t, bus.Publish(t.Context(), event(1)))
	js, name, subject := direct(t, url)
	groups, err := js.KeyValue(t.Context(), name+"_groups")
	require.NoError(t, err)
	_, err = groups.PutString(t.Context(), subject+".takes", `{"done": 1000}`)
	require.NoError(t, err)
	taken, _ := consume(t, bus, group)
	require.Eventually(t, func() bool { return log.has("the stream has lost its last events") }, patient, time.Millisecond)
	require.NoError(t, bus.Publish(t.Context(), event(2)))
	require.Equal(t, "2", next(t, taken).ID)
}

func TestSomeShareAStreamBySubjects(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	_, _, subject := direct(t, url)
	one := open(t, url)
	two := open(t, strings.Replace(url, "subject="+subject, "subject="+subject+"-two", 1))
	group := transport.Group{Name: "same"}
	for n, bus := range []*natsbus.Bus{one, two} {
		require.NoError(t, bus.Declare(t.Context(), group))
		require.NoError(t, bus.Publish(t.Context(), event(n)))
		ctx, stop := context.WithCancel(t.Context())
		require.NoError(t, bus.Consume(ctx, group, func(_ context.Context, d transport.Delivery) error {
			if d.Event.ID != fmt.Sprint(n) {
				t.Errorf("event %s is for another", d.Event.ID)
			}
			stop()
			return transport.Reject(context.Canceled)
		}))
	}
	for n, bus := range []*natsbus.Bus{one, two} {
		letters, err := bus.DeadLetters(t.Context(), "same", 10)
		require.NoError(t, err)
		require.Len(t, letters, 1)
		require.Equal(t, fmt.Sprint(n), letters[0].Event.ID)
	}
}

func TestProgressPassesWhatIsForOthers(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	bus := open(t, url)
	group := transport.Group{Name: "picky", Types: []string{"com.example.other"}}
	require.NoError(t, bus.Declare(t.Context(), group))
	require.NoError(t, bus.Publish(t.Context(), event(1), event(2), event(3)))
	consume(t, bus, group)
	js, name, subject := direct(t, url)
	groups, err := js.KeyValue(t.Context(), name+"_groups")
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		found, err := groups.Get(t.Context(), subject+".picky")
		var entry struct{ Done int }
		return err == nil && json.Unmarshal(found.Value(), &entry) == nil && entry.Done == 3
	}, patient, 20*time.Millisecond)
}

func TestConsumeEndsWhenTheBusIsClosed(t *testing.T) {
	t.Parallel()
	url := testenv.NATS(t)
	bus := open(t, url+"&lease=1s")
	done := make(chan error, 1)
	taken := make(chan struct{}, 1)
	group := transport.Group{Name: "takes"}
	require.NoError(t, bus.Declare(t.Context(), group))
	go func() {
		done <- bus.Consume(t.Context(), group, func(context.Context, transport.Delivery) error {
			taken <- struct{}{}
			return nil
		})
	}()
	require.NoError(t, bus.Publish(t.Context(), event(1)))
	<-taken
	require.NoError(t, bus.Close())
	select {
	case err := <-done:
		require.ErrorIs(t, err, errs.KindUnavailable)
	case <-time.After(patient):
		require.Fail(t, "Consume does not end")
	}
	_, err := bus.DeadLetters(t.Context(), "takes", 1)
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.ErrorIs(t, bus.Declare(t.Context(), group), errs.KindUnavailable)
	require.ErrorIs(t, bus.Declare(t.Context(), transport.Group{}), errs.KindInvalid)
}
