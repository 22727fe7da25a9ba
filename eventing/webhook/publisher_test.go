package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

func TestPublishTriesAgainWhatMayGoAway(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answers []int
		kind    error
		code    string
		tries   int
	}{
		"taken":               {answers: []int{204}, tries: 1},
		"taken later":         {answers: []int{500, 503, 408, 425, 202}, tries: 5},
		"throttled":           {answers: []int{429, 200}, tries: 2},
		"never answers well":  {answers: []int{502}, kind: errs.KindUnavailable, code: "webhook_failed", tries: 5},
		"bad event":           {answers: []int{400}, kind: errs.KindInvalid, code: "event_refused", tries: 1},
		"unprocessable event": {answers: []int{422}, kind: errs.KindInvalid, code: "event_refused", tries: 1},
		"too large":           {answers: []int{413}, kind: errs.KindTooLarge, code: "event_too_large", tries: 1},
		"wrong key":           {answers: []int{401}, kind: errs.KindUnauthenticated, code: "webhook_unauthenticated", tries: 1},
		"not allowed":         {answers: []int{403}, kind: errs.KindForbidden, code: "webhook_forbidden", tries: 1},
		"wrong address":       {answers: []int{404}, kind: errs.KindNotFound, code: "webhook_not_there", tries: 1},
		"redirect":            {answers: []int{307}, kind: errs.KindNotFound, code: "webhook_not_there", tries: 1},
		"gone":                {answers: []int{410}, kind: errs.KindGone, code: "webhook_gone", tries: 1},
		"bad after a failure": {answers: []int{503, 400}, kind: errs.KindInvalid, code: "event_refused", tries: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := answers(tt.answers...)
				err := publisher(t, e).Publish(t.Context(), event("1", "a"))
				require.Equal(t, tt.tries, e.count())
				if tt.kind == nil {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, tt.kind)
				require.Equal(t, tt.code, errs.CodeOf(err))
				require.ErrorContains(t, err, `event "1" to https://partner.example.com/events`)
				require.ErrorContains(t, err, "because of this")
				require.NotContains(t, err.Error(), "pa55word")
				require.NotContains(t, err.Error(), "t0ken")
			})
		})
	}
}

func TestAnEndpointThatIsGoneIsNeverAskedAgain(t *testing.T) {
	t.Parallel()
	e := answers(410, 200)
	p := publisher(t, e)
	require.ErrorIs(t, p.Publish(t.Context(), event("1", "a")), errs.KindGone)
	require.ErrorIs(t, p.Publish(t.Context(), event("1", "a")), errs.KindGone)
	require.ErrorIs(t, p.Ping(t.Context()), errs.KindGone)
	require.Equal(t, 1, e.count())
}

func retryLater(status int, text string) *endpoint {
	var asked atomic.Bool
	return &endpoint{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !asked.Swap(true) {
			w.Header().Set("Retry-After", text)
			w.WriteHeader(status)
		}
	})}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		text   func() string
	}{
		"seconds":           {503, func() string { return "17" }},
		"a date":            {503, func() string { return time.Now().Add(17 * time.Second).UTC().Format(http.TimeFormat) }},
		"too many, seconds": {429, func() string { return "17" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				require.NoError(t, publisher(t, retryLater(tt.status, tt.text())).Publish(t.Context(), event("1", "a")))
				require.Equal(t, 17*time.Second, time.Since(start))
			})
		})
	}
}

func TestAThrottledEndpointHearsOfNobodyUntilItWantsTo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := retryLater(429, "17")
		p := publisher(t, e)
		start := time.Now()
		var calls sync.WaitGroup
		calls.Go(func() { require.NoError(t, p.Publish(t.Context(), event("1", "a"))) })
		synctest.Wait()
		calls.Go(func() { require.NoError(t, p.Publish(t.Context(), event("2", "b"))) })
		synctest.Wait()
		require.Equal(t, 1, e.count())
		calls.Wait()
		require.Equal(t, 17*time.Second, time.Since(start))
	})
}

func TestALongPauseIsLeftToTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := retryLater(429, "3600")
		p := publisher(t, e)
		for range 2 { // the second call is held back without a request
			start := time.Now()
			err := p.Publish(t.Context(), event("1", "a"))
			require.ErrorIs(t, err, errs.KindUnavailable)
			var later interface{ RetryAfter() time.Duration }
			require.ErrorAs(t, err, &later)
			require.Equal(t, time.Hour, later.RetryAfter())
			require.Equal(t, start, time.Now())
		}
		require.Equal(t, 1, e.count())
	})
}

func TestPublishKeepsTheOrderOfAKeyAndABoundOnRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		seen := map[string][]string{}
		running, most := 0, 0
		e := &endpoint{Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			<-time.After(time.Second)
			mu.Lock()
			defer mu.Unlock()
			running--
			key := req.Header.Get("Ce-Subject")
			seen[key] = append(seen[key], req.Header.Get("Ce-Id"))
		})}
		var events []cloudevents.Event
		for i := range 30 {
			events = append(events, event(fmt.Sprint(i/10), fmt.Sprint(i%10)))
		}
		p := publisher(t, e, func(c *webhook.PublisherConfig) { c.Concurrency = 4 })
		require.NoError(t, p.Publish(t.Context(), events...))
		require.Equal(t, 4, most)
		for i := range 10 {
			require.Equal(t, []string{"0", "1", "2"}, seen[fmt.Sprint(i)])
		}
	})
}

func TestAfterAFailureNothingMoreOfTheKeyIsSent(t *testing.T) {
	t.Parallel()
	e := &endpoint{Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("Ce-Id") == "bad" {
			w.WriteHeader(http.StatusBadRequest)
		}
	})}
	err := publisher(t, e).Publish(t.Context(), event("1", "a"), event("bad", "a"), event("3", "a"), event("4", "b"), event("5", ""), event("6", ""))
	require.ErrorIs(t, err, errs.KindInvalid)
	var ids []string
	for _, r := range e.requests {
		ids = append(ids, r.Header.Get("Ce-Id"))
	}
	require.ElementsMatch(t, []string{"1", "bad", "4", "5", "6"}, ids)
}

func TestNothingIsSentOfACallWithAnEventThatCannotBe(t *testing.T) {
	t.Parallel()
	large := event("2", "a")
	large.Data = make([]byte, 65<<10)
	for name, tt := range map[string]struct {
		event cloudevents.Event
		kind  error
	}{
		"without a type": {cloudevents.Event{ID: "2", Source: "/orders"}, errs.KindInvalid},
		"too large":      {large, errs.KindTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, mode := range []cloudevents.Mode{cloudevents.Binary, cloudevents.Structured, cloudevents.Batch} {
				e := answers(200)
				p := publisher(t, e, func(c *webhook.PublisherConfig) { c.Mode = mode; c.Limits.BatchBytes = 64 << 10 })
				require.ErrorIs(t, p.Publish(t.Context(), event("1", "b"), tt.event), tt.kind)
				require.Zero(t, e.count())
			}
		})
	}
}

func TestModes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		mode   cloudevents.Mode
		limit  int
		counts []int
	}{
		"binary":             {mode: cloudevents.Binary, counts: []int{1, 1, 1, 1, 1}},
		"structured":         {mode: cloudevents.Structured, counts: []int{1, 1, 1, 1, 1}},
		"batch":              {mode: cloudevents.Batch, counts: []int{3, 2}},
		"batch of few bytes": {mode: cloudevents.Batch, limit: 400, counts: []int{2, 2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var events []cloudevents.Event
			var counts []int
			e := &endpoint{Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				got, err := cloudevents.FromRequest(req, cloudevents.Limits{})
				if err != nil {
					w.WriteHeader(http.StatusBadRequest)
				}
				events, counts = append(events, got...), append(counts, len(got))
			})}
			var sent []cloudevents.Event
			for i := range 5 {
				sent = append(sent, event(fmt.Sprint(i), "a"))
			}
			p := publisher(t, e, func(c *webhook.PublisherConfig) {
				c.Mode, c.BatchSize, c.Limits.BatchBytes = tt.mode, 3, tt.limit
			})
			require.NoError(t, p.Publish(t.Context(), sent...))
			require.Equal(t, sent, events)
			require.Equal(t, tt.counts, counts)
		})
	}
}

func TestARequestThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := &endpoint{Handler: http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() })}
		p := publisher(t, e, func(c *webhook.PublisherConfig) { c.Attempts, c.Timeout = 2, 5*time.Second })
		err := p.Publish(t.Context(), event("1", "a"))
		require.ErrorIs(t, err, errs.KindUnavailable)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotContains(t, err.Error(), "t0ken")
		require.Equal(t, 2, e.count())
	})
}

func TestTheCallerCanGiveUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := answers(503)
		p := publisher(t, e, func(c *webhook.PublisherConfig) { c.Attempts = 1 << 20 })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.ErrorIs(t, p.Publish(ctx, event("1", "a")), errs.KindUnavailable)

		e.Handler = http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() })
		q := publisher(t, e, func(c *webhook.PublisherConfig) { c.Concurrency = 1 })
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := q.Publish(ctx, event("1", "a"), event("2", "b"))
		require.ErrorIs(t, err, errs.KindUnavailable)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestCloseWaitsForRequestsAndEndsPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := answers(503)
		p := publisher(t, e, func(c *webhook.PublisherConfig) { c.Attempts = 1 << 20 })
		sent := make(chan error, 1)
		go func() { sent <- p.Publish(t.Context(), event("1", "a")) }()
		<-time.After(time.Hour)
		require.NoError(t, p.Close())
		require.ErrorIs(t, <-sent, errs.KindUnavailable)
		require.NoError(t, p.Close())
		err := p.Publish(t.Context(), event("1", "a"))
		require.Equal(t, "webhook_closed", errs.CodeOf(err))
		require.Equal(t, "webhook_closed", errs.CodeOf(p.Ping(t.Context())))
	})
}

func TestPing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		endpoint http.RoundTripper
		kind     error
	}{
		"there":                  {endpoint: answers(204)},
		"there, without OPTIONS": {endpoint: answers(405)},
		"failing":                {endpoint: answers(503), kind: errs.KindUnavailable},
		"gone":                   {endpoint: answers(410), kind: errs.KindGone},
		"not there":              {endpoint: unreachable{}, kind: errs.KindUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := publisher(t, tt.endpoint).Ping(t.Context())
			if tt.kind == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tt.kind)
		})
	}
}

type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("connection refused")
}

func TestNewPublisherNamesEveryFault(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config webhook.PublisherConfig
		says   []string
	}{
		"nothing":      {webhook.PublisherConfig{}, []string{"use one like https://"}},
		"plain":        {webhook.PublisherConfig{URL: "http://a:b@h/x"}, []string{"the endpoint h is not https"}},
		"other scheme": {webhook.PublisherConfig{URL: "ftp://h"}, []string{`"ftp"`}},
		"all at once": {
			webhook.PublisherConfig{URL: ":", Keys: webhook.Keys{{}}, Mode: 9, Attempts: -1},
			[]string{"use one like https://", "key at index 0 is empty", "mode 9", "below zero"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := webhook.NewPublisher(tt.config)
			require.ErrorIs(t, err, errs.KindInvalid)
			for _, text := range tt.says {
				require.ErrorContains(t, err, text)
			}
		})
	}
}
