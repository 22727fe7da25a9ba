package mediator_test

import (
	"context"
	"testing"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

type ping struct {
	mediator.Command[int]
	ID string
}

type pingHandler struct{}

func newPingHandler() *pingHandler { return &pingHandler{} }

func (*pingHandler) Handle(_ context.Context, p ping) (int, error) { return len(p.ID), nil }

type passing struct{}

func (passing) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	return next(ctx, call)
}

func newPassing() passing { return passing{} }

// BenchmarkMapLookup is what the budgets of the others are measured in.
func BenchmarkMapLookup(b *testing.B) {
	m := map[string]int{"orders": 1, "kitchen": 2, "delivery": 3, "menu": 4, "customers": 5, "money": 6, "tours": 7, "staff": 8, "till": 9}
	for b.Loop() {
		_ = m["customers"]
	}
}

//go:noinline
func callHandler(ctx context.Context, h mediator.Handler[ping, int], p ping) (int, error) {
	return h.Handle(ctx, p)
}

func BenchmarkDirectCall(b *testing.B) {
	h := newPingHandler()
	for b.Loop() {
		_, _ = callHandler(b.Context(), h, ping{ID: "x"})
	}
}

func BenchmarkSend(b *testing.B) {
	benchmarkSend(b, 0)
}

func BenchmarkSendThreeBehaviors(b *testing.B) {
	benchmarkSend(b, 3)
}

func benchmarkSend(b *testing.B, behaviors int) {
	m := build(b, func(s *di.Services) {
		for range behaviors {
			mediator.AddBehavior(s, newPassing)
		}
		mediator.AddHandler[*pingHandler](s, newPingHandler)
		mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
		mediator.AddStreamHandler[*listOrdersHandler](s, newListOrdersHandler)
	})
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = mediator.Send(ctx, m, ping{ID: "x"})
	}
}

// BenchmarkSendInScope is a Send to a handler that each scope has its own of,
// with the scope of the caller.
func BenchmarkSendInScope(b *testing.B) {
	services := di.NewServices()
	di.AddScoped[*basket](services, func() *basket { return &basket{seen: new(trace)} })
	mediator.AddHandler[mediator.HandlerFunc[ping, int]](services, func(*basket) mediator.HandlerFunc[ping, int] {
		return func(_ context.Context, p ping) (int, error) { return len(p.ID), nil }
	})
	c, err := services.Build(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	m, _ := di.Resolve[*mediator.Mediator](c)
	ctx, scope := c.NewScope(b.Context())
	defer scope.Close(nil)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = mediator.Send(ctx, m, ping{ID: "x"})
	}
}

func BenchmarkPublishToTwo(b *testing.B) {
	m := build(b, func(s *di.Services) {
		listen(s, func(OrderPlaced) error { return nil })
		listen(s, func(OrderPlaced) error { return nil })
	})
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		_ = mediator.Publish(ctx, m, OrderPlaced{ID: "x"})
	}
}
