package main

import (
	"context"
	"testing"

	"github.com/samber/do/v2"
	"go.uber.org/dig"

	"github.com/neuroglia-go/neuroglia/di"
)

// The graph of a request: three services on one singleton.
type (
	database struct{ dsn string }
	request  struct {
		db *database
		id int
	}
	unit struct {
		request *request
		db      *database
	}
	handler struct {
		unit    *unit
		request *request
		db      *database
	}
)

func newDatabase() *database                                { return &database{dsn: "memory:"} }
func newRequest(db *database) *request                      { return &request{db: db} }
func newUnit(r *request, db *database) *unit                { return &unit{request: r, db: db} }
func newHandler(u *unit, r *request, db *database) *handler { return &handler{u, r, db} }

func diContest() contest {
	return contest{
		name: "di", yardstick: "plain constructors",
		entries: []entry{
			{"plain constructors", plainGraph},
			{"scope", func(b *testing.B) { scopeGraph(b, newRequest, newUnit, newHandler) }},
			{"samber/do scope", doGraph},
			{"dig scope", digGraph},
		},
		budgets: []budget{
			{text: "a scope with three services, 10 times the plain constructors", of: "scope", to: "plain constructors", most: 10, allocs: -1},
			{text: "10 times the fastest peer with lifetimes", of: "scope", to: "samber/do scope", most: 0.1, allocs: -1},
		},
	}
}

func plainGraph(b *testing.B) {
	db := newDatabase()
	var r *request
	var u *unit
	var h *handler
	b.ReportAllocs()
	for b.Loop() {
		r = newRequest(db)
		u = newUnit(r, db)
		h = newHandler(u, r, db)
	}
	sinkGraph(r, u, h)
}

//go:noinline
func sinkGraph(*request, *unit, *handler) {}

func scopeGraph(b *testing.B, newRequest, newUnit, newHandler any) {
	services := di.NewServices()
	di.AddSingleton[*database](services, newDatabase)
	di.AddScoped[*request](services, newRequest)
	di.AddScoped[*unit](services, newUnit)
	di.AddScoped[*handler](services, newHandler)
	container, err := services.Build(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		_, scope := container.NewScope(ctx)
		if h, err := di.Resolve[*handler](scope); err != nil || h.db == nil {
			b.Fatal(err)
		}
		_ = scope.Close(nil)
	}
}

func doGraph(b *testing.B) {
	root := do.New()
	do.Provide(root, func(do.Injector) (*database, error) { return newDatabase(), nil })
	// A name is taken for ever, so each scope needs one of its own.
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		scope := root.Scope(name(n))
		do.Provide(scope, func(i do.Injector) (*request, error) { return newRequest(do.MustInvoke[*database](i)), nil })
		do.Provide(scope, func(i do.Injector) (*unit, error) {
			return newUnit(do.MustInvoke[*request](i), do.MustInvoke[*database](i)), nil
		})
		do.Provide(scope, func(i do.Injector) (*handler, error) {
			return newHandler(do.MustInvoke[*unit](i), do.MustInvoke[*request](i), do.MustInvoke[*database](i)), nil
		})
		if h, err := do.Invoke[*handler](scope); err != nil || h.db == nil {
			b.Fatal(err)
		}
		scope.Shutdown()
	}
}

func name(n int) string {
	var buf [8]byte
	for i := range buf {
		buf[i] = 'a' + byte(n%26)
		n /= 26
	}
	return string(buf[:])
}

func digGraph(b *testing.B) {
	root := dig.New(dig.DeferAcyclicVerification())
	if err := root.Provide(newDatabase); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		scope := root.Scope("request")
		for _, constructor := range []any{newRequest, newUnit, newHandler} {
			if err := scope.Provide(constructor); err != nil {
				b.Fatal(err)
			}
		}
		if err := scope.Invoke(func(*handler) {}); err != nil {
			b.Fatal(err)
		}
	}
}
