package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/eventing/membus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

func TestTake(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), ingest.Config{})
	down := errs.Unavailable("away", "the bank is away")
	p.bank.meet = func(_ context.Context, e Placed) error {
		switch e.Account {
		case "away":
			return down
		case "bug":
			return errors.New("a secret of ours")
		}
		return nil
	}
	keyed := func(id, account, key string) cloudevents.Event {
		return event(id, fmt.Sprintf(`{"account":%q,"amount":1}`, account), func(e *cloudevents.Event) { e.Subject = key })
	}
	require.NoError(t, p.Take(t.Context()))
	require.ErrorIs(t, p.Take(t.Context(), keyed("0", "away", "k")), down)
	require.NoError(t, p.Take(t.Context(), keyed("1", "a", "k"), keyed("2", "a", "k")))

	unknown := keyed("3", "a", "k")
	unknown.Type = "com.else"
	err := p.Take(t.Context(), keyed("4", "a", "k"), unknown, keyed("5", "a", "k"))
	require.ErrorIs(t, err, errs.New(errs.KindUnprocessable, "events_refused", ""))
	require.Equal(t, []errs.Field{{In: "body", Pointer: "/1", Code: "unknown_event_type", Message: `events of the type "com.else" are not taken here`}}, errs.From(err).Fields)
	require.Equal(t, []string{"1", "2", "4", "5"}, p.account(t, "a").Seen)

	err = p.Take(t.Context(), keyed("6", "away", "k"), keyed("7", "a", "k"), keyed("8", "a", "other"), keyed("9", "bug", ""), keyed("10", "a", ""), unknown)
	require.ErrorIs(t, err, errs.Unavailable("events_pending", ""))
	require.Equal(t, []errs.Field{
		{In: "body", Pointer: "/0", Code: "away", Message: "the bank is away"},
		{In: "body", Pointer: "/1", Code: "waits", Message: "an earlier event of its key is not handled yet"},
		{In: "body", Pointer: "/3", Code: "internal", Message: "the service failed; the fault is on its side"},
		{In: "body", Pointer: "/5", Code: "waits", Message: "an earlier event of its key is not handled yet"},
	}, errs.From(err).Fields)
	require.Equal(t, []string{"1", "2", "4", "5", "8", "10"}, p.account(t, "a").Seen)

	p.bank.meet = nil
	require.NoError(t, p.Take(t.Context(), keyed("6", "away", "k"), keyed("7", "a", "k"), keyed("8", "a", "other"), keyed("10", "a", "")), "sent again")
	require.Equal(t, []string{"1", "2", "4", "5", "8", "10", "7"}, p.account(t, "a").Seen)
}

func TestReceive(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), ingest.Config{Limits: cloudevents.Limits{EventBytes: 300}})
	send := func(mode cloudevents.Mode, events ...cloudevents.Event) error {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		require.NoError(t, cloudevents.WriteRequest(r, mode, events...))
		var err error
		ingest.Headers(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			var body bytes.Buffer
			_, readErr := body.ReadFrom(r.Body)
			require.NoError(t, readErr)
			err = p.Receive(r.Context(), body.Bytes())
		})).ServeHTTP(httptest.NewRecorder(), r)
		return err
	}
	require.NoError(t, send(cloudevents.Binary, event("1", `{"account":"a","amount":1}`)))
	require.NoError(t, send(cloudevents.Structured, event("2", `{"account":"a","amount":1}`)))
	require.NoError(t, send(cloudevents.Batch, event("2", `{"account":"a","amount":1}`), event("3", `{"account":"a","amount":1}`)))
	require.NoError(t, send(cloudevents.Batch))
	require.Equal(t, []string{"1", "2", "3"}, p.account(t, "a").Seen)
	require.ErrorIs(t, send(cloudevents.Binary, event("4", fmt.Sprintf(`{"account":"%0300d"}`, 1))), errs.KindTooLarge)
	require.ErrorContains(t, p.Receive(t.Context(), nil), "ingest.Headers")
}

func TestConsume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bus := membus.New(membus.Config{})
		p := newProgram(t, memory.New(), ingest.Config{Group: transport.Group{Attempts: 3}})
		tries := 0
		p.bank.meet = func(_ context.Context, e Placed) error {
			if tries++; e.Account == "b" && tries < 3 {
				return errors.New("not yet")
			}
			return nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- ingest.NewRunner(p.Ingest, bus).Run(ctx) }()
		synctest.Wait()
		invalid := event("2", `{"amount":-1}`)
		unheard := event("3", `{}`, func(e *cloudevents.Event) { e.Type = "com.else" })
		require.NoError(t, bus.Publish(t.Context(), event("1", `{"account":"b","amount":1}`), invalid, unheard, event("1", `{"account":"b","amount":1}`)))
		<-time.After(time.Minute)
		synctest.Wait()
		require.Equal(t, []string{"1"}, p.account(t, "b").Seen)
		letters, err := bus.DeadLetters(t.Context(), "ingest", 10)
		require.NoError(t, err)
		require.Len(t, letters, 1, "what nobody listens to is not even received")
		require.Equal(t, "2", letters[0].Event.ID)
		require.Contains(t, letters[0].Reason, "below zero")
		cancel()
		require.NoError(t, <-done)
	})
}

func TestTheInboxForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProgram(t, memory.New(), ingest.Config{Retention: 2 * time.Hour})
		for n := range 450 {
			_, err := p.Handle(t.Context(), event(fmt.Sprint(n), `{"account":"a"}`))
			require.NoError(t, err)
		}
		removed, err := p.Clean(t.Context())
		require.NoError(t, err)
		require.Zero(t, removed)
		<-time.After(90 * time.Minute)
		_, err = p.Handle(t.Context(), event("late", `{"account":"a"}`))
		require.NoError(t, err)
		other := newProgram(t, p.store, ingest.Config{Name: "other", Retention: time.Hour})
		removed, err = other.Clean(t.Context())
		require.NoError(t, err)
		require.Zero(t, removed, "what is not its own")
		<-time.After(31 * time.Minute)
		removed, err = p.Clean(t.Context())
		require.NoError(t, err)
		require.Equal(t, 450, removed)
		require.Equal(t, 1, entries(t, p.store))
		outcome, err := p.Handle(t.Context(), event("late", `{"account":"a"}`))
		require.NoError(t, err)
		require.Equal(t, ingest.Duplicate, outcome)

		runner := ingest.NewRunner(p.Ingest, nil)
		require.Equal(t, "ingest", runner.String())
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- runner.Run(ctx) }()
		<-time.After(3 * time.Hour)
		synctest.Wait()
		require.Zero(t, entries(t, p.store))
		cancel()
		require.NoError(t, <-done)
	})
}

func TestCleaningFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wrapped{full: memory.New()}
		p := newProgram(t, w, ingest.Config{Retention: time.Minute})
		_, err := p.Handle(t.Context(), event("1", `{"account":"a"}`))
		require.NoError(t, err)
		<-time.After(time.Hour)
		gone := errors.New("gone")
		w.onCommit(func(func() error) error { return gone })
		_, err = p.Clean(t.Context())
		require.ErrorIs(t, err, gone)
		w.onCommit(func(func() error) error { return errs.Conflict("stale_version", "another replica cleans") })
		removed, err := p.Clean(t.Context())
		require.NoError(t, err)
		require.Zero(t, removed)
	})
}
