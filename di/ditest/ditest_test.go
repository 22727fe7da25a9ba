package ditest_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

type (
	store struct{ closed *bool }
	desk  struct{ *store }
)

func (s *store) Close() error {
	*s.closed = true
	return nil
}

func faulty(closed *bool) *di.Services {
	services := di.NewServices()
	di.AddSingleton[*store](services, func() *store { return &store{closed} })
	di.AddScoped[desk](services, func(s *store) *desk { return &desk{s} })
	return services
}

func wiring(closed *bool) *di.Services {
	services := di.NewServices()
	di.AddSingleton[*store](services, func() *store { return &store{closed} })
	di.AddScoped[fmt.Stringer](services, func(*store) *strings.Builder { return &strings.Builder{} }, di.Promotable())
	return services
}

func TestContainerAndScopeAreClosedWhenTheTestEnds(t *testing.T) {
	var closed bool
	t.Run("inner", func(t *testing.T) {
		container := ditest.Container(t, wiring(&closed))
		ctx, scope := ditest.Scope(t, container)
		found, ok := di.ScopeOf(ctx)
		require.True(t, ok)
		require.Same(t, scope, found)
		require.False(t, closed)
	})
	require.True(t, closed)
}

func TestTheGraphIsAsked(t *testing.T) {
	t.Parallel()
	services := wiring(new(bool))
	ditest.RequireFaults(t, services)
	ditest.RequireNeeds(t, services, "fmt.Stringer", "*ditest_test.store")
	ditest.RequirePromoted(t, services, "fmt.Stringer")
	require.Empty(t, ditest.Report(t, services))
}

func TestEachHelperFailsTheTestItIsGiven(t *testing.T) {
	t.Parallel()
	failed := errors.New("it failed")
	atFault := faulty(new(bool))
	broken := di.NewServices()
	di.AddSingleton[fmt.Stringer](broken, func() (*strings.Builder, error) { return nil, failed })
	closing := di.NewServices()
	di.AddSingleton[interface{ Close() error }](closing, func() failing { return failing{failed} })
	tests := []struct {
		name string
		call func(tb testing.TB)
		want string
	}{
		{"build", func(tb testing.TB) { ditest.Container(tb, broken) }, "build the services: construct fmt.Stringer"},
		{"close", func(tb testing.TB) { ditest.Container(tb, closing) }, "close the container: close"},
		{"scope", func(tb testing.TB) {
			services := di.NewServices()
			di.AddScoped[failing](services, func() failing { return failing{failed} })
			_, scope := ditest.Scope(tb, ditest.Container(tb, services))
			_, err := di.Resolve[failing](scope)
			require.NoError(tb, err)
		}, "close the scope: close ditest_test.failing: it failed"},
		{"faults", func(tb testing.TB) { ditest.RequireFaults(tb, atFault) }, "got: bad_constructor ditest_test.desk"},
		{"needs", func(tb testing.TB) { ditest.RequireNeeds(tb, wiring(new(bool)), "fmt.Stringer", "x") }, "fmt.Stringer does not need x"},
		{"promoted", func(tb testing.TB) { ditest.RequirePromoted(tb, wiring(new(bool)), "*ditest_test.store") }, "is not promoted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rec := &recorder{TB: t}
			done := make(chan struct{})
			go func() { // Goexit of a fatal failure ends this goroutine only
				defer close(done)
				defer rec.end()
				tt.call(rec)
			}()
			<-done
			require.Contains(t, rec.text, tt.want)
		})
	}
}

type failing struct{ err error }

func (f failing) Close() error { return f.err }

// recorder is a test that keeps its failure to itself.
type recorder struct {
	testing.TB
	text     string
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Errorf(format string, args ...any) { r.text += fmt.Sprintf(format, args...) }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) end() {
	for _, v := range slices.Backward(r.cleanups) {
		v()
	}
}
