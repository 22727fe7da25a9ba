package di_test

import (
	"context"
	"strconv"
	"testing"

	"go.uber.org/dig"

	"github.com/neuroglia-go/neuroglia/di"
)

// The request of the benchmarks: three services, each with the one before it,
// on a singleton.
type (
	benchDB      struct{ dsn string }
	benchRequest struct {
		db *benchDB
		id int
	}
	benchUnit struct {
		request *benchRequest
		db      *benchDB
		writes  []string
	}
	benchHandler struct {
		unit    *benchUnit
		request *benchRequest
		db      *benchDB
	}
)

func newBenchDB() *benchDB                                 { return &benchDB{dsn: "memory:"} }
func newBenchRequest(db *benchDB) *benchRequest            { return &benchRequest{db: db} }
func newBenchUnit(r *benchRequest, db *benchDB) *benchUnit { return &benchUnit{request: r, db: db} }

func newBenchHandler(u *benchUnit, r *benchRequest, db *benchDB) *benchHandler {
	return &benchHandler{u, r, db}
}

// The sinks keep the compiler from building on the stack.
type benchSinks struct {
	request *benchRequest
	unit    *benchUnit
	handler *benchHandler
}

func benchServices(opts ...di.Option) *di.Services {
	services := di.NewServices()
	di.AddSingleton[*benchDB](services, newBenchDB)
	di.AddScoped[*benchRequest](services, newBenchRequest, opts...)
	di.AddScoped[*benchUnit](services, newBenchUnit, opts...)
	di.AddScoped[*benchHandler](services, newBenchHandler, opts...)
	return services
}

// reflectedServices have a variadic parameter each, so that only reflection can
// call their constructors.
func reflectedServices() *di.Services {
	services := di.NewServices()
	di.AddSingleton[*benchDB](services, newBenchDB)
	di.AddScoped[*benchRequest](services, func(db *benchDB, _ ...int) *benchRequest { return newBenchRequest(db) })
	di.AddScoped[*benchUnit](services, func(r *benchRequest, db *benchDB, _ ...int) *benchUnit { return newBenchUnit(r, db) })
	di.AddScoped[*benchHandler](services, func(u *benchUnit, r *benchRequest, db *benchDB, _ ...int) *benchHandler {
		return newBenchHandler(u, r, db)
	})
	return services
}

func mustBuild(b *testing.B, s *di.Services) *di.Container {
	b.Helper()
	c, err := s.Build(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkScope compares a scope with three services with the three plain
// constructor calls it stands for. The budget is ten times the plain calls.
func BenchmarkScope(b *testing.B) {
	b.Run("plain constructors", func(b *testing.B) {
		db := newBenchDB()
		sinks := &benchSinks{}
		b.ReportAllocs()
		for b.Loop() {
			sinks.request = newBenchRequest(db)
			sinks.unit = newBenchUnit(sinks.request, db)
			sinks.handler = newBenchHandler(sinks.unit, sinks.request, db)
		}
	})
	for name, services := range map[string]*di.Services{
		"words": benchServices(), "variadic, by reflection": reflectedServices(), "promoted": benchServices(di.Promotable()),
	} {
		c := mustBuild(b, services)
		ref, err := di.RefOf[*benchHandler](c)
		if err != nil {
			b.Fatal(err)
		}
		ctx := context.Background()
		b.Run(name+"/Resolve", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, scope := c.NewScope(ctx)
				if _, err := di.Resolve[*benchHandler](scope); err != nil {
					b.Fatal(err)
				}
				_ = scope.Close(nil)
			}
		})
		b.Run(name+"/Ref", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, scope := c.NewScope(ctx)
				if _, err := ref.Get(scope); err != nil {
					b.Fatal(err)
				}
				_ = scope.Close(nil)
			}
		})
	}
}

// BenchmarkSingleton compares the ways to get at what exists already.
func BenchmarkSingleton(b *testing.B) {
	c := mustBuild(b, benchServices())
	b.Run("Resolve", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := di.Resolve[*benchDB](c); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Ref", func(b *testing.B) {
		ref, err := di.RefOf[*benchDB](c)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := ref.Promoted(); !ok {
				b.Fatal("not promoted")
			}
		}
	})
	b.Run("dig.Invoke", func(b *testing.B) {
		d := dig.New()
		if err := d.Provide(newBenchDB); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if err := d.Invoke(func(*benchDB) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBuild registers, validates and builds; the name is the number of
// registrations.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{50, 400} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				services := di.NewServices()
				for i := range n / 2 {
					key := di.Key(strconv.Itoa(i))
					di.AddSingleton[*benchDB](services, newBenchDB, key)
					di.AddScoped[*benchHandler](services, func(*di.Scope) *benchHandler { return nil }, key)
				}
				mustBuild(b, services)
			}
		})
	}
}
