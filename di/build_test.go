package di_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/dig"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

func TestSingletonsAreBuiltOnceAndInTheOrderOfTheirDependencies(t *testing.T) {
	t.Parallel()
	var log journal
	services := di.NewServices()
	di.AddSingleton[orders](services, func(c *clock) *stored { log.add("orders"); return newStored(c) })
	di.AddSingleton[*report](services, func(mailer, orders) *report { log.add("report"); return &report{} })
	di.AddTransient[mailer](services, func(*clock) *smtp { log.add("mailer"); return newSMTP() })
	di.AddSingleton[*clock](services, func() *clock { log.add("clock"); return newClock() })
	container := ditest.Container(t, services)
	require.Equal(t, []string{"clock", "orders", "mailer", "report"}, log.lines)

	first, err := di.Resolve[orders](container)
	require.NoError(t, err)
	again, err := di.Resolve[orders](container)
	require.NoError(t, err)
	require.Same(t, first, again)
	require.Len(t, log.lines, 4)
}

func TestKeyedOptionalAndGroupedParametersAreFieldsOfAnInStruct(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddSingleton[mailer](services, newSMTP, di.Key("bulk"))
	di.AddValue[string](services, "b", di.Many(), di.Key("labels"))
	di.AddValue[string](services, "a", di.Many(), di.Key("labels"))
	di.AddScoped[*[]string](services, func(in keyed) *[]string {
		require.Nil(t, in.Extra)
		all := append(in.Labels, in.Bulk.send())
		return &all
	})
	_, scope := ditest.Scope(t, ditest.Container(t, services))
	labels, err := di.Resolve[*[]string](scope)
	require.NoError(t, err)
	require.Equal(t, []string{"b", "a", "localhost"}, *labels)
}

func TestManyServicesKeepTheOrderOfTheirRegistration(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	for _, name := range []string{"one", "two", "three"} {
		di.AddSingleton[*clock](services, func() *clock { return &clock{name} }, di.Many())
	}
	di.AddScoped[[]string](services, func(clocks []*clock) []string {
		var names []string
		for _, c := range clocks {
			names = append(names, c.name)
		}
		return names
	})
	_, scope := ditest.Scope(t, ditest.Container(t, services))
	names, err := di.Resolve[[]string](scope)
	require.NoError(t, err)
	require.Equal(t, []string{"one", "two", "three"}, names)
	all, err := di.ResolveAll[*clock](scope)
	require.NoError(t, err)
	require.Len(t, all, 3)
	slice, err := di.Resolve[[]*clock](scope)
	require.NoError(t, err)
	require.Equal(t, all, slice)
	none, err := di.ResolveAll[*report](scope)
	require.NoError(t, err)
	require.Empty(t, none)
}

// stores is what newStores yields besides a plain result.
type stores struct {
	dig.Out
	Orders orders
	Bulk   mailer `name:"bulk"`
	Label  string `group:"labels"`
}

func TestProvideRegistersEachResult(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	calls := 0
	di.Provide(services, func() (*clock, stores, error) {
		calls++
		c := newClock()
		return c, stores{Orders: newStored(c), Bulk: newSMTP(), Label: "blue"}, nil
	})
	di.Provide(services, func(o orders) stores {
		return stores{Orders: &cached{o, "second"}, Bulk: &smtp{"second"}, Label: "red"}
	}, di.InProfile("never"))
	container := ditest.Container(t, services)
	o, err := di.Resolve[orders](container)
	require.NoError(t, err)
	c, err := di.Resolve[*clock](container)
	require.NoError(t, err)
	require.Same(t, c, o.(*stored).clock)
	m, err := di.Resolve[mailer](container, di.Key("bulk"))
	require.NoError(t, err)
	require.Equal(t, "localhost", m.send())
	labels, err := di.ResolveAll[string](container, di.Key("labels"))
	require.NoError(t, err)
	require.Equal(t, []string{"blue"}, labels)
	require.Equal(t, 1, calls)
}

func TestDecoratorsWrapInTheOrderOfTheirRegistration(t *testing.T) {
	t.Parallel()
	services := desk()
	di.Decorate[orders](services, newCached("inner"))
	di.Decorate[orders](services, func(o orders, c *clock) (*cached, error) { return &cached{o, "outer on " + c.name}, nil })
	o, err := di.Resolve[orders](ditest.Container(t, services))
	require.NoError(t, err)
	require.Equal(t, "outer on system(inner(7 at system))", o.find("7"))
}

func TestDecoratorsWrapEveryOneOfSeveralAndAliasesOnTheirOwn(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddSingleton[*clock](services, newClock)
	di.AddScoped[*stored](services, newStored, di.As[orders](), di.Many())
	di.AddScoped[*stored](services, newStored, di.As[orders](), di.Many())
	di.Decorate[orders](services, newCached("cached"))
	_, scope := ditest.Scope(t, ditest.Container(t, services))
	all, err := di.ResolveAll[orders](scope)
	require.NoError(t, err)
	plain, err := di.ResolveAll[*stored](scope)
	require.NoError(t, err)
	for i, o := range all {
		require.Same(t, plain[i], o.(*cached).orders)
	}
}

func TestAnAliasIsTheSameInstance(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddSingleton[*clock](services, newClock)
	di.AddSingleton[*stored](services, newStored, di.As[orders](), di.As[orders]())
	container := ditest.Container(t, services)
	s, err := di.Resolve[*stored](container)
	require.NoError(t, err)
	o, err := di.Resolve[orders](container)
	require.NoError(t, err)
	require.Same(t, s, o)
}

func TestAResultOfAnotherNamedTypeBecomesTheService(t *testing.T) {
	t.Parallel()
	type names []string
	type greet func() string
	services := di.NewServices()
	di.AddSingleton[names](services, func() []string { return []string{"a"} })
	di.AddSingleton[greet](services, func(n names) func() string { return func() string { return n[0] } })
	g, err := di.Resolve[greet](ditest.Container(t, services))
	require.NoError(t, err)
	require.Equal(t, "a", g())
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	fake := &stored{&clock{"fake"}}
	t.Run("a value replaces service and decorators", func(t *testing.T) {
		t.Parallel()
		services := di.NewServices()
		di.OverrideValue[orders](services, fake)
		di.AddSingleton[*clock](services, newClock)
		di.AddSingleton[orders](services, newStored)
		di.Decorate[orders](services, newCached("cached"))
		o, err := di.Resolve[orders](ditest.Container(t, services))
		require.NoError(t, err)
		require.Same(t, fake, o)
	})
	t.Run("a constructor keeps the lifetime, and the last one counts", func(t *testing.T) {
		t.Parallel()
		services := desk()
		di.Override[*session](services, func() *session { panic("not the last") })
		di.Override[*session](services, func() *session { return &session{} })
		container := ditest.Container(t, services)
		_, one := ditest.Scope(t, container)
		_, two := ditest.Scope(t, container)
		a, err := di.Resolve[*session](one)
		require.NoError(t, err)
		b, err := di.Resolve[*session](two)
		require.NoError(t, err)
		require.NotSame(t, a, b)
	})
	t.Run("an alias follows", func(t *testing.T) {
		t.Parallel()
		services := di.NewServices()
		di.AddSingleton[*clock](services, newClock)
		di.AddSingleton[*stored](services, newStored, di.As[orders]())
		di.OverrideValue[*stored](services, fake)
		o, err := di.Resolve[orders](ditest.Container(t, services))
		require.NoError(t, err)
		require.Same(t, fake, o)
	})
	t.Run("one stands for several", func(t *testing.T) {
		t.Parallel()
		services := di.NewServices()
		di.AddSingleton[*clock](services, newClock, di.Many())
		di.AddSingleton[*clock](services, newClock, di.Many())
		di.OverrideValue(services, &clock{"only"})
		all, err := di.ResolveAll[*clock](ditest.Container(t, services))
		require.NoError(t, err)
		require.Equal(t, []*clock{{"only"}}, all)
	})
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		active []string
		want   string
		many   []string
	}{
		{"none", nil, "default", []string{"always"}},
		{"one", []string{"test"}, "test", []string{"always", "test too"}},
		{"the later stands above", []string{"test", "demo"}, "demo", []string{"always", "test too"}},
		{"unknown changes nothing", []string{"other"}, "default", []string{"always"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			di.AddValue[*clock](services, &clock{"demo"}, di.InProfile("demo"))
			di.AddValue[*clock](services, &clock{"default"})
			di.AddValue[*clock](services, &clock{"test"}, di.InProfile("test"))
			di.AddValue[string](services, "always", di.Many())
			di.AddValue[string](services, "test too", di.Many(), di.InProfile("test"))
			services.Activate(tt.active...)
			services.Activate(tt.active...)
			container := ditest.Container(t, services)
			c, err := di.Resolve[*clock](container)
			require.NoError(t, err)
			require.Equal(t, tt.want, c.name)
			many, err := di.ResolveAll[string](container)
			require.NoError(t, err)
			require.Equal(t, tt.many, many)
		})
	}
}

func TestAFeatureIsCreatedOnce(t *testing.T) {
	t.Parallel()
	type registry struct{ names []string }
	services := di.NewServices()
	create := func() *registry {
		services.OnBuild(func(context.Context, *di.Container) error { return errPlanned })
		return &registry{}
	}
	require.Same(t, di.Feature(services, create), di.Feature(services, create))
	_, err := services.Build(t.Context())
	require.ErrorIs(t, err, errPlanned)
}

func TestAFailedBuildClosesWhatWasBuilt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		third any
		want  string
	}{
		{"by an error", func() (*clock, error) { return nil, errPlanned }, "construct *di_test.clock with di_test.TestAFailedBuildClosesWhatWasBuilt.func1 (build_test.go:N): planned"},
		{"by a panic", func() *clock { panic("boom") }, "func2 (build_test.go:N): it panicked: boom"},
		{"by nil", func() *clock { return nil }, "func3 (build_test.go:N): it returned nil without an error"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var log journal
			services := di.NewServices()
			di.AddSingleton[*closer](services, func() *closer { return &closer{name: "first", log: &log} }, di.Key("1"))
			di.AddSingleton[*closer](services, func() *closer { return &closer{name: "second", log: &log} }, di.Key("2"))
			di.AddSingleton[*clock](services, tt.third)
			container, err := services.Build(t.Context())
			require.Nil(t, container)
			require.ErrorContains(t, withoutLines(err), tt.want)
			var failed *di.ConstructError
			require.ErrorAs(t, err, &failed)
			require.Equal(t, "*di_test.clock", failed.Service)
			require.Equal(t, []string{"close second", "close first"}, log.lines)
		})
	}
}

func TestABuildEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errPlanned)
	_, err := desk().Build(ctx)
	require.ErrorIs(t, err, errPlanned)
}

func TestHooksSeeTheSingletons(t *testing.T) {
	t.Parallel()
	services := desk()
	var seen []string
	for _, name := range []string{"first", "second"} {
		services.OnBuild(func(_ context.Context, c *di.Container) error {
			clock, err := di.Resolve[*clock](c)
			seen = append(seen, name+" "+clock.name)
			return err
		})
	}
	ditest.Container(t, services)
	require.Equal(t, []string{"first system", "second system"}, seen)
}

// nested embeds what another struct asks for already, and keeps something to
// itself.
type nested struct {
	dig.In `ignore-unexported:"true"`
	Keyed  keyed
	Clock  *clock
	note   string
}

func TestInStructsMayBeNestedAndKeepFieldsToThemselves(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddSingleton[*clock](services, newClock)
	di.AddSingleton[mailer](services, newSMTP, di.Key("bulk"))
	di.AddValue[string](services, "no key", di.Many())
	di.AddScoped[*smtp](services, func(in nested) *smtp {
		require.Empty(t, in.note)
		require.Equal(t, "system", in.Clock.name)
		require.Equal(t, []string{"no key"}, in.Keyed.Labels, "a group without members takes what has no key")
		return &smtp{"relay of " + in.Keyed.Bulk.send()}
	}, di.Promotable())
	m, err := di.Resolve[*smtp](ditest.Container(t, services))
	require.NoError(t, err)
	require.Equal(t, "relay of localhost", m.host)
}

func TestAConstructorOfSeveralMayFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		constructor any
		want        string
	}{
		{"by an error", func() (*clock, *smtp, error) { return nil, nil, errPlanned }, "planned"},
		{"by one nil pointer", func() (*clock, *smtp) { return newClock(), nil }, "construct *di_test.smtp with"},
		{"by one nil interface", func() (*clock, mailer) { return newClock(), nil }, "construct di_test.mailer with"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			di.Provide(services, tt.constructor)
			_, err := services.Build(t.Context())
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestADecoratorCountsInItsProfileOnly(t *testing.T) {
	t.Parallel()
	for _, active := range []bool{false, true} {
		services := desk()
		di.Decorate[orders](services, newLabelled, di.InProfile("test"))
		if active {
			services.Activate("test")
		}
		o, err := di.Resolve[orders](ditest.Container(t, services))
		require.NoError(t, err)
		_, decorated := o.(*cached)
		require.Equal(t, active, decorated)
	}
}
