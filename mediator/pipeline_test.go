package mediator_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// trace is what happened, in order.
type trace struct {
	mu    sync.Mutex
	steps []string
}

func (t *trace) add(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps = append(t.steps, fmt.Sprintf(format, args...))
}

func (t *trace) String() string { return strings.Join(t.steps, " ") }

// around returns the constructor of a behaviour that traces before and after.
func (t *trace) around(name string) func() mediator.BehaviorFunc {
	return func() mediator.BehaviorFunc {
		return func(ctx context.Context, call *mediator.Call, next mediator.Next) error {
			t.add("%s(", name)
			defer t.add(")")
			return next(ctx, call)
		}
	}
}

// handle returns the constructor of a handler that traces and answers with its zero value.
func handle[Q mediator.Request[R], R any](t *trace, name string) func() mediator.HandlerFunc[Q, R] {
	return func() mediator.HandlerFunc[Q, R] {
		return func(context.Context, Q) (answer R, err error) {
			t.add("%s", name)
			return answer, nil
		}
	}
}

// urgent is implemented by some requests.
type urgent interface{ Urgent() }

type rushOrder struct {
	mediator.Command[mediator.None]
}

func (rushOrder) Urgent() {}

func TestBehaviorsApplyWhereTheirOptionsSay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		options []mediator.BehaviorOption
		command string
		query   string
		rush    string
		event   string
	}{
		{"all requests", nil, "b( place )", "b( get )", "b( rush )", "placed"},
		{"all requests, said", []mediator.BehaviorOption{mediator.ForRequests()}, "b( place )", "b( get )", "b( rush )", "placed"},
		{"commands", []mediator.BehaviorOption{mediator.ForCommands()}, "b( place )", "get", "b( rush )", "placed"},
		{"queries", []mediator.BehaviorOption{mediator.ForQueries()}, "place", "b( get )", "rush", "placed"},
		{"streams", []mediator.BehaviorOption{mediator.ForStreams()}, "place", "get", "rush", "placed"},
		{"events", []mediator.BehaviorOption{mediator.ForEvents()}, "place", "get", "rush", "b( placed )"},
		{"requests and events", []mediator.BehaviorOption{mediator.ForRequests(), mediator.ForEvents()}, "b( place )", "b( get )", "b( rush )", "b( placed )"},
		{"one type", []mediator.BehaviorOption{mediator.For[PlaceOrder]()}, "b( place )", "get", "rush", "placed"},
		{"one event", []mediator.BehaviorOption{mediator.For[OrderPlaced]()}, "place", "get", "rush", "b( placed )"},
		{"an interface", []mediator.BehaviorOption{mediator.ForInterface[urgent]()}, "place", "get", "b( rush )", "placed"},
		{"a type or an interface", []mediator.BehaviorOption{mediator.For[GetOrder](), mediator.ForInterface[urgent]()}, "place", "b( get )", "b( rush )", "placed"},
		{"queries of an interface", []mediator.BehaviorOption{mediator.ForQueries(), mediator.ForInterface[urgent]()}, "place", "get", "rush", "placed"},
		{"a profile that is not active", []mediator.BehaviorOption{mediator.InProfile("demo")}, "place", "get", "rush", "placed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var seen trace
			m := build(t, func(s *di.Services) {
				mediator.AddBehavior(s, seen.around("b"), test.options...)
				mediator.AddHandler[mediator.HandlerFunc[PlaceOrder, OrderDTO]](s, handle[PlaceOrder](&seen, "place"))
				mediator.AddHandler[mediator.HandlerFunc[GetOrder, OrderDTO]](s, handle[GetOrder](&seen, "get"))
				mediator.AddHandler[mediator.HandlerFunc[rushOrder, mediator.None]](s, handle[rushOrder](&seen, "rush"))
				mediator.AddEventHandler[mediator.EventHandlerFunc[OrderPlaced]](s, func() mediator.EventHandlerFunc[OrderPlaced] {
					return func(context.Context, OrderPlaced) error { seen.add("placed"); return nil }
				})
			})
			expect := func(want string, err error) {
				t.Helper()
				require.NoError(t, err)
				require.Equal(t, want, seen.String())
				seen.steps = nil
			}
			_, err := mediator.Send(t.Context(), m, PlaceOrder{})
			expect(test.command, err)
			_, err = mediator.Send(t.Context(), m, GetOrder{})
			expect(test.query, err)
			_, err = mediator.Send(t.Context(), m, rushOrder{})
			expect(test.rush, err)
			expect(test.event, mediator.Publish(t.Context(), m, OrderPlaced{}))
		})
	}
}

func TestBehaviorsRunInTheOrderOfRegistration(t *testing.T) {
	t.Parallel()
	var seen trace
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, seen.around("a"))
		mediator.AddHandler[mediator.HandlerFunc[GetOrder, OrderDTO]](s, handle[GetOrder](&seen, "get"))
		mediator.AddBehavior(s, seen.around("b"))
		mediator.AddBehavior(s, seen.around("c"))
	})
	_, err := mediator.Send(t.Context(), m, GetOrder{})
	require.NoError(t, err)
	require.Equal(t, "a( b( c( get ) ) )", seen.String())
}

// selective wants queries only, and has a field that it must not look at yet.
type selective struct{ *trace }

func (b *selective) Applies(to *mediator.Info) bool { return to.Kind == mediator.KindQuery }

func (b *selective) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	b.add("selected")
	return next(ctx, call)
}

func TestSelectiveBehaviorsChooseBeforeTheyAreBuilt(t *testing.T) {
	t.Parallel()
	var seen trace
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() *selective { return &selective{&seen} })
		mediator.AddHandler[mediator.HandlerFunc[PlaceOrder, OrderDTO]](s, handle[PlaceOrder](&seen, "place"))
		mediator.AddHandler[mediator.HandlerFunc[GetOrder, OrderDTO]](s, handle[GetOrder](&seen, "get"))
	})
	_, err := mediator.Send(t.Context(), m, PlaceOrder{})
	require.NoError(t, err)
	_, err = mediator.Send(t.Context(), m, GetOrder{})
	require.NoError(t, err)
	require.Equal(t, "place selected get", seen.String())
}

// upperCase is a typed behaviour: it changes the request and the answer.
type upperCase struct{}

func newUpperCase() upperCase { return upperCase{} }

func (upperCase) Handle(ctx context.Context, call *mediator.CallOf[PlaceOrder, OrderDTO], next mediator.NextOf[PlaceOrder, OrderDTO]) error {
	call.Request.Customer = strings.ToUpper(call.Request.Customer)
	err := next(ctx, call)
	call.Result.ID += "!"
	return err
}

func TestTypedBehaviorsSeeAndChangeTheirMessage(t *testing.T) {
	t.Parallel()
	var requests []any
	peek := func() mediator.BehaviorFunc {
		return func(ctx context.Context, call *mediator.Call, next mediator.Next) error {
			requests = append(requests, call.Request())
			return next(ctx, call)
		}
	}
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, peek)
		mediator.AddBehavior(s, newUpperCase)
		mediator.AddBehavior(s, peek)
		mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
	})

	dto, err := mediator.Send(t.Context(), m, PlaceOrder{Customer: "ada"})

	require.NoError(t, err)
	require.Equal(t, "order of ADA!", dto.ID)
	require.Equal(t, []any{PlaceOrder{Customer: "ada"}, PlaceOrder{Customer: "ADA"}}, requests)
}

func TestTypedBehaviorFuncAroundEventsAndStreams(t *testing.T) {
	t.Parallel()
	var seen trace
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() mediator.TypedBehaviorFunc[OrderPlaced, mediator.None] {
			return func(ctx context.Context, call *mediator.CallOf[OrderPlaced, mediator.None], next mediator.NextOf[OrderPlaced, mediator.None]) error {
				call.Request.ID += "?"
				return next(ctx, call)
			}
		})
		mediator.AddBehavior(s, func() mediator.TypedBehaviorFunc[ListOrders, mediator.None] {
			return func(ctx context.Context, call *mediator.CallOf[ListOrders, mediator.None], next mediator.NextOf[ListOrders, mediator.None]) error {
				call.Request.Count = 1
				return next(ctx, call)
			}
		})
		mediator.AddEventHandler[mediator.EventHandlerFunc[OrderPlaced]](s, func() mediator.EventHandlerFunc[OrderPlaced] {
			return func(_ context.Context, e OrderPlaced) error { seen.add("%s", e.ID); return nil }
		})
		mediator.AddStreamHandler[*listOrdersHandler](s, newListOrdersHandler)
	})
	require.NoError(t, mediator.Publish(t.Context(), m, OrderPlaced{"7"}))
	for row, err := range mediator.Stream(t.Context(), m, ListOrders{Count: 5}) {
		require.NoError(t, err)
		seen.add("row %s", row.ID)
	}
	require.Equal(t, "7? row 0", seen.String())
}

func TestCallTellsWhatItIs(t *testing.T) {
	t.Parallel()
	var check mediator.BehaviorFunc = func(ctx context.Context, call *mediator.Call, next mediator.Next) error {
		require.Equal(t, mediator.KindCommand, call.Kind())
		require.Equal(t, "mediator_test.PlaceOrder", call.Name())
		require.Equal(t, PlaceOrder{Customer: "Ada"}, call.Request())
		require.Equal(t, OrderDTO{}, call.Result())
		require.NoError(t, next(ctx, call))
		require.Equal(t, OrderDTO{ID: "order of Ada"}, call.Result())

		require.EqualError(t, call.SetResult("text"),
			"mediator: mediator_test.PlaceOrder is answered with mediator_test.OrderDTO; SetResult was given string")
		return call.SetResult(OrderDTO{ID: "other"})
	}
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() mediator.BehaviorFunc { return check })
		mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
	})
	dto, err := mediator.Send(t.Context(), m, PlaceOrder{Customer: "Ada"})
	require.NoError(t, err)
	require.Equal(t, "other", dto.ID)
}

func TestNewCallIsForTestsOfBehaviors(t *testing.T) {
	t.Parallel()
	call := mediator.NewCall(PlaceOrder{Customer: "ada"})
	err := newUpperCase().Handle(t.Context(), call, func(_ context.Context, c *mediator.CallOf[PlaceOrder, OrderDTO]) error {
		c.Result = OrderDTO{ID: c.Request.Customer}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, OrderDTO{ID: "ADA!"}, call.Call.Result())
	require.Equal(t, mediator.KindQuery, mediator.NewCall(GetOrder{}).Kind())
}

func TestMetadataOfAHandlerReachesItsBehaviors(t *testing.T) {
	t.Parallel()
	type permission string
	var seen trace
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() mediator.BehaviorFunc {
			return func(ctx context.Context, call *mediator.Call, next mediator.Next) error {
				p, ok := mediator.MetadataOf[permission](call.Info())
				seen.add("%s:%v", p, ok)
				return next(ctx, call)
			}
		})
		mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler, mediator.WithMetadata(1), mediator.WithMetadata(permission("orders:write")))
		mediator.AddHandler[mediator.HandlerFunc[GetOrder, OrderDTO]](s, handle[GetOrder](&seen, "get"))
	})
	_, err := mediator.Send(t.Context(), m, PlaceOrder{Customer: "Ada"})
	require.NoError(t, err)
	_, err = mediator.Send(t.Context(), m, GetOrder{})
	require.NoError(t, err)
	require.Equal(t, "orders:write:true :false get", seen.String())
}

// Calls are used again; what one caller sends must never reach another.
func TestConcurrentCallsDoNotMix(t *testing.T) {
	t.Parallel()
	var kept sync.Map
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() mediator.BehaviorFunc {
			return func(ctx context.Context, call *mediator.Call, next mediator.Next) error {
				if strings.HasSuffix(call.Request().(PlaceOrder).Customer, "7") {
					call.Keep()
					kept.Store(call, call.Request())
				}
				return next(ctx, call)
			}
		})
		mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
	})
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 200 {
				name := fmt.Sprintf("%d-%d", worker, i)
				dto, err := mediator.Send(t.Context(), m, PlaceOrder{Customer: name, Lines: make([]string, i)})
				if err != nil || dto != (OrderDTO{ID: "order of " + name, Lines: i}) {
					t.Errorf("sent %s, got %v, %v", name, dto, err)
				}
			}
		})
	}
	group.Wait()
	kept.Range(func(call, request any) bool {
		require.Equal(t, request, call.(*mediator.Call).Request(), "a kept call was used again")
		return true
	})
}

func TestABehaviorMayAnswerInsteadOfTheHandler(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() mediator.BehaviorFunc {
			return func(_ context.Context, call *mediator.Call, _ mediator.Next) error {
				if call.Request().(PlaceOrder).Customer == "" {
					return refused
				}
				return call.SetResult(OrderDTO{ID: "cached"})
			}
		})
		mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
	})
	dto, err := mediator.Send(t.Context(), m, PlaceOrder{Customer: "Ada"})
	require.NoError(t, err)
	require.Equal(t, "cached", dto.ID)
	_, err = mediator.Send(t.Context(), m, PlaceOrder{})
	require.Same(t, refused, err)
}
