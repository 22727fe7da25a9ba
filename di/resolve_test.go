package di_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

func TestResolveSaysWhyItCannot(t *testing.T) {
	t.Parallel()
	services := desk()
	di.AddSingleton[mailer](services, newSMTP, di.Many())
	di.AddTransient[*closer](services, func(*session) *closer { return &closer{log: &journal{}} })
	container := ditest.Container(t, services)

	_, err := di.Resolve[*handler](container)
	require.ErrorIs(t, err, di.ErrNeedsScope)
	require.EqualError(t, err, "resolve *di_test.handler: it needs a scope; open one with container.NewScope, or take the one of the call with di.ScopeOf(ctx)")
	_, err = di.Resolve[*closer](container)
	require.ErrorIs(t, err, di.ErrNeedsScope)
	_, err = di.ResolveAll[*handler](container)
	require.ErrorIs(t, err, di.ErrNeedsScope)
	_, err = di.Resolve[[]*handler](container)
	require.ErrorIs(t, err, di.ErrNeedsScope)
	_, err = di.Resolve[*report](container)
	require.ErrorIs(t, err, di.ErrNotRegistered)
	require.EqualError(t, err, "resolve *di_test.report: not registered; register it: di.AddSingleton[*di_test.report](services, …)")
	_, err = di.Resolve[mailer](container)
	require.ErrorIs(t, err, di.ErrNotRegistered)
	require.ErrorContains(t, err, "use di.ResolveAll")
	_, err = di.RefOf[*report](container)
	require.ErrorIs(t, err, di.ErrNotRegistered)
}

func TestAServiceIsPromotedWhenNothingOfAScopeWouldBeLost(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		plant func(s *di.Services)
		want  bool
	}{
		{"no dependency", func(s *di.Services) {
			di.AddScoped[*handler](s, func() *handler { return &handler{} }, di.Promotable())
		}, true},
		{"singletons and promoted ones", func(s *di.Services) {
			di.AddSingleton[*clock](s, newClock)
			di.AddScoped[mailer](s, newSMTP, di.Promotable(), di.Many())
			di.AddScoped[*handler](s, func(*clock, []mailer) *handler { return &handler{} }, di.Promotable())
		}, true},
		{"not allowed to be", func(s *di.Services) { di.AddScoped[*handler](s, func() *handler { return &handler{} }) }, false},
		{"a scoped dependency", func(s *di.Services) {
			di.AddScoped[*clock](s, newClock)
			di.AddScoped[*handler](s, func(*clock) *handler { return &handler{} }, di.Promotable())
		}, false},
		{"a transient dependency", func(s *di.Services) {
			di.AddTransient[*clock](s, newClock)
			di.AddScoped[*handler](s, func(*clock) *handler { return &handler{} }, di.Promotable())
		}, false},
		{"a context", func(s *di.Services) {
			di.AddScoped[*handler](s, func(*session) *handler { return &handler{} }, di.Promotable())
			di.AddScoped[*session](s, newSession, di.Promotable())
		}, false},
		{"something to dispose of", func(s *di.Services) {
			di.AddScoped[*closer](s, func() *closer { return &closer{log: &journal{}} }, di.Promotable())
			di.AddScoped[*handler](s, func(*closer) *handler { return &handler{} }, di.Promotable())
		}, false},
		{"a decorator of the scope", func(s *di.Services) {
			di.AddScoped[*session](s, newSession)
			di.AddScoped[*handler](s, func() *handler { return &handler{} }, di.Promotable())
			di.Decorate[*handler](s, func(h *handler, _ *session) *handler { return h })
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			tt.plant(services)
			container := ditest.Container(t, services)
			ref, err := di.RefOf[*handler](container)
			require.NoError(t, err)
			constant, promoted := ref.Promoted()
			require.Equal(t, tt.want, promoted)
			require.Equal(t, tt.want, constant != nil)
			_, scope := ditest.Scope(t, container)
			h, err := ref.Get(scope)
			require.NoError(t, err)
			if tt.want {
				require.Same(t, constant, h)
				_, err = di.Resolve[*handler](container)
				require.NoError(t, err)
			}
		})
	}
}

func TestARefOfAScopedServiceReadsItsSlot(t *testing.T) {
	t.Parallel()
	services := desk()
	di.AddSingleton[mailer](services, newSMTP, di.Key("bulk"))
	container := ditest.Container(t, services)
	ref, err := di.RefOf[*handler](container)
	require.NoError(t, err)
	_, scope := ditest.Scope(t, container)
	h, err := ref.Get(scope)
	require.NoError(t, err)
	same, err := di.Resolve[*handler](scope)
	require.NoError(t, err)
	require.Same(t, same, h)
	bulk, err := di.RefOf[mailer](container, di.Key("bulk"))
	require.NoError(t, err)
	_, err = ref.Get(nil)
	require.ErrorIs(t, err, di.ErrNeedsScope)
	_, foreign := ditest.Scope(t, ditest.Container(t, desk()))
	_, err = ref.Get(foreign)
	require.ErrorIs(t, err, di.ErrNeedsScope)
	require.ErrorContains(t, err, "of the container that the Ref was made for")
	m, promoted := bulk.Promoted()
	require.True(t, promoted)
	require.Equal(t, "localhost", m.send())
	all, err := di.RefOf[[]*unit](container)
	require.NoError(t, err)
	units, err := all.Get(scope)
	require.NoError(t, err)
	require.Equal(t, []*unit{h.unit}, units)
}
