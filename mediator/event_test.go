package mediator_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// domainEvent is an interface that some events implement.
type domainEvent interface{ AggregateID() string }

func (e OrderPlaced) AggregateID() string { return e.ID }

type orderCooked struct{ ID string }

func (e *orderCooked) AggregateID() string { return e.ID }

// listen registers a handler of E that calls fn.
func listen[E any](s *di.Services, fn func(E) error, opts ...mediator.HandlerOption) {
	mediator.AddEventHandler[mediator.EventHandlerFunc[E]](s, func() mediator.EventHandlerFunc[E] {
		return func(_ context.Context, e E) error { return fn(e) }
	}, opts...)
}

func TestPublishRunsEveryHandlerInOrderAndJoinsTheErrors(t *testing.T) {
	t.Parallel()
	var seen trace
	first, third := errors.New("first"), errors.New("third")
	m := build(t, func(s *di.Services) {
		listen(s, func(e OrderPlaced) error { seen.add("1:%s", e.ID); return first })
		listen(s, func(e OrderPlaced) error { seen.add("2:%s", e.ID); return nil })
		listen(s, func(e OrderPlaced) error { seen.add("3:%s", e.ID); return third })
	})
	err := mediator.Publish(t.Context(), m, OrderPlaced{"x"})
	require.Equal(t, "1:x 2:x 3:x", seen.String())
	require.ErrorIs(t, err, first)
	require.ErrorIs(t, err, third)
	const handler = "mediator.EventHandlerFunc[github.com/neuroglia-go/neuroglia/mediator_test.OrderPlaced]: "
	require.EqualError(t, err, handler+"first\n"+handler+"third")
}

func TestAnEventNobodyListensToIsNoError(t *testing.T) {
	t.Parallel()
	m := build(t, func(*di.Services) {})
	require.NoError(t, mediator.Publish(t.Context(), m, OrderPlaced{}))
}

func TestANilEventIsAnError(t *testing.T) {
	t.Parallel()
	m := build(t, func(*di.Services) {})
	require.ErrorContains(t, m.PublishAny(t.Context(), nil), "nil <nil> for an event")
	require.ErrorContains(t, mediator.Publish[*OrderPlaced](t.Context(), m, nil), "nil *mediator_test.OrderPlaced for an event")
}

func TestEventsReachHandlersByTypeInterfaceAndPointer(t *testing.T) { //nolint:tparallel // the cases share the trace
	t.Parallel()
	var seen trace
	m := build(t, func(s *di.Services) {
		listen(s, func(e domainEvent) error { seen.add("any:%s", e.AggregateID()); return nil })
		listen(s, func(e OrderPlaced) error { seen.add("placed:%s", e.ID); return nil })
		listen(s, func(e *CancelOrderFailed) error { seen.add("failed:%s", e.ID); return nil })
	})
	for _, test := range []struct {
		name  string
		event any
		want  string
	}{
		{"a type, and its interface in order of registration", OrderPlaced{"1"}, "any:1 placed:1"},
		{"a pointer to it", &OrderPlaced{"2"}, "any:2 placed:2"},
		{"an interface alone", &orderCooked{"3"}, "any:3"},
		{"an interface alone, again", &orderCooked{"4"}, "any:4"},
		{"a pointer that a handler names", &CancelOrderFailed{"5"}, "failed:5"},
		{"something else", 6, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.NoError(t, m.PublishAny(t.Context(), test.event))
			require.Equal(t, test.want, seen.String())
			seen.steps = nil
		})
	}
	require.NoError(t, mediator.Publish[domainEvent](t.Context(), m, OrderPlaced{"static"}))
	require.Equal(t, "any:static placed:static", seen.String())
}

type CancelOrderFailed struct{ ID string }

func TestBehaviorsOfEventsThatOnlyAnInterfaceHears(t *testing.T) {
	t.Parallel()
	var seen trace
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, seen.around("b"), mediator.ForEvents())
		listen(s, func(e domainEvent) error { seen.add("%s", e.AggregateID()); return nil })
	})
	require.NoError(t, mediator.Publish(t.Context(), m, &orderCooked{"1"}))
	require.NoError(t, mediator.Publish(t.Context(), m, CancelOrderFailed{"2"}))
	require.Equal(t, "b( 1 )", seen.String())
}

// Two parallel handlers wait for each other, so that this ends only when they
// really run side by side; the third runs in its turn meanwhile.
func TestParallelHandlersRunBesideTheOthers(t *testing.T) {
	t.Parallel()
	ping, pong, meanwhile := make(chan bool), make(chan bool), make(chan bool)
	broken := errors.New("broken")
	m := build(t, func(s *di.Services) {
		listen(s, func(OrderPlaced) error { ping <- true; <-pong; return broken }, mediator.Parallel())
		listen(s, func(OrderPlaced) error { <-ping; pong <- true; <-meanwhile; return nil }, mediator.Parallel())
		listen(s, func(OrderPlaced) error { close(meanwhile); return nil })
	})
	require.ErrorIs(t, mediator.Publish(t.Context(), m, OrderPlaced{}), broken)
}

func TestAPanicOfAParallelHandlerReachesThePublisher(t *testing.T) {
	t.Parallel()
	cause := errors.New("out of flour")
	done := false
	m := build(t, func(s *di.Services) {
		listen(s, func(OrderPlaced) error { panic(cause) }, mediator.Parallel())
		listen(s, func(OrderPlaced) error { done = true; return nil })
	})
	defer func() {
		err, ok := recover().(error)
		require.True(t, ok)
		require.ErrorIs(t, err, cause)
		require.ErrorContains(t, err, "panic in a parallel event handler: out of flour")
		require.ErrorContains(t, err, "event_test.go", "the stack is that of the handler")
		require.True(t, done)
	}()
	_ = mediator.Publish(t.Context(), m, OrderPlaced{})
}

func TestAParallelHandlerMayEndItsGoroutine(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) {
		listen(s, func(OrderPlaced) error { runtime.Goexit(); return nil }, mediator.Parallel())
	})
	require.NoError(t, mediator.Publish(t.Context(), m, OrderPlaced{}))
}

func TestStreamsEndWithTheErrorOfTheHandler(t *testing.T) {
	t.Parallel()
	var seen trace
	burnt := errors.New("burnt")
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() mediator.BehaviorFunc {
			return func(ctx context.Context, call *mediator.Call, next mediator.Next) error {
				require.Equal(t, mediator.None{}, call.Result())
				err := next(ctx, call)
				seen.add("wrapped %v", err)
				if err != nil {
					return fmt.Errorf("stream: %w", err)
				}
				return next(ctx, call) // must not reach a consumer that left
			}
		}, mediator.ForStreams())
		mediator.AddStreamHandler[mediator.StreamHandlerFunc[ListOrders, OrderDTO]](s, func() mediator.StreamHandlerFunc[ListOrders, OrderDTO] {
			return func(_ context.Context, q ListOrders) iter.Seq2[OrderDTO, error] {
				return func(yield func(OrderDTO, error) bool) {
					if yield(OrderDTO{ID: "0"}, nil) {
						yield(OrderDTO{ID: "ignored"}, burnt)
					}
				}
			}
		})
	})
	for row, err := range mediator.Stream(t.Context(), m, ListOrders{}) {
		if err != nil {
			require.EqualError(t, err, "stream: burnt")
			require.Zero(t, row)
		}
		seen.add("row %q", row.ID)
	}
	require.Equal(t, `row "0" wrapped burnt row ""`, seen.String())

	seen.steps = nil
	for row := range mediator.Stream(t.Context(), m, ListOrders{}) {
		seen.add("row %q", row.ID)
		break
	}
	require.Equal(t, `row "0" wrapped <nil>`, seen.String())
}
