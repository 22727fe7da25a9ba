package di_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

func TestAScopeBuildsEachServiceOnce(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, desk())
	_, scope := ditest.Scope(t, container)
	h, err := di.Resolve[*handler](scope)
	require.NoError(t, err)
	u, err := di.Resolve[*unit](scope)
	require.NoError(t, err)
	require.Same(t, u, h.unit)
	require.Equal(t, "system", u.clock.name)

	_, other := ditest.Scope(t, container)
	h2, err := di.Resolve[*handler](other)
	require.NoError(t, err)
	require.NotSame(t, h, h2)
	require.Same(t, h.unit.clock, h2.unit.clock)
}

func TestATransientIsBuiltForEveryoneWhoAsks(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddTransient[*clock](services, newClock)
	di.AddScoped[*stored](services, newStored)
	container := ditest.Container(t, services)
	_, scope := ditest.Scope(t, container)
	s, err := di.Resolve[*stored](scope)
	require.NoError(t, err)
	c, err := di.Resolve[*clock](scope)
	require.NoError(t, err)
	require.NotSame(t, c, s.clock)
	_, err = di.Resolve[*clock](container)
	require.NoError(t, err, "a transient of singletons needs no scope")
}

type tag struct{}

func TestTheScopeTravelsInItsContext(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, desk())
	_, ok := di.ScopeOf(t.Context())
	require.False(t, ok)

	parent, cancel := context.WithTimeout(context.WithValue(t.Context(), tag{}, "kept"), 1<<40)
	ctx, scope := container.NewScope(parent)
	defer scope.Close(nil)
	for _, ctx := range []context.Context{ctx, scope.Context(), context.WithValue(ctx, tag{}, "deeper")} {
		found, ok := di.ScopeOf(ctx)
		require.True(t, ok)
		require.Same(t, scope, found)
	}
	require.Equal(t, "kept", ctx.Value(tag{}))
	want, _ := parent.Deadline()
	got, ok := ctx.Deadline()
	require.True(t, ok)
	require.Equal(t, want, got)

	inner, innerScope := container.NewScope(ctx)
	defer innerScope.Close(nil)
	found, _ := di.ScopeOf(inner)
	require.Same(t, innerScope, found)

	require.NoError(t, ctx.Err())
	cancel()
	<-ctx.Done()
	require.ErrorIs(t, ctx.Err(), context.Canceled)
}

func TestAConstructorGetsItsContextAndItsScope(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddSingleton[*clock](services, newClock)
	di.AddScoped[*stored](services, func(ctx context.Context, s *di.Scope) (*stored, error) {
		found, _ := di.ScopeOf(ctx)
		require.Same(t, s, found)
		c, err := di.Resolve[*clock](s)
		return newStored(c), err
	})
	_, scope := ditest.Scope(t, ditest.Container(t, services))
	_, err := di.Resolve[*stored](scope)
	require.NoError(t, err)
}

func TestAFailedServiceIsTriedAgain(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	tries := 0
	di.AddScoped[*clock](services, func(context.Context) (*clock, error) {
		if tries++; tries == 1 {
			panic("first")
		} else if tries == 2 {
			return nil, errPlanned
		}
		return newClock(), nil
	})
	_, scope := ditest.Scope(t, ditest.Container(t, services))
	require.PanicsWithValue(t, "first", func() { _, _ = di.Resolve[*clock](scope) })
	_, err := di.Resolve[*clock](scope)
	require.ErrorIs(t, err, errPlanned)
	_, err = di.Resolve[*clock](scope)
	require.NoError(t, err)
}

func TestOneGoroutineBuildsAndTheOthersWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var built atomic.Int32
		release := make(chan struct{})
		services := di.NewServices()
		di.AddScoped[*clock](services, func() *clock {
			built.Add(1)
			<-release
			return newClock()
		})
		_, scope := ditest.Scope(t, ditest.Container(t, services))
		got := make([]*clock, 8)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() { got[i], _ = di.Resolve[*clock](scope) })
		}
		synctest.Wait()
		close(release)
		all.Wait()
		require.EqualValues(t, 1, built.Load())
		for _, c := range got {
			require.Same(t, got[0], c)
		}
	})
}

func TestWaitingForOneselfEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		services := di.NewServices()
		di.AddScoped[*clock](services, func(s *di.Scope) (*clock, error) { return di.Resolve[*clock](s) })
		container := ditest.Container(t, services)
		ctx, cancel := context.WithCancelCause(t.Context())
		_, scope := container.NewScope(ctx)
		done := make(chan error)
		go func() {
			_, err := di.Resolve[*clock](scope)
			done <- err
		}()
		synctest.Wait()
		cancel(errPlanned)
		err := <-done
		require.ErrorIs(t, err, errPlanned)
		require.ErrorContains(t, err, "waits for ever")
		require.NoError(t, scope.Close(nil))
	})
}

// TestManyGoroutinesManyScopes is for the race detector: scopes side by side,
// and a fan-out inside each.
func TestManyGoroutinesManyScopes(t *testing.T) {
	t.Parallel()
	services := desk()
	di.AddTransient[*report](services, newReport)
	di.AddScoped[mailer](services, newSMTP)
	container := ditest.Container(t, services)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 50 {
				_, scope := container.NewScope(t.Context())
				var inside sync.WaitGroup
				handlers := make([]*handler, 4)
				for i := range handlers {
					inside.Go(func() {
						handlers[i], _ = di.Resolve[*handler](scope)
						_, _ = di.Resolve[*report](scope)
					})
				}
				inside.Wait()
				for _, h := range handlers {
					if h == nil || h != handlers[0] {
						t.Error("a scope built a service twice")
					}
				}
				if err := scope.Close(nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func TestAScopeDisposesInReverseOrderWithTheErrorThatEndedIt(t *testing.T) {
	t.Parallel()
	var log journal
	services := desk()
	di.AddScoped[*closer](services, func(*session) *closer { return &closer{"c", &log, errPlanned} })
	di.AddTransient[*closer](services, func(*closer) *closer { return &closer{"t", &log, nil} }, di.Key("t"))
	container := ditest.Container(t, services)
	_, scope := container.NewScope(t.Context())
	_, err := di.Resolve[*closer](scope, di.Key("t"))
	require.NoError(t, err)
	s, err := di.Resolve[*session](scope)
	require.NoError(t, err)
	cause := errors.New("the request failed")
	err = scope.Close(cause)
	require.ErrorIs(t, err, errPlanned)
	require.EqualError(t, err, "close *di_test.closer: planned")
	require.Equal(t, []string{"close t", "close c"}, log.lines)
	require.Equal(t, []error{cause}, s.causes)
	require.NoError(t, scope.Close(nil))
	require.Len(t, s.causes, 1, "a scope is closed once")
}

func TestAClosedScopeRefuses(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, desk())
	ref, err := di.RefOf[*handler](container)
	require.NoError(t, err)
	_, scope := container.NewScope(t.Context())
	_, err = ref.Get(scope)
	require.NoError(t, err)
	require.NoError(t, scope.Close(nil))
	_, err = di.Resolve[*handler](scope)
	require.ErrorIs(t, err, di.ErrClosed)
	require.ErrorContains(t, err, "the scope is closed")
	_, err = di.ResolveAll[*handler](scope)
	require.ErrorIs(t, err, di.ErrClosed)
	_, err = ref.Get(scope)
	require.ErrorIs(t, err, di.ErrClosed)
}

func TestAServiceBuiltWhileItsScopeClosesIsDisposedOf(t *testing.T) {
	t.Parallel()
	var log journal
	services := di.NewServices()
	di.AddScoped[*closer](services, func(s *di.Scope) *closer {
		require.NoError(t, s.Close(nil))
		return &closer{name: "late", log: &log}
	})
	di.AddScoped[*handler](services, func(s *di.Scope) (*handler, error) {
		require.NoError(t, s.Close(nil))
		_, err := di.Resolve[*closer](s)
		return nil, err
	})
	container := ditest.Container(t, services)
	_, scope := container.NewScope(t.Context())
	_, err := di.Resolve[*closer](scope)
	require.ErrorIs(t, err, di.ErrClosed)
	require.Equal(t, []string{"close late"}, log.lines)
	_, scope = container.NewScope(t.Context())
	_, err = di.Resolve[*handler](scope)
	require.ErrorIs(t, err, di.ErrClosed)
}

func TestMoreServicesThanAScopeHasRoomForInItself(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	keys := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
	for _, key := range keys {
		di.AddScoped[*clock](services, func() *clock { return &clock{key} }, di.Key(key))
	}
	_, scope := ditest.Scope(t, ditest.Container(t, services))
	var all sync.WaitGroup
	for _, key := range keys {
		for range 2 {
			all.Go(func() {
				if c, err := di.Resolve[*clock](scope, di.Key(key)); err != nil || c.name != key {
					t.Errorf("got %v, %v for %s", c, err, key)
				}
			})
		}
	}
	all.Wait()
}

// TestManyScopesLeaveNothingBehind compares the heap before and after.
func TestManyScopesLeaveNothingBehind(t *testing.T) {
	container := ditest.Container(t, benchServices())
	ref, err := di.RefOf[*benchHandler](container)
	require.NoError(t, err)
	before := heap()
	for range manyScopes {
		_, scope := container.NewScope(t.Context())
		if _, err := ref.Get(scope); err != nil {
			t.Fatal(err)
		}
		if err := scope.Close(nil); err != nil {
			t.Fatal(err)
		}
	}
	after := heap()
	require.Less(t, after, before+256<<10, "heap grew from %d to %d bytes", before, after)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
