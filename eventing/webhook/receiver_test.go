package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

var kitchen = transport.Group{Name: "kitchen", Types: []string{"com.example.order.*"}}

func take(context.Context, transport.Delivery) error { return nil }

// post sends events in mode and returns the answer and its code.
func post(t *testing.T, h http.Handler, mode cloudevents.Mode, events ...cloudevents.Event) (answer *httptest.ResponseRecorder, code string) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/events", nil)
	require.NoError(t, cloudevents.WriteRequest(req, mode, events...))
	return serve(t, h, req)
}

func serve(t *testing.T, h http.Handler, req *http.Request) (answer *httptest.ResponseRecorder, code string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, req)
	if recorder.Code < 300 {
		return recorder, ""
	}
	require.Equal(t, "application/problem+json", recorder.Header().Get("Content-Type"))
	var problem struct {
		Status int
		Code   string
	}
	require.NoError(t, json.Unmarshal(recorder.Body.Bytes(), &problem))
	require.Equal(t, recorder.Code, problem.Status)
	return recorder, problem.Code
}

func TestTheAnswerIsWhatTheHandlerSaid(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		handle transport.Handler
		status int
		code   string
		says   string
	}{
		"handled": {handle: take, status: 204},
		"rejected": {handle: func(context.Context, transport.Delivery) error {
			return transport.Reject(errs.Conflict("order_gone", "the order is gone"))
		}, status: 422, code: "order_gone", says: "the order is gone"},
		"never works": {handle: func(context.Context, transport.Delivery) error { return errors.New("the password is pa55word") }, status: 422, code: "event_put_aside"},
		"database away": {handle: func(context.Context, transport.Delivery) error {
			return errs.Unavailable("store_busy", "the database is busy")
		}, status: 503, code: "webhook_slow"},
		"rejected as unavailable": {handle: func(context.Context, transport.Delivery) error {
			return transport.Reject(errs.Unavailable("shop_closed", "the shop is closed"))
		}, status: 422, code: "shop_closed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := receiver(t)
				group := kitchen
				group.Attempts, group.Backoff.Limit = 3, time.Second
				defer consume(t, r, group, tt.handle)()
				synctest.Wait()
				answer, code := post(t, r, cloudevents.Binary, event("1", "a"))
				require.Equal(t, tt.status, answer.Code)
				require.Equal(t, tt.code, code)
				require.Contains(t, answer.Body.String(), tt.says)
				require.NotContains(t, answer.Body.String(), "pa55word")
				require.Equal(t, tt.status == 503, answer.Header().Get("Retry-After") == "1")
			})
		})
	}
}

func TestTheAnswerWaitsForTheHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		leave, handled := make(chan struct{}), false
		defer consume(t, r, kitchen, func(context.Context, transport.Delivery) error {
			<-leave
			handled = true
			return nil
		})()
		synctest.Wait()
		answered := make(chan struct{})
		go func() {
			answer, _ := post(t, r, cloudevents.Binary, event("1", "a"))
			require.Equal(t, http.StatusNoContent, answer.Code)
			require.True(t, handled)
			close(answered)
		}()
		synctest.Wait()
		select {
		case <-answered:
			t.Fatal("answered before the handler has returned")
		default:
		}
		close(leave)
		<-answered
	})
}

func TestWhatIsSentAgainWhileItIsHandledIsHandledOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, func(c *webhook.ReceiverConfig) { c.Wait = 5 * time.Second })
		leave := make(chan struct{})
		var calls atomic.Int32
		defer consume(t, r, kitchen, func(context.Context, transport.Delivery) error {
			calls.Add(1)
			<-leave
			return nil
		})()
		synctest.Wait()
		for range 3 {
			_, code := post(t, r, cloudevents.Binary, event("1", "a"))
			require.Equal(t, "webhook_slow", code)
		}
		var requests sync.WaitGroup
		for range 3 {
			requests.Go(func() {
				answer, _ := post(t, r, cloudevents.Binary, event("1", "a"))
				require.Equal(t, http.StatusNoContent, answer.Code)
			})
		}
		synctest.Wait()
		close(leave)
		requests.Wait()
		require.EqualValues(t, 1, calls.Load())
		answer, _ := post(t, r, cloudevents.Binary, event("1", "a"))
		require.Equal(t, http.StatusNoContent, answer.Code)
		require.EqualValues(t, 2, calls.Load(), "what comes after the answer is for the handler to find out")
	})
}

func TestWithoutAConsumerSendersComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		answer, code := post(t, r, cloudevents.Binary, event("1", "a"))
		require.Equal(t, http.StatusServiceUnavailable, answer.Code)
		require.Equal(t, "1", answer.Header().Get("Retry-After"))
		require.Equal(t, "webhook_not_consumed", code)

		stop := consume(t, r, kitchen, take)
		synctest.Wait()
		answer, _ = post(t, r, cloudevents.Binary, event("1", "a"))
		require.Equal(t, http.StatusNoContent, answer.Code)

		stop()
		_, code = post(t, r, cloudevents.Binary, event("1", "a"))
		require.Equal(t, "webhook_not_consumed", code)
	})
}

func TestDrainingFinishesWhatRunsAndGivesBackTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		leave := make(chan struct{})
		stop := consume(t, r, kitchen, func(context.Context, transport.Delivery) error {
			<-leave
			return nil
		})
		synctest.Wait()
		codes := make([]string, 2)
		var requests sync.WaitGroup
		for i, id := range []string{"1", "2"} { // of one key, so that the second waits
			requests.Go(func() { _, codes[i] = post(t, r, cloudevents.Binary, event(id, "a")) })
			synctest.Wait()
		}
		go stop()
		synctest.Wait()
		close(leave)
		requests.Wait()
		require.Equal(t, []string{"", "webhook_draining"}, codes)
	})
}

func TestAnotherConsumerTakesOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		var by []string
		handler := func(name string) transport.Handler {
			return func(context.Context, transport.Delivery) error { by = append(by, name); return nil }
		}
		stop := consume(t, r, kitchen, handler("first"))
		synctest.Wait()
		defer consume(t, r, kitchen, handler("second"))()
		synctest.Wait()
		post(t, r, cloudevents.Binary, event("1", "a"))
		stop()
		synctest.Wait()
		post(t, r, cloudevents.Binary, event("2", "a"))
		require.Equal(t, []string{"first", "second"}, by)

		waiting := consume(t, r, kitchen, handler("third"))
		synctest.Wait()
		waiting() // ends although it never had its turn
	})
}

func TestAnEndpointHasOneGroup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		defer consume(t, r, kitchen, take)()
		synctest.Wait()
		err := r.Consume(t.Context(), transport.Group{Name: "delivery"}, take)
		require.Equal(t, "webhook_group_taken", errs.CodeOf(err))
		require.ErrorIs(t, r.Consume(t.Context(), transport.Group{}, take), errs.KindInvalid)
	})
}

func TestABatchIsAnsweredByItsWorstEvent(t *testing.T) {
	t.Parallel()
	other := event("other", "a")
	other.Type = "com.example.invoice.v1"
	for name, tt := range map[string]struct {
		events []cloudevents.Event
		status int
		code   string
	}{
		"all well":          {events: []cloudevents.Event{event("1", "a"), event("2", "a"), event("3", "b")}, status: 204},
		"nothing":           {status: 204},
		"not for the group": {events: []cloudevents.Event{other}, status: 204},
		"one twice":         {events: []cloudevents.Event{event("1", "a"), event("1", "a")}, status: 204},
		"one put aside":     {events: []cloudevents.Event{event("1", "a"), event("bad", "a"), event("3", "b")}, status: 422, code: "order_gone"},
		"one to come again": {events: []cloudevents.Event{event("bad", "a"), event("slow", "c"), event("3", "b")}, status: 503, code: "webhook_slow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := receiver(t)
				defer consume(t, r, kitchen, func(_ context.Context, d transport.Delivery) error {
					switch d.Event.ID {
					case "bad":
						return transport.Reject(errs.Conflict("order_gone", "the order is gone"))
					case "slow":
						return errs.Unavailable("store_busy", "the database is busy")
					}
					return nil
				})()
				synctest.Wait()
				answer, code := post(t, r, cloudevents.Batch, tt.events...)
				require.Equal(t, tt.status, answer.Code)
				require.Equal(t, tt.code, code)
			})
		})
	}
}

func TestABatchThatComesAgainIsHandledOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		var mended atomic.Bool
		var mu sync.Mutex
		var handled []string
		defer consume(t, r, kitchen, func(_ context.Context, d transport.Delivery) error {
			if d.Event.ID == "2" && !mended.Load() {
				return errs.Unavailable("store_busy", "the database is busy")
			}
			mu.Lock()
			defer mu.Unlock()
			handled = append(handled, d.Event.ID)
			return nil
		})()
		synctest.Wait()
		batch := []cloudevents.Event{event("1", "a"), event("2", "b"), event("3", "c")}
		for range 3 {
			_, code := post(t, r, cloudevents.Batch, batch...)
			require.Equal(t, "webhook_slow", code)
		}
		mended.Store(true)
		<-time.After(time.Minute)
		_, code := post(t, r, cloudevents.Batch, batch...)
		require.Empty(t, code)
		require.ElementsMatch(t, []string{"1", "2", "3"}, handled)

		post(t, r, cloudevents.Batch, batch...)
		require.Len(t, handled, 6, "what was answered with success is forgotten")
	})
}

func TestWhatIsNoEventIsRefused(t *testing.T) {
	t.Parallel()
	structured := `{"specversion":"1.0","id":"1","source":"/orders","type":"com.example.order.placed.v1"}`
	for name, tt := range map[string]struct {
		method string
		kind   string
		body   io.Reader
		status int
		code   string
	}{
		"well":            {kind: cloudevents.MediaType, body: strings.NewReader(structured), status: 204},
		"not POST":        {method: http.MethodGet, status: 405, code: "method_not_allowed"},
		"no event":        {kind: "application/json", body: strings.NewReader("{}"), status: 415, code: "no_event"},
		"no JSON":         {kind: cloudevents.MediaType, body: strings.NewReader("<"), status: 400},
		"no id":           {kind: cloudevents.MediaType, body: strings.NewReader(`{"specversion":"1.0"}`), status: 400},
		"too large":       {kind: cloudevents.BatchMediaType, body: bytes.NewReader(make([]byte, 1<<20+1)), status: 413, code: "body_too_large"},
		"event too large": {kind: cloudevents.MediaType, body: bytes.NewReader(make([]byte, 64<<10+1)), status: 413},
		"ends early":      {kind: cloudevents.MediaType, body: iotest.ErrReader(io.ErrUnexpectedEOF), status: 400, code: "body_unreadable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := receiver(t)
				defer consume(t, r, kitchen, take)()
				synctest.Wait()
				req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/events", tt.body)
				if tt.method != "" {
					req.Method = tt.method
				}
				req.Header.Set("Content-Type", tt.kind)
				answer, code := serve(t, r, req)
				require.Equal(t, tt.status, answer.Code, answer.Body)
				if tt.code != "" {
					require.Equal(t, tt.code, code)
				}
			})
		})
	}
}

func TestAnEventMayBeLargerThanABatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, func(c *webhook.ReceiverConfig) { c.Limits.EventBytes = 3 << 20 })
		defer consume(t, r, kitchen, take)()
		synctest.Wait()
		large := event("1", "a")
		large.Data = make([]byte, 2<<20)
		answer, _ := post(t, r, cloudevents.Binary, large)
		require.Equal(t, http.StatusNoContent, answer.Code)
	})
}

func TestRequestsBeyondTheBoundComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, func(c *webhook.ReceiverConfig) { c.Requests = 1 })
		leave := make(chan struct{})
		defer consume(t, r, kitchen, func(context.Context, transport.Delivery) error { <-leave; return nil })()
		synctest.Wait()
		go post(t, r, cloudevents.Binary, event("1", "a"))
		synctest.Wait()
		_, code := post(t, r, cloudevents.Binary, event("2", "b"))
		require.Equal(t, "webhook_busy", code)
		close(leave)
	})
}

func TestAConsumerThatIsFullHoldsSendersBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		group := kitchen
		group.InFlight = 1
		leave := make(chan struct{})
		stop := consume(t, r, group, func(context.Context, transport.Delivery) error { <-leave; return nil })
		synctest.Wait()
		codes := make([]string, 3)
		var requests sync.WaitGroup
		for i, id := range []string{"1", "2", "3"} {
			requests.Go(func() { _, codes[i] = post(t, r, cloudevents.Binary, event(id, id)) })
			synctest.Wait()
		}
		<-time.After(time.Minute) // beyond the wait
		requests.Wait()
		require.Equal(t, []string{"webhook_slow", "webhook_slow", "webhook_busy"}, codes)
		close(leave)
		stop()
	})
}

func TestWhoeverWaitsForAFullConsumerIsToldThatItLeaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		group := kitchen
		group.InFlight = 1
		stop := consume(t, r, group, func(ctx context.Context, _ transport.Delivery) error { <-ctx.Done(); return ctx.Err() })
		synctest.Wait()
		codes := make(chan string, 3)
		for _, id := range []string{"1", "2", "3"} {
			go func() {
				_, code := post(t, r, cloudevents.Binary, event(id, id))
				codes <- code
			}()
			synctest.Wait()
		}
		start := time.Now()
		go stop()
		require.Equal(t, "webhook_draining", <-codes, "the third, which was not taken over")
		require.Equal(t, start, time.Now(), "at once, while the first may go on for a while")
		<-codes
		<-codes
	})
}

func TestOnlySignedRequestsAreTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, func(c *webhook.ReceiverConfig) { c.Unsigned, c.Keys = false, keys(t, "new:"+secretText) })
		defer consume(t, r, kitchen, take)()
		synctest.Wait()
		answer, code := post(t, r, cloudevents.Binary, event("1", "a"))
		require.Equal(t, http.StatusUnauthorized, answer.Code)
		require.Equal(t, "signature_missing", code)
		for _, mode := range []cloudevents.Mode{cloudevents.Binary, cloudevents.Structured, cloudevents.Batch} {
			p := publisher(t, &endpoint{Handler: r}, func(c *webhook.PublisherConfig) { c.Mode, c.Keys = mode, keys(t, "new:"+secretText) })
			require.NoError(t, p.Publish(t.Context(), event("1", "a")))
		}
		stranger := publisher(t, &endpoint{Handler: r}, func(c *webhook.PublisherConfig) { c.Keys = keys(t, "whsec_"+strings.Repeat("A", 32)) })
		require.ErrorIs(t, stranger.Publish(t.Context(), event("1", "a")), errs.KindUnauthenticated)
	})
}

func TestNewReceiverNamesEveryFault(t *testing.T) {
	t.Parallel()
	_, err := webhook.NewReceiver(webhook.ReceiverConfig{Wait: -1})
	require.ErrorIs(t, err, errs.KindInvalid)
	require.ErrorContains(t, err, "set Keys, or Unsigned")
	require.ErrorContains(t, err, "below zero")
	_, err = webhook.NewReceiver(webhook.ReceiverConfig{Keys: webhook.Keys{{}}})
	require.ErrorContains(t, err, "is empty")
}
