package di_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

// Every way to be disposed of, from the most to the least telling.
type (
	disposer   struct{ log *journal }
	shutter    struct{ log *journal }
	ctxCloser  struct{ log *journal }
	voidCloser struct{ log *journal }
)

func (d *disposer) Dispose(context.Context, error) error { d.log.add("Dispose"); return nil }
func (d *disposer) Close() error                         { d.log.add("never"); return nil }
func (s *shutter) Shutdown(context.Context) error        { s.log.add("Shutdown"); return nil }
func (s *shutter) Close() error                          { s.log.add("never"); return nil }
func (c *ctxCloser) Close(context.Context) error         { c.log.add("Close(ctx)"); return nil }
func (v *voidCloser) Close()                             { v.log.add("Close()"); panic("void") }

func TestEveryDisposerIsTriedInReverseOrder(t *testing.T) {
	t.Parallel()
	var log journal
	services := di.NewServices()
	di.AddSingleton[*disposer](services, func(*shutter) *disposer { return &disposer{&log} })
	di.AddSingleton[*shutter](services, func(*ctxCloser) *shutter { return &shutter{&log} })
	di.AddSingleton[*ctxCloser](services, func(*closer) *ctxCloser { return &ctxCloser{&log} })
	di.AddSingleton[*closer](services, func(*voidCloser) *closer { return &closer{"error", &log, errPlanned} })
	di.AddSingleton[*voidCloser](services, func() *voidCloser { return &voidCloser{&log} })
	di.AddSingleton[any](services, func() any { return &closer{name: "unseen", log: &log} })
	di.AddValue(services, &closer{"not ours", &log, nil}, di.Key("value"))
	container, err := services.Build(t.Context())
	require.NoError(t, err)
	require.Empty(t, container.Report())

	err = container.Close(t.Context())
	require.ErrorIs(t, err, errPlanned)
	require.EqualError(t, err, "close *di_test.closer: planned\nclose *di_test.voidCloser: it panicked: void")
	require.Equal(t, []string{"close unseen", "Dispose", "Shutdown", "Close(ctx)", "close error", "Close()"}, log.lines)
	require.Len(t, container.Report(), 6)
	require.Equal(t, "*di_test.disposer", container.Report()[1].Service)
	require.Equal(t, err.Error(), container.Close(t.Context()).Error(), "closing again gives the same")
	require.Len(t, log.lines, 6)

	_, err = di.Resolve[*closer](container)
	require.ErrorIs(t, err, di.ErrClosed)
	require.ErrorContains(t, err, "the container is closed")
}

func TestCloseDoesNotWaitBeyondItsDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log journal
		release := make(chan struct{})
		services := di.NewServices()
		di.AddSingleton[*closer](services, func() *closer { return &closer{name: "quick", log: &log} })
		di.AddSingleton[hanging](services, func(*closer) hanging { return release })
		container, err := services.Build(t.Context())
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err = container.Close(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "close di_test.hanging: it was not done in time and is left behind")
		require.Equal(t, []string{"close quick"}, log.lines, "what comes after the deadline is still tried")
		require.Equal(t, time.Second, container.Report()[0].Duration)
		require.NoError(t, container.Report()[1].Err)
		close(release)
	})
}

// hanging closes when it is told to.
type hanging chan struct{}

func (h hanging) Close() { <-h }

func TestWhatIsOwnedElsewhereIsNotDisposedOfTwice(t *testing.T) {
	t.Parallel()
	var log journal
	services := di.NewServices()
	mine := &closer{name: "value", log: &log}
	di.AddValue(services, mine, di.Key("value"))
	di.AddSingleton[*closer](services, func() *closer { return &closer{name: "singleton", log: &log} })
	di.AddSingleton[interface{ Close() error }](services, func(c *closer) *closer { return c })
	di.AddScoped[*closer](services, func(c *closer) *closer { return c }, di.Key("scoped"))
	di.AddTransient[*closer](services, func(in keyedValue) *closer { return in.Value }, di.Key("transient"))
	container, err := services.Build(t.Context())
	require.NoError(t, err)
	_, scope := container.NewScope(t.Context())
	for _, key := range []string{"scoped", "transient"} {
		_, err = di.Resolve[*closer](scope, di.Key(key))
		require.NoError(t, err)
	}
	require.NoError(t, scope.Close(nil))
	require.Empty(t, log.lines)
	require.NoError(t, container.Close(t.Context()))
	require.Equal(t, []string{"close singleton"}, log.lines)
}

// resource is a service whose interface lets it be closed.
type resource interface{ Close() error }

type wrapped struct{ resource }

func TestTheOutermostDecoratorPassesTheDisposalOn(t *testing.T) {
	t.Parallel()
	var log journal
	services := di.NewServices()
	di.AddSingleton[resource](services, func() *closer { return &closer{name: "inner", log: &log} })
	di.Decorate[resource](services, func(r resource) *wrapped { return &wrapped{r} })
	di.Decorate[resource](services, func(r resource) *wrapped { return &wrapped{r} })
	container := ditest.Container(t, services)
	require.NoError(t, container.Close(t.Context()))
	require.Equal(t, []string{"close inner"}, log.lines)
}

// handle is no pointer: two equal ones are still two.
type handle struct{ log *journal }

func (h handle) Close() { h.log.add("close handle") }

func TestEqualValuesAreDisposedOfOneByOne(t *testing.T) {
	t.Parallel()
	var log journal
	services := di.NewServices()
	di.AddTransient[handle](services, func() handle { return handle{&log} })
	container := ditest.Container(t, services)
	_, scope := container.NewScope(t.Context())
	for range 2 {
		_, err := di.Resolve[handle](scope)
		require.NoError(t, err)
	}
	require.NoError(t, scope.Close(nil))
	require.Equal(t, []string{"close handle", "close handle"}, log.lines)
}
