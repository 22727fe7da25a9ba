package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
)

func TestAnEventIsHandledOnce(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProgram(t, open(t), ingest.Config{})
			e := event("1", `{"account":"a","amount":5,"new":true}`)
			for i, want := range []ingest.Outcome{ingest.Handled, ingest.Duplicate, ingest.Duplicate} {
				outcome, err := p.Handle(t.Context(), e)
				require.NoError(t, err)
				require.Equal(t, want, outcome, i)
			}
			e.Source = "/other"
			outcome, err := p.Handle(t.Context(), e)
			require.NoError(t, err)
			require.Equal(t, ingest.Handled, outcome, "another source")
			require.Equal(t, account{ID: "a", Balance: 10, Seen: []string{"1", "1"}}, p.account(t, "a"))

			again := newProgram(t, p.store, ingest.Config{})
			outcome, err = again.Handle(t.Context(), e)
			require.NoError(t, err)
			require.Equal(t, ingest.Duplicate, outcome, "after a restart")
			other := newProgram(t, p.store, ingest.Config{Name: "other"})
			outcome, err = other.Handle(t.Context(), e)
			require.NoError(t, err)
			require.Equal(t, ingest.Handled, outcome, "by another program")
		})
	}
}

// Two replicas receive every event several times at the same moment.
func TestAnEventIsHandledOnceByReplicas(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			config := ingest.Config{Retry: uow.RetryPolicy{Attempts: 50, Max: 20 * time.Millisecond}}
			replicas := []*program{newProgram(t, store, config), newProgram(t, store, config)}
			const events, copies = 12, 4
			var wg sync.WaitGroup
			var mu sync.Mutex
			outcomes := map[ingest.Outcome]int{}
			for n := range events * copies {
				wg.Go(func() {
					e := event(fmt.Sprint(n%events), fmt.Sprintf(`{"account":"a%d","amount":1}`, n%3))
					outcome, err := replicas[n%2].Handle(context.Background(), e)
					mu.Lock()
					defer mu.Unlock()
					outcomes[outcome]++
					if err != nil {
						t.Errorf("event %s: %v", e.ID, err)
					}
				})
			}
			wg.Wait()
			require.Equal(t, map[ingest.Outcome]int{ingest.Handled: events, ingest.Duplicate: events * (copies - 1)}, outcomes)
			for n := range 3 {
				require.Equal(t, events/3, replicas[0].account(t, fmt.Sprint("a", n)).Balance)
			}
			require.Equal(t, events, entries(t, store))
		})
	}
}

// Whatever happens around the commit: after the event was sent again it has happened once.
func TestCrashesAroundTheCommit(t *testing.T) {
	t.Parallel()
	lost := errors.New("connection lost")
	for name, fault := range map[string]struct {
		commit func(commit func() error) error
		want   ingest.Outcome // of the second try
		kind   errs.Kind      // of the first
	}{
		"before it":                       {func(func() error) error { return lost }, ingest.Handled, errs.KindInternal},
		"after it, and nobody heard":      {func(commit func() error) error { return errors.Join(commit(), uow.UnknownOutcome(lost)) }, ingest.Duplicate, errs.KindUnavailable},
		"before it, and nobody can tell":  {func(func() error) error { return uow.UnknownOutcome(lost) }, ingest.Handled, errs.KindUnavailable},
		"the store is away for some time": {func(func() error) error { return errs.Unavailable("away", "away") }, ingest.Handled, errs.KindUnavailable},
	} {
		for store, open := range stores() {
			t.Run(name+" on "+store, func(t *testing.T) {
				t.Parallel()
				w := &wrapped{full: open(t).(full)}
				p := newProgram(t, w, ingest.Config{Retry: uow.RetryPolicy{Attempts: 1}})
				e := event("1", `{"account":"a","amount":5}`)
				w.onCommit(fault.commit)
				outcome, err := p.Handle(t.Context(), e)
				require.Equal(t, ingest.Failed, outcome)
				require.Equal(t, fault.kind, errs.KindOf(err), err)
				w.onCommit(nil)
				outcome, err = p.Handle(t.Context(), e)
				require.NoError(t, err)
				require.Equal(t, fault.want, outcome)
				require.Equal(t, 5, p.account(t, "a").Balance)
			})
		}
	}
}

func TestSomebodyElseIsFaster(t *testing.T) {
	t.Parallel()
	w := &wrapped{full: memory.New()}
	p := newProgram(t, w, ingest.Config{Retry: uow.RetryPolicy{Attempts: 1}})
	e := event("1", `{"account":"a","amount":5}`)
	w.onCommit(func(commit func() error) error {
		w.onCommit(nil)
		outcome, err := p.Handle(context.Background(), e)
		require.NoError(t, err)
		require.Equal(t, ingest.Handled, outcome)
		return commit()
	})
	outcome, err := p.Handle(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, ingest.Duplicate, outcome)
	require.Equal(t, 5, p.account(t, "a").Balance)

	w.onCommit(func(func() error) error { return &data.StaleError{Collection: "accounts", ID: "a"} })
	_, err = p.Handle(t.Context(), event("2", `{"account":"a","amount":5}`))
	require.ErrorIs(t, err, errs.Unavailable("overtaken", ""))
	w.onCommit(func(func() error) error {
		return &data.DuplicateError{Collection: "accounts", Index: "phone", Code: "phone_taken"}
	})
	_, err = p.Handle(t.Context(), event("2", `{"account":"a","amount":5}`))
	require.ErrorIs(t, err, errs.Conflict("phone_taken", ""), "it may be taken for good, so it is not as if the store was away")
}

func TestWhatAConsumerReturns(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), ingest.Config{})
	full := errs.Conflict("full", "the bank is full")
	tries := 0
	p.bank.meet = func(context.Context, Placed) error { tries++; return full }
	_, err := p.Handle(t.Context(), event("1", `{"account":"a","amount":5}`))
	require.ErrorIs(t, err, full)
	require.ErrorContains(t, err, `handle "com.partner.order.placed.v1" "1" of /partner`)
	require.Equal(t, 1, tries)

	p.bank.meet = func(context.Context, Placed) error { panic("boom") }
	_, err = p.Handle(t.Context(), event("1", `{"account":"a","amount":5}`))
	require.ErrorContains(t, err, "panic: boom")
	require.Equal(t, errs.KindInternal, errs.KindOf(err))

	p.bank.meet = func(ctx context.Context, _ Placed) error {
		if err := p.bank.add(ctx, Placed{Account: "b", Amount: 1}, "x"); err != nil {
			return err
		}
		return full
	}
	_, err = p.Handle(t.Context(), event("1", `{"account":"a","amount":5}`))
	require.Error(t, err)
	require.Zero(t, p.account(t, "b").Balance)
	require.Zero(t, entries(t, p.store))
	p.bank.meet = nil
	outcome, err := p.Handle(t.Context(), event("1", `{"account":"a","amount":5}`))
	require.NoError(t, err)
	require.Equal(t, ingest.Handled, outcome)
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	p := newProgram(t, memory.New(), ingest.Config{})
	for name, c := range map[string]struct {
		change  func(*cloudevents.Event)
		code    string
		kind    errs.Kind
		pointer string
	}{
		"an event that breaks the rules": {func(e *cloudevents.Event) { e.Source = "" }, "invalid_event", errs.KindInvalid, "/source"},
		"an unknown type":                {func(e *cloudevents.Event) { e.Type = "com.partner.order.placed.v2" }, "unknown_event_type", errs.KindUnprocessable, ""},
		"a prefix alone":                 {func(e *cloudevents.Event) { e.Type = "com.any." }, "unknown_event_type", errs.KindUnprocessable, ""},
		"no data":                        {func(e *cloudevents.Event) { e.Data = nil }, "data_missing", errs.KindUnprocessable, ""},
		"data that is no JSON":           {func(e *cloudevents.Event) { e.DataContentType = "text/plain" }, "unsupported_data", errs.KindUnsupported, ""},
		"data that lies":                 {func(e *cloudevents.Event) { e.Data = []byte(`{`) }, "invalid_data", errs.KindUnprocessable, ""},
		"a member twice":                 {func(e *cloudevents.Event) { e.Data = []byte(`{"amount":1,"amount":2}`) }, "invalid_data", errs.KindUnprocessable, ""},
		"a value of another type":        {func(e *cloudevents.Event) { e.Data = []byte(`{"amount":"x"}`) }, "invalid_data", errs.KindUnprocessable, "/data/amount"},
		"a value that is not valid":      {func(e *cloudevents.Event) { e.Data = []byte(`{"amount":-1}`) }, "invalid_data", errs.KindUnprocessable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outcome, err := p.Handle(t.Context(), event("1", `{}`, c.change))
			require.Equal(t, ingest.Failed, outcome)
			require.ErrorIs(t, err, errs.New(c.kind, c.code, ""))
			if c.pointer != "" {
				require.Equal(t, c.pointer, errs.From(err).Fields[0].Pointer)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	fault := errs.Validation(errs.Field{Pointer: "/amount", Code: "min", Message: "must be 10 or more"})
	p := newProgram(t, memory.New(), ingest.Config{Validate: func(_ context.Context, value any) error {
		if value.(Placed).Amount < 10 {
			return fault
		}
		return nil
	}})
	_, err := p.Handle(t.Context(), event("1", `{"account":"a","amount":9}`))
	require.ErrorIs(t, err, fault)
	_, err = p.Handle(t.Context(), event("1", `{"account":"a","amount":10}`))
	require.NoError(t, err)
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	unknown := event("1", `{"amount":1}`, func(e *cloudevents.Event) { e.Type = "com.else.v1" })
	p := newProgram(t, memory.New(), ingest.Config{Unknown: ingest.Ignore})
	outcome, err := p.Handle(t.Context(), unknown)
	require.NoError(t, err)
	require.Equal(t, ingest.Ignored, outcome)
	require.Zero(t, entries(t, p.store))

	p = newProgram(t, memory.New(), ingest.Config{})
	outcome, err = p.Handle(t.Context(), event("1", "text", func(e *cloudevents.Event) { e.Type, e.DataContentType = "com.any.thing", "text/plain" }))
	require.NoError(t, err)
	require.Equal(t, ingest.Handled, outcome)
	require.Equal(t, 1, p.account(t, "any").Balance)

	p = newProgram(t, memory.New(), ingest.Config{Unknown: ingest.Ignore}, func(s *di.Services, b *Bank) {
		ingest.Subscribe(s, func() *Bank { return b }, ingest.On("com.any.order.*", (*Bank).Placed), ingest.On("com.*", (*Bank).Placed))
	})
	for id, kind := range []string{"com.any.thing", "com.any.order.placed", "com.other"} {
		_, err = p.Handle(t.Context(), event(fmt.Sprint(id), `{"account":"a"}`, func(e *cloudevents.Event) { e.Type = kind }))
		require.NoError(t, err)
	}
	require.Equal(t, []string{"0"}, p.account(t, "any").Seen)
	require.Equal(t, []string{"1", "2"}, p.account(t, "a").Seen, "the longest prefix counts")

	require.Equal(t, []string{"refuse", "ignore", "keep"}, []string{ingest.Refuse.String(), ingest.Ignore.String(), ingest.Keep.String()})
	require.Equal(t, []string{"failed", "handled", "duplicate", "ignored"}, []string{
		ingest.Failed.String(), ingest.Handled.String(), ingest.Duplicate.String(), ingest.Ignored.String(),
	})
}

func TestTheLogListens(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			p := newProgram(t, store, ingest.Config{Unknown: ingest.Keep}, func(s *di.Services, _ *Bank) { ingest.Log(s, "com.log.*") })
			logged := func(id string, change ...func(*cloudevents.Event)) cloudevents.Event {
				return event(id, `{"amount": 1}`, append([]func(*cloudevents.Event){func(e *cloudevents.Event) {
					e.Type, e.Time = "com.log.noted.v3", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
					e.Extensions = map[string]any{"correlationid": "c", "traceparent": "00-1-2-01", "tracestate": "a=b"}
				}}, change...)...)
			}
			for _, e := range []cloudevents.Event{
				logged("1"), logged("2"), logged("1"),
				logged("3", func(e *cloudevents.Event) { e.Subject, e.Type, e.Data = "", "com.other", nil }),
			} {
				_, err := p.Handle(t.Context(), e)
				require.NoError(t, err)
			}
			var records []eventstore.Record
			for r, err := range store.(eventstore.Store).ReadAll(t.Context(), 0, eventstore.Filter{Categories: []string{"received"}}) {
				require.NoError(t, err)
				records = append(records, r)
			}
			require.Len(t, records, 3)
			require.Equal(t, records[0].Stream, records[1].Stream, "one subject stays in order")
			require.NotEqual(t, records[0].Stream, records[2].Stream)
			require.EqualValues(t, 2, records[1].Version)
			require.Equal(t, "com.log.noted", records[0].Type)
			require.Equal(t, 3, records[0].SchemaVersion)
			require.JSONEq(t, `{"amount":1}`, string(records[0].Data))
			require.JSONEq(t, `{}`, string(records[2].Data))
			require.Equal(t, eventstore.Metadata{
				Correlation: "c", Causation: "1", Trace: "00-1-2-01",
				Custom: map[string]string{
					"ce_id": "1", "ce_source": "/partner", "ce_type": "com.log.noted.v3", "ce_subject": "a",
					"ce_time": "2026-01-02T03:04:05Z", "tracestate": "a=b",
				},
			}, records[0].Metadata)

			_, err := p.Handle(t.Context(), logged("4", func(e *cloudevents.Event) { e.DataContentType = "text/plain" }))
			require.ErrorIs(t, err, errs.New(errs.KindUnsupported, "unsupported_data", ""))
			_, err = p.Handle(t.Context(), logged("4", func(e *cloudevents.Event) { e.Data = []byte("{") }))
			require.ErrorIs(t, err, errs.New(errs.KindUnprocessable, "invalid_data", ""))
		})
	}
}

// Many events of one subject are appended to one stream at the same time.
func TestTheLogListensToManyAtOnce(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			p := newProgram(t, store, ingest.Config{Unknown: ingest.Keep, Retry: uow.RetryPolicy{Attempts: 50, Max: 20 * time.Millisecond}})
			var wg sync.WaitGroup
			for n := range 16 {
				wg.Go(func() {
					if _, err := p.Handle(context.Background(), event(fmt.Sprint(n/2), `{}`, func(e *cloudevents.Event) { e.Type = "com.other" })); err != nil {
						t.Errorf("event %d: %v", n, err)
					}
				})
			}
			wg.Wait()
			n := 0
			for r, err := range store.(eventstore.Store).ReadAll(t.Context(), 0, eventstore.Filter{}) {
				require.NoError(t, err)
				n++
				require.EqualValues(t, n, r.Version)
			}
			require.Equal(t, 8, n)
		})
	}
}

func TestObserve(t *testing.T) {
	t.Parallel()
	var seen []ingest.Observation
	p := newProgram(t, memory.New(), ingest.Config{Observe: func(o ingest.Observation) { seen = append(seen, o) }})
	good := event("1", `{"account":"a"}`)
	for _, e := range []cloudevents.Event{good, good, event("2", `{"amount":-1}`), event("3", `{}`)} {
		_, _ = p.Handle(t.Context(), e)
	}
	require.Len(t, seen, 4)
	for i, want := range []ingest.Outcome{ingest.Handled, ingest.Duplicate, ingest.Failed, ingest.Failed} {
		require.Equal(t, want, seen[i].Outcome)
		require.Equal(t, i == 2, seen[i].Refused)
		require.Equal(t, i >= 2, seen[i].Err != nil)
		require.Equal(t, placed, seen[i].Type)
		require.Equal(t, "/partner", seen[i].Source)
	}
}

func TestUnitsDispatch(t *testing.T) {
	t.Parallel()
	var dispatched bool
	p := newProgram(t, memory.New(), ingest.Config{}, func(s *di.Services, _ *Bank) {
		di.AddValue[eventing.Dispatch](s, func(context.Context, any) error { dispatched = true; return nil })
	})
	_, err := p.Handle(t.Context(), event("1", `{"account":"a"}`))
	require.NoError(t, err)
	require.False(t, dispatched, "nothing was recorded")
	_, known := ingest.EventOf(t.Context())
	require.False(t, known)
}

func TestWhatIsWrongIsInTheReportOfBuild(t *testing.T) {
	t.Parallel()
	services, bank := newServices(t, memory.New())
	ingest.Register(services, ingest.Config{Name: "Bad Name", Unknown: 7, Retention: time.Second})
	ingest.Register(services, ingest.Config{})
	ingest.Subscribe[*Bank](services, func() *Bank { return bank })
	ingest.Subscribe(services, func() *Bank { return bank }, ingest.On(placed, (*Bank).Placed), nil, ingest.On[*Bank, Placed]("x", nil),
		ingest.OnEvent[*Bank]("", nil), ingest.OnEvent("a.*.b", (*Bank).Any))
	ingest.Log(services, placed)
	_, err := services.Build(t.Context())
	for _, fault := range []string{
		`Name is "Bad Name"`, "Unknown is 7", "Retention is 1s", "Group: ", "Register is called twice", "*ingest_test.Bank listens to nothing",
		"one of the routes of *ingest_test.Bank is nil", `the method of On("x", ingest_test.Placed) is nil`, `the method of OnEvent("") is nil`,
		`OnEvent(""): the type is empty`, `OnEvent("a.*.b"): the type "a.*.b" has a star inside`,
		`On("com.partner.order.placed.v1", ingest_test.Placed) and Log("com.partner.order.placed.v1") listen to the same type`,
	} {
		require.ErrorContains(t, err, fault)
	}
	require.Equal(t, 1, strings.Count(err.Error(), "called twice"))
}

// documents is a store without a log.
type documents struct{ data.Store }

func TestKeepingNeedsALog(t *testing.T) {
	t.Parallel()
	for name, setUp := range map[string]func(*di.Services){
		"a policy": func(s *di.Services) { ingest.Register(s, ingest.Config{Unknown: ingest.Keep}) },
		"a type":   func(s *di.Services) { ingest.Log(s, placed) },
		"a prefix": func(s *di.Services) { ingest.Log(s, "com.*") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			services, _ := newServices(t, documents{memory.New()})
			setUp(services)
			_, err := services.Build(t.Context())
			require.ErrorContains(t, err, "the store has none")
		})
	}
}
