package di_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

// deep grows the stack and lets the collector run, so that an argument it does
// not know of would be lost.
func deep(n int) int {
	if n == 0 {
		runtime.GC()
		return 0
	}
	var room [256]byte
	room[n%256] = 1
	return int(room[n%256]) + deep(n-1)
}

// seen is what a constructor was given.
type seen struct {
	clocks []*clock
	orders []orders
	ctx    context.Context
	scope  *di.Scope
	more   []string
}

func see(ctx context.Context, clocks []*clock, all []orders, scope *di.Scope) *seen {
	deep(200)
	return &seen{clocks: clocks, orders: all, ctx: ctx, scope: scope}
}

// TestEveryShapeOfConstructorGetsItsArguments goes through what is called by
// words and what is called by reflection.
func TestEveryShapeOfConstructorGetsItsArguments(t *testing.T) {
	t.Parallel()
	type C = *clock
	shapes := map[string]struct {
		constructor    any
		clocks, orders int
		ctx, scope     bool
	}{
		"none":            {constructor: func() *seen { return see(nil, nil, nil, nil) }},
		"none, may fail":  {constructor: func() (*seen, error) { return see(nil, nil, nil, nil), nil }},
		"one":             {constructor: func(a C) *seen { return see(nil, []C{a}, nil, nil) }, clocks: 1},
		"one, may fail":   {constructor: func(a C) (*seen, error) { return see(nil, []C{a}, nil, nil), nil }, clocks: 1},
		"two":             {constructor: func(a, b C) *seen { return see(nil, []C{a, b}, nil, nil) }, clocks: 2},
		"interface":       {constructor: func(o orders) *seen { return see(nil, nil, []orders{o}, nil) }, orders: 1},
		"two, may fail":   {constructor: func(o orders) (*seen, error) { return see(nil, nil, []orders{o}, nil), nil }, orders: 1},
		"three":           {constructor: func(a C, o orders) *seen { return see(nil, []C{a}, []orders{o}, nil) }, clocks: 1, orders: 1},
		"three, may fail": {constructor: func(o orders, a C) (*seen, error) { return see(nil, []C{a}, []orders{o}, nil), nil }, clocks: 1, orders: 1},
		"four":            {constructor: func(o orders, ctx context.Context) *seen { return see(ctx, nil, []orders{o}, nil) }, orders: 1, ctx: true},
		"four, may fail":  {constructor: func(ctx context.Context, o orders) (*seen, error) { return see(ctx, nil, []orders{o}, nil), nil }, orders: 1, ctx: true},
		"five":            {constructor: func(s *di.Scope, o orders, ctx context.Context) *seen { return see(ctx, nil, []orders{o}, s) }, orders: 1, ctx: true, scope: true},
		"five, may fail": {constructor: func(o orders, s *di.Scope, ctx context.Context) (*seen, error) {
			return see(ctx, nil, []orders{o}, s), nil
		}, orders: 1, ctx: true, scope: true},
		"six":           {constructor: func(o orders, a C, p orders, s *di.Scope) *seen { return see(nil, []C{a}, []orders{o, p}, s) }, clocks: 1, orders: 2, scope: true},
		"six, may fail": {constructor: func(o, p orders, ctx context.Context) (*seen, error) { return see(ctx, nil, []orders{o, p}, nil), nil }, orders: 2, ctx: true},
		"seven": {constructor: func(o, p orders, ctx context.Context, s *di.Scope) *seen {
			return see(ctx, nil, []orders{o, p}, s)
		}, orders: 2, ctx: true, scope: true},
		"variadic": {constructor: func(a C, more ...string) *seen {
			s := see(nil, []C{a}, nil, nil)
			s.more = more
			return s
		}, clocks: 1},
		"slice": {constructor: func(all []orders) *seen { return see(nil, nil, all, nil) }, orders: 1},
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			di.AddScoped[*clock](services, newClock)
			di.AddScoped[orders](services, newStored)
			di.AddScoped[*seen](services, shape.constructor)
			ctx, scope := ditest.Scope(t, ditest.Container(t, services))
			s, err := di.Resolve[*seen](scope)
			require.NoError(t, err)
			require.Len(t, s.clocks, shape.clocks)
			require.Len(t, s.orders, shape.orders)
			c, err := di.Resolve[*clock](scope)
			require.NoError(t, err)
			for _, got := range s.clocks {
				require.Same(t, c, got)
			}
			for _, got := range s.orders {
				require.Equal(t, "7 at system", got.find("7"))
			}
			require.Equal(t, shape.ctx, s.ctx == ctx)
			require.Equal(t, shape.scope, s.scope == scope)
			require.Empty(t, s.more)
		})
	}
}

func TestEveryShapeOfResultIsTheService(t *testing.T) {
	t.Parallel()
	shapes := map[string]any{
		"pointer":             newStored,
		"pointer, may fail":   func(c *clock) (*stored, error) { return newStored(c), nil },
		"interface":           func(c *clock) orders { return newStored(c) },
		"interface, may fail": func(c *clock) (orders, error) { return newStored(c), nil },
		"wider interface": func(c *clock) interface {
			orders
			Close() error
		} {
			return &session2{stored{c}}
		},
		"struct":              func(c *clock) byValue { return byValue{c} },
		"no pointer, no word": func(c *clock) byName { return byName(c.name) },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			di.AddScoped[*clock](services, newClock)
			di.AddScoped[orders](services, shape)
			di.AddScoped[*cached](services, newCached("cached"))
			_, scope := ditest.Scope(t, ditest.Container(t, services))
			c, err := di.Resolve[*cached](scope)
			require.NoError(t, err)
			require.Equal(t, "cached(7 at system)", c.find("7"))
		})
	}
}

type (
	byValue struct{ clock *clock }
	byName  string
)

func (v byValue) find(id string) string { return id + " at " + v.clock.name }
func (n byName) find(id string) string  { return id + " at " + string(n) }

func TestAnInterfaceMayChangeItsTypeFromScopeToScope(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddSingleton[*clock](services, newClock)
	turn := make(chan orders, 2)
	di.AddScoped[orders](services, func() orders {
		o := <-turn
		turn <- o
		return o
	})
	di.AddScoped[*cached](services, newCached("cached"))
	container := ditest.Container(t, services)
	turn <- byName("one")
	turn <- newStored(&clock{"two"})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				_, scope := container.NewScope(t.Context())
				c, err := di.Resolve[*cached](scope)
				if err != nil {
					t.Error(err)
					return
				}
				if got := c.find("7"); got != "cached(7 at one)" && got != "cached(7 at two)" {
					t.Error(got)
				}
			}
		})
	}
	all.Wait()
}

func TestAFailureBelowReachesTheCallerNamedOnce(t *testing.T) {
	t.Parallel()
	shapes := map[string]any{
		"words, a pointer":   func(*clock) *stored { return nil },
		"words, may fail":    func(context.Context, *clock) (*stored, error) { return nil, nil },
		"words, interface":   func(*clock) orders { return nil },
		"interface, failing": func(*clock) (orders, error) { return nil, nil },
		"reflected":          func(*clock, ...string) *stored { return nil },
		"slice":              func([]*clock) *stored { return nil },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			di.AddScoped[*clock](services, func(context.Context) (*clock, error) { return nil, errPlanned })
			di.AddTransient[orders](services, shape)
			_, scope := ditest.Scope(t, ditest.Container(t, services))
			_, err := di.Resolve[orders](scope)
			require.ErrorIs(t, err, errPlanned)
			failed, ok := errors.AsType[*di.ConstructError](err)
			require.True(t, ok)
			require.Equal(t, "*di_test.clock", failed.Service)
			_, err = di.Resolve[[]orders](scope)
			require.ErrorIs(t, err, errPlanned)
			_, err = di.ResolveAll[orders](scope)
			require.ErrorIs(t, err, errPlanned)
		})
	}
}

func TestNilIsNoService(t *testing.T) {
	t.Parallel()
	shapes := map[string]any{
		"pointer":   func() *stored { return nil },
		"interface": func() orders { return nil },
		"typed nil": func() orders { return (*stored)(nil) },
		"reflected": func(...int) (orders, error) { return nil, nil },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			di.AddScoped[orders](services, shape)
			_, scope := ditest.Scope(t, ditest.Container(t, services))
			_, err := di.Resolve[orders](scope)
			require.ErrorContains(t, err, "it returned nil without an error")
		})
	}
}
