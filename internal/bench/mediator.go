package main

import (
	"context"
	"reflect"
	"testing"

	"github.com/mehdihadeli/go-mediatr"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// The same request, handler and behaviours for everyone: nothing but dispatch is
// measured.
type (
	sum struct {
		mediator.Query[total]
		A, B int
	}
	total      struct{ Sum int }
	sumHandler struct{}

	peerSum     struct{ A, B int }
	peerTotal   struct{ Sum int }
	peerHandler struct{}
	peerThrough struct{}
)

func (sumHandler) Handle(_ context.Context, q sum) (total, error) { return total{q.A + q.B}, nil }

func (peerHandler) Handle(_ context.Context, q *peerSum) (*peerTotal, error) {
	return &peerTotal{q.A + q.B}, nil
}

func (peerThrough) Handle(ctx context.Context, _ any, next mediatr.RequestHandlerFunc) (any, error) {
	return next(ctx)
}

func newMediator(b *testing.B, behaviors int) *mediator.Mediator {
	b.Helper()
	services := di.NewServices()
	mediator.AddHandler[sumHandler](services, func() sumHandler { return sumHandler{} })
	for range behaviors {
		mediator.AddBehavior(services, func() mediator.BehaviorFunc {
			return func(ctx context.Context, call *mediator.Call, next mediator.Next) error { return next(ctx, call) }
		})
	}
	container, err := services.Build(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	m, err := di.Resolve[*mediator.Mediator](container)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func send(behaviors int) func(b *testing.B) {
	return func(b *testing.B) {
		m := newMediator(b, behaviors)
		ctx := context.Background()
		b.ReportAllocs()
		for b.Loop() {
			if got, err := mediator.Send(ctx, m, sum{A: 1, B: 2}); err != nil || got.Sum != 3 {
				b.Fatal(got, err)
			}
		}
	}
}

func sendPeer(behaviors int) func(b *testing.B) {
	return func(b *testing.B) {
		mediatr.ClearRequestRegistrations()
		mediatr.ClearPipelineBehaviors()
		if err := mediatr.RegisterRequestHandler(peerHandler{}); err != nil {
			b.Fatal(err)
		}
		// The peer takes each type of behaviour once.
		through := []mediatr.PipelineBehavior{peerThrough{}, struct{ peerThrough }{}, &peerThrough{}}
		if err := mediatr.RegisterRequestPipelineBehaviors(through[:behaviors]...); err != nil {
			b.Fatal(err)
		}
		ctx := context.Background()
		b.ReportAllocs()
		for b.Loop() {
			if got, err := mediatr.Send[*peerSum, *peerTotal](ctx, &peerSum{1, 2}); err != nil || got.Sum != 3 {
				b.Fatal(got, err)
			}
		}
	}
}

func mediatorContest() contest {
	return contest{
		name: "mediator", yardstick: "map lookup",
		entries: []entry{
			{"map lookup", lookup},
			{"send", send(0)},
			{"send, three behaviours", send(3)},
			{"go-mediatr", sendPeer(0)},
			{"go-mediatr, three behaviours", sendPeer(3)},
		},
		budgets: []budget{
			{text: "send: 25 ns where a map lookup takes 10", of: "send", to: "map lookup", most: 2.5},
			{text: "three behaviours: 60 ns where a map lookup takes 10", of: "send, three behaviours", to: "map lookup", most: 6, allocs: 1},
			{text: "8 times go-mediatr with the same pipeline", of: "send, three behaviours", to: "go-mediatr, three behaviours", most: 1.0 / 8, allocs: 1},
		},
	}
}

// lookup is what every mediator has to do at least: find a handler by the type of
// the request.
func lookup(b *testing.B) {
	handlers := map[reflect.Type]any{}
	for _, t := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[string](), reflect.TypeFor[sum](), reflect.TypeFor[total]()} {
		handlers[t] = t
	}
	key := reflect.TypeFor[sum]()
	b.ReportAllocs()
	for b.Loop() {
		if handlers[key] == nil {
			b.Fatal("lost")
		}
	}
}
