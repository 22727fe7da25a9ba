package mediator_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// basket is a scoped service that remembers how its scope ended.
type basket struct {
	seen *trace
	id   int
}

func (b *basket) Dispose(_ context.Context, cause error) error {
	b.seen.add("closed %d: %v", b.id, cause)
	return nil
}

func addBasket(s *di.Services, seen *trace) {
	count := 0
	di.AddScoped[*basket](s, func() *basket { count++; return &basket{seen: seen, id: count} })
}

type basketHandler struct {
	basket *basket
	m      *mediator.Mediator
}

func newBasketHandler(b *basket, m *mediator.Mediator) *basketHandler { return &basketHandler{b, m} }

// Handle sends a nested query, fails or panics, as the command says.
func (h *basketHandler) Handle(ctx context.Context, cmd CancelOrder) (mediator.None, error) {
	h.basket.seen.add("%s in %d", cmd.ID, h.basket.id)
	switch cmd.ID {
	case "nested":
		return mediator.Send(ctx, h.m, CancelOrder{ID: "inner"})
	case "fail":
		return mediator.None{}, errors.New("failed")
	case "panic":
		panic("broken")
	}
	return mediator.None{}, nil
}

func basketMediator(t *testing.T, seen *trace, more func(*di.Services)) (*mediator.Mediator, *di.Container) {
	t.Helper()
	services := di.NewServices()
	addBasket(services, seen)
	mediator.AddHandler[*basketHandler](services, newBasketHandler)
	more(services)
	c, err := services.Build(t.Context())
	require.NoError(t, err)
	m, err := di.Resolve[*mediator.Mediator](c)
	require.NoError(t, err)
	return m, c
}

func TestSendOpensAndClosesAScope(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ id, want string }{
		{"plain", "plain in 1 closed 1: <nil>"},
		{"nested", "nested in 1 inner in 1 closed 1: <nil>"},
		{"fail", "fail in 1 closed 1: failed"},
		{"panic", "panic in 1 closed 1: the call did not return: it panicked or ended its goroutine"},
	} {
		t.Run(test.id, func(t *testing.T) {
			t.Parallel()
			var seen trace
			m, _ := basketMediator(t, &seen, func(*di.Services) {})
			func() {
				defer func() { require.Equal(t, test.id == "panic", recover() != nil) }()
				_, err := mediator.Send(t.Context(), m, CancelOrder{ID: test.id})
				require.Equal(t, test.id == "fail", err != nil)
			}()
			require.Equal(t, test.want, seen.String())
		})
	}
}

func TestSendJoinsTheScopeOfTheContext(t *testing.T) {
	t.Parallel()
	var seen trace
	m, c := basketMediator(t, &seen, func(*di.Services) {})
	ctx, scope := c.NewScope(t.Context())
	for range 2 {
		_, err := mediator.Send(ctx, m, CancelOrder{ID: "plain"})
		require.NoError(t, err)
	}
	require.Equal(t, "plain in 1 plain in 1", seen.String())
	require.NoError(t, scope.Close(nil))
}

// A promoted handler needs no scope, but what it sends may: both must get the same.
func TestNestedSendsOfAPromotedHandlerShareOneScope(t *testing.T) {
	t.Parallel()
	var seen trace
	m, _ := basketMediator(t, &seen, func(s *di.Services) {
		mediator.AddHandler[mediator.HandlerFunc[PlaceOrder, OrderDTO]](s, func(m *mediator.Mediator) mediator.HandlerFunc[PlaceOrder, OrderDTO] {
			return func(ctx context.Context, _ PlaceOrder) (OrderDTO, error) {
				_, first := mediator.Send(ctx, m, CancelOrder{ID: "one"})
				_, second := mediator.Send(ctx, m, CancelOrder{ID: "two"})
				return OrderDTO{}, errors.Join(first, second)
			}
		})
	})
	_, err := mediator.Send(t.Context(), m, PlaceOrder{})
	require.NoError(t, err)
	require.Equal(t, "one in 1 two in 1 closed 1: <nil>", seen.String())
}

type failingBasket struct{}

func (*failingBasket) Close() error { return errors.New("cannot close") }

func TestAScopeThatCannotCloseFailsTheCall(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) {
		di.AddScoped[*failingBasket](s, func() *failingBasket { return &failingBasket{} })
		mediator.AddHandler[mediator.HandlerFunc[GetOrder, OrderDTO]](s, func(*failingBasket) mediator.HandlerFunc[GetOrder, OrderDTO] {
			return func(context.Context, GetOrder) (OrderDTO, error) { return OrderDTO{}, nil }
		})
	})
	_, err := mediator.Send(t.Context(), m, GetOrder{})
	require.ErrorContains(t, err, "close the scope of the call")
	require.ErrorContains(t, err, "cannot close")
}

// guard is a behaviour that depends on a scoped service, openly and typed.
type guard struct{ basket *basket }

func newGuard(b *basket) (*guard, error) {
	if b.id > 1 {
		return nil, errors.New("no guard left")
	}
	return &guard{b}, nil
}

func (g *guard) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	g.basket.seen.add("guard %d", g.basket.id)
	return next(ctx, call)
}

type typedGuard struct{ basket *basket }

func newTypedGuard(b *basket) *typedGuard { return &typedGuard{b} }

func (g *typedGuard) Handle(ctx context.Context, call *mediator.CallOf[CancelOrder, mediator.None], next mediator.NextOf[CancelOrder, mediator.None]) error {
	g.basket.seen.add("typed %d", g.basket.id)
	return next(ctx, call)
}

func TestScopedBehaviorsAreOfTheScopeAndNeverLeftOut(t *testing.T) {
	t.Parallel()
	var seen trace
	m, _ := basketMediator(t, &seen, func(s *di.Services) {
		mediator.AddBehavior(s, newGuard)
		mediator.AddBehavior(s, newTypedGuard)
	})
	_, err := mediator.Send(t.Context(), m, CancelOrder{ID: "plain"})
	require.NoError(t, err)
	require.Equal(t, "guard 1 typed 1 plain in 1 closed 1: <nil>", seen.String())

	_, err = mediator.Send(t.Context(), m, CancelOrder{ID: "unguarded"})
	require.ErrorContains(t, err, "no guard left")
	require.NotContains(t, seen.String(), "unguarded in")
}

func TestAStreamsScopeLivesAsLongAsItsIteration(t *testing.T) {
	t.Parallel()
	var seen trace
	m, c := basketMediator(t, &seen, func(s *di.Services) {
		mediator.AddStreamHandler[mediator.StreamHandlerFunc[ListOrders, OrderDTO]](s, func(b *basket) mediator.StreamHandlerFunc[ListOrders, OrderDTO] {
			return func(ctx context.Context, q ListOrders) iter.Seq2[OrderDTO, error] {
				return func(yield func(OrderDTO, error) bool) {
					b.seen.add("begin %d", b.id)
					newListOrdersHandler().Handle(ctx, q)(yield)
				}
			}
		})
	})
	rows := mediator.Stream(t.Context(), m, ListOrders{Count: 9})
	require.Empty(t, seen.String(), "nothing runs before the iteration")
	for row, err := range rows {
		require.NoError(t, err)
		seen.add("row %s", row.ID)
		if row.ID == "1" {
			break
		}
	}
	require.Equal(t, "begin 1 row 0 row 1 closed 1: <nil>", seen.String())

	require.PanicsWithValue(t, "left", func() {
		for range rows {
			panic("left")
		}
	})
	require.Contains(t, seen.String(), "closed 2: the call did not return")

	ctx, scope := c.NewScope(t.Context())
	for range mediator.Stream(ctx, m, ListOrders{Count: 1}) {
		seen.add("joined")
	}
	require.NotContains(t, seen.String(), "closed 3")
	require.NoError(t, scope.Close(nil))
}

func TestEventHandlersShareTheScopeOfThePublish(t *testing.T) {
	t.Parallel()
	var seen trace
	handler := func(b *basket) mediator.EventHandlerFunc[OrderPlaced] {
		return func(context.Context, OrderPlaced) error { seen.add("heard in %d", b.id); return nil }
	}
	m, c := basketMediator(t, &seen, func(s *di.Services) {
		mediator.AddEventHandler[mediator.EventHandlerFunc[OrderPlaced]](s, handler)
		mediator.AddEventHandler[mediator.EventHandlerFunc[OrderPlaced]](s, handler)
	})
	require.NoError(t, mediator.Publish(t.Context(), m, OrderPlaced{}))
	require.Equal(t, "heard in 1 heard in 1 closed 1: <nil>", seen.String())

	ctx, scope := c.NewScope(t.Context())
	require.NoError(t, mediator.Publish(ctx, m, OrderPlaced{}))
	require.NoError(t, scope.Close(nil))
	require.Contains(t, seen.String(), "heard in 2 heard in 2 closed 2: <nil>")
}

func TestAHandlerThatCannotBeBuiltFailsItsCall(t *testing.T) {
	t.Parallel()
	broken := errors.New("no connection")
	m := build(t, func(s *di.Services) {
		di.AddScoped[*basket](s, func() (*basket, error) { return nil, broken })
		mediator.AddHandler[*basketHandler](s, newBasketHandler)
		mediator.AddStreamHandler[mediator.StreamHandlerFunc[ListOrders, OrderDTO]](s, func(*basket) mediator.StreamHandlerFunc[ListOrders, OrderDTO] { return nil })
		mediator.AddEventHandler[mediator.EventHandlerFunc[OrderPlaced]](s, func(*basket) mediator.EventHandlerFunc[OrderPlaced] { return nil })
	})
	_, err := mediator.Send(t.Context(), m, CancelOrder{})
	require.ErrorIs(t, err, broken)
	require.ErrorContains(t, err, "construct the handler of mediator_test.CancelOrder")
	for _, err := range mediator.Stream(t.Context(), m, ListOrders{}) {
		require.ErrorIs(t, err, broken)
	}
	require.ErrorIs(t, mediator.Publish(t.Context(), m, OrderPlaced{}), broken)
}
