package di_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/dig"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

// withoutLines makes the text of an error independent of where this file has
// what.
func withoutLines(err error) error {
	return errors.New(regexp.MustCompile(`\.go:\d+`).ReplaceAllString(err.Error(), ".go:N"))
}

type (
	a struct{}
	b struct{}
	c struct{}
)

type unexported struct {
	dig.In
	hidden *clock
}

type notSlice struct {
	dig.In
	Label string `group:"labels"`
}

func newA(*b) *a { return nil }
func newB(*c) *b { return nil }
func newC(*a) *c { return nil }

// TestFaults plants each mistake and compares the whole report.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		plant func(s *di.Services)
		want  string
	}{
		{"missing three levels deep", func(s *di.Services) {
			di.AddScoped[*handler](s, newHandler)
			di.AddScoped[*unit](s, newUnit)
			di.AddScoped[*session](s, newSession)
			di.AddSingleton[orders](s, newStored)
		}, `
1. *di_test.clock is needed and not registered
   needed by di_test.newUnit (fixtures_test.go:N)
   needed by di_test.newHandler (fixtures_test.go:N)
   also needed by di_test.newStored (fixtures_test.go:N)
   registered at validate_test.go:N
   fix: register it: di.AddSingleton[*di_test.clock](services, …)`},
		{"cycle of three", func(s *di.Services) {
			di.AddScoped[*b](s, newB)
			di.AddScoped[*c](s, newC)
			di.AddScoped[*a](s, newA, di.Promotable())
		}, `
1. *di_test.b needs itself, through *di_test.c and *di_test.a
   di_test.newB (validate_test.go:N) needs *di_test.c
   di_test.newC (validate_test.go:N) needs *di_test.a
   di_test.newA (validate_test.go:N) needs *di_test.b
   registered at validate_test.go:N
   fix: take what they share into a service of its own, or let one of them ask for the other when it is called, not when it is built`},
		{"a service that needs itself", func(s *di.Services) {
			di.AddSingleton[*clock](s, func(*clock) *clock { return nil })
		}, `
1. *di_test.clock needs itself
   di_test.TestFaults.func3.1 (validate_test.go:N) needs *di_test.clock
   registered at validate_test.go:N
   fix: take what they share into a service of its own, or let one of them ask for the other when it is called, not when it is built`},
		{"captive through a transient", func(s *di.Services) {
			di.AddSingleton[*report](s, newReport)
			di.AddTransient[mailer](s, func(*session) *smtp { return nil })
			di.AddScoped[*session](s, newSession)
		}, `
1. *di_test.report is a singleton and would keep the *di_test.session of one scope for ever
   singleton *di_test.report by di_test.newReport (fixtures_test.go:N)
   needs transient di_test.mailer by di_test.TestFaults.func4.1 (validate_test.go:N)
   needs scoped *di_test.session by di_test.newSession (fixtures_test.go:N)
   registered at validate_test.go:N
   fix: make *di_test.report scoped, or let it ask the scope of each call: di.ScopeOf(ctx)`},
		{"captive context, scope and decorator", func(s *di.Services) {
			di.AddSingleton[*session](s, newSession)
			di.AddSingleton[*clock](s, newClock)
			di.AddTransient[mailer](s, func(*di.Scope) *smtp { return nil })
			di.AddSingleton[orders](s, newStored)
			di.Decorate[orders](s, func(orders, mailer) orders { return nil })
		}, `
1. *di_test.session is a singleton and would keep the context.Context of one scope for ever
   singleton *di_test.session by di_test.newSession (fixtures_test.go:N)
   needs context.Context, which each scope has its own of
   registered at validate_test.go:N
   fix: make *di_test.session scoped, or let it ask the scope of each call: di.ScopeOf(ctx)

2. di_test.orders is a singleton and would keep the *di.Scope of one scope for ever
   singleton di_test.orders by di_test.TestFaults.func5.2 (validate_test.go:N)
   needs transient di_test.mailer by di_test.TestFaults.func5.1 (validate_test.go:N)
   needs *di.Scope, which each scope has its own of
   registered at validate_test.go:N
   fix: make di_test.orders scoped, or let it ask the scope of each call: di.ScopeOf(ctx)`},
		{"captive in the decorator of one of several results", func(s *di.Services) {
			di.Provide(s, func() (*clock, *smtp) { return nil, nil })
			di.AddScoped[*session](s, newSession)
			di.Decorate[*smtp](s, newRecorded)
		}, `
1. *di_test.smtp is a singleton and would keep the *di_test.session of one scope for ever
   singleton *di_test.smtp by di_test.newRecorded (fixtures_test.go:N)
   needs scoped *di_test.session by di_test.newSession (fixtures_test.go:N)
   registered at validate_test.go:N
   fix: make *di_test.smtp scoped, or let it ask the scope of each call: di.ScopeOf(ctx)`},
		{"missing for a constructor of several", func(s *di.Services) {
			di.Provide(s, newClockAndMailer)
			di.AddSingleton[*report](s, newReport)
		}, `
1. di_test.orders is needed and not registered
   needed by di_test.newClockAndMailer (fixtures_test.go:N)
   needed by di_test.newReport (fixtures_test.go:N)
   registered at validate_test.go:N
   fix: register it: di.AddSingleton[di_test.orders](services, …)`},
		{"registered twice", func(s *di.Services) {
			di.AddSingleton[*clock](s, newClock)
			di.AddValue(s, &clock{})
			di.AddValue(s, &clock{}, di.Many())
		}, `
1. *di_test.clock is registered 2 times
   by di_test.newClock (fixtures_test.go:N) at validate_test.go:N
   by a value at validate_test.go:N
   registered at validate_test.go:N
   fix: keep one; or tell them apart with di.Key; or mark each with di.Many and ask for a slice`},
		{"one of several asked for alone", func(s *di.Services) {
			di.AddSingleton[mailer](s, newSMTP, di.Many())
			di.AddSingleton[*report](s, newReport)
		}, `
1. one di_test.mailer is asked for, and 1 are registered with di.Many
   needed by di_test.newReport (fixtures_test.go:N)
   registered at validate_test.go:N
   fix: ask for []di_test.mailer, or take di.Many away from one of them`},
		{"decorator and override of nothing", func(s *di.Services) {
			di.Decorate[orders](s, newLabelled)
			di.OverrideValue[mailer](s, newSMTP())
		}, `
1. di_test.mailer is not registered: its override, a value, has nothing to work on
   registered at validate_test.go:N
   fix: register it, or remove the override

2. di_test.orders is not registered: its decorator, di_test.newLabelled (fixtures_test.go:N), has nothing to work on
   registered at validate_test.go:N
   fix: register it, or remove the decorator`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			tt.plant(services)
			_, headless, _ := strings.Cut(ditest.Report(t, services), "\n")
			require.Equal(t, tt.want, headless)
			_, err := services.Build(t.Context())
			require.Error(t, err)
			require.NotNil(t, services.Graph(), "a graph can be drawn of what is at fault")
		})
	}
}

func TestBadConstructorsAreFaultsWithTheirFix(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		plant     func(s *di.Services)
		want, fix string
	}{
		{"nil", func(s *di.Services) { di.AddSingleton[orders](s, nil) }, "the constructor is nil", "give a function"},
		{"no function", func(s *di.Services) { di.AddSingleton[orders](s, &stored{}) }, "is a *di_test.stored, not a function", "di.AddValue"},
		{"nil function", func(s *di.Services) { di.AddSingleton[*clock](s, (func() *clock)(nil)) }, "a nil func() *di_test.clock", "give a function"},
		{"no result", func(s *di.Services) { di.AddSingleton[*clock](s, func() {}) }, "returns no service", "give a function"},
		{"error first", func(s *di.Services) { di.AddSingleton[*clock](s, func() (error, *clock) { return nil, nil }) }, "an error that is not its last", "give a function"},
		{"several results", func(s *di.Services) { di.AddSingleton[*clock](s, func() (*clock, *smtp) { return nil, nil }) }, "returns 2 services", "di.Provide"},
		{"missing method", func(s *di.Services) { di.AddSingleton[orders](s, newSMTP) }, "returns *di_test.smtp, which is not an implementation of di_test.orders", "*di_test.smtp has no method find(string) string"},
		{"value receiver", func(s *di.Services) { di.AddSingleton[orders](s, func() stored { return stored{} }) }, "returns di_test.stored", "return *di_test.stored"},
		{"other signature", func(s *di.Services) {
			di.AddSingleton[interface{ Close() }](s, func() *closer { return nil })
		}, "not an implementation of", "exactly their signatures"},
		{"other type", func(s *di.Services) { di.AddSingleton[*clock](s, newSMTP) }, "is not assignable to *di_test.clock", "return *di_test.clock"},
		{"unexported field", func(s *di.Services) { di.AddSingleton[*clock](s, func(unexported) *clock { return nil }) }, "whose field hidden is not exported", "export the field"},
		{"group of no slice", func(s *di.Services) { di.AddSingleton[*clock](s, func(notSlice) *clock { return nil }) }, "has a group and is no slice", "[]string"},
		{"decorator of another", func(s *di.Services) {
			di.AddSingleton[mailer](s, newSMTP)
			di.Decorate[mailer](s, func() mailer { return nil })
		}, "does not take the di_test.mailer it decorates", "func(inner di_test.mailer, …)"},
		{"nil value", func(s *di.Services) { di.AddValue[orders](s, nil) }, "the value is nil", "give a value"},
		{"nil pointer value", func(s *di.Services) { di.AddValue[*clock](s, nil) }, "the value is nil", "give a value"},
		{"bad override", func(s *di.Services) { di.AddSingleton[mailer](s, newSMTP); di.Override[mailer](s, newClock) }, "returns *di_test.clock", "has no method"},
		{"bad provide", func(s *di.Services) { di.Provide(s, 7) }, "is a int, not a function", "di.AddValue"},
		{"context as service", func(s *di.Services) { di.AddScoped[context.Context](s, context.Background) }, "no type for a service", "a type of your own"},
		{"in struct as service", func(s *di.Services) { di.AddValue(s, keyed{}) }, "no type for a service", "a type of your own"},
		{"as a struct", func(s *di.Services) { di.AddSingleton[*clock](s, newClock, di.As[clock]()) }, "As[di_test.clock] names no interface", "register the service a second time"},
		{"as something else", func(s *di.Services) { di.AddSingleton[*clock](s, newClock, di.As[io.Closer]()) }, "does not implement io.Closer", "has no method Close() error"},
		{"option that does not fit", func(s *di.Services) {
			di.AddSingleton[mailer](s, newSMTP)
			di.OverrideValue[mailer](s, newSMTP(), di.Many())
		}, "Many() does not go with di.Override", "take the option away"},
		{"decorator hides an alias", func(s *di.Services) {
			di.AddSingleton[*clock](s, newClock)
			di.AddSingleton[orders](s, func(*clock) *session2 { return nil }, di.As[io.Closer]())
			di.Decorate[orders](s, newCached("x"))
		}, "is also known as io.Closer, but its decorator", "the methods of io.Closer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			tt.plant(services)
			faults := ditest.Faults(t, services)
			require.Len(t, faults, 1, "%v", faults)
			require.Contains(t, faults[0].Message, tt.want)
			require.Contains(t, faults[0].Fix, tt.fix)
			require.Contains(t, faults[0].At, "validate_test.go:")
		})
	}
}

// session2 implements more than it is registered as.
type session2 struct{ stored }

func (*session2) Close() error { return nil }

func TestHintsNameWhatWasProbablyMeant(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		plant func(s *di.Services)
		want  string
	}{
		{"the value instead of the pointer", func(s *di.Services) {
			di.AddValue(s, clock{})
			di.AddSingleton[orders](s, newStored)
		}, "di_test.clock is registered, did you mean that?"},
		{"under a key", func(s *di.Services) {
			di.AddSingleton[*clock](s, newClock, di.Key("utc"))
			di.AddSingleton[orders](s, newStored)
		}, `*di_test.clock is registered with key "utc"; ask for it in a dig.In struct with name:"utc"`},
		{"without its key", func(s *di.Services) {
			di.AddSingleton[mailer](s, newSMTP)
			di.AddSingleton[*clock](s, func(keyed) *clock { return nil })
		}, `di_test.mailer is registered without a key; take the key away, or register it with di.Key("bulk")`},
		{"an implementation", func(s *di.Services) {
			di.AddSingleton[*smtp](s, newSMTP)
			di.AddSingleton[*report](s, newReport)
		}, "*di_test.smtp implements it: register it with di.As[di_test.mailer]()"},
		{"what an interface is made of", func(s *di.Services) {
			di.AddSingleton[mailer](s, newSMTP)
			di.AddSingleton[*clock](s, func(*smtp) *clock { return nil })
		}, "it is registered as di_test.mailer: ask for that, or register it under its own type"},
		{"in a profile that sleeps", func(s *di.Services) {
			di.AddSingleton[*clock](s, newClock, di.InProfile("test"))
			di.AddSingleton[orders](s, newStored)
		}, `it is registered in profile "test", which is not active: services.Activate("test")`},
		{"the container", func(s *di.Services) {
			di.AddSingleton[*clock](s, func(*di.Container) *clock { return nil })
		}, "a constructor asks for the services it needs"},
		{"a slice of none", func(s *di.Services) {
			di.AddSingleton[*clock](s, func([]mailer) *clock { return nil })
		}, "register each di_test.mailer with di.Many()"},
		{"a keyed one", func(s *di.Services) {
			di.AddSingleton[*clock](s, func(keyed) *clock { return nil })
		}, `register it: di.AddSingleton[di_test.mailer](services, …, di.Key("bulk"))`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			tt.plant(services)
			faults := ditest.Faults(t, services)
			require.Len(t, faults, 1, "%v", faults)
			require.Equal(t, di.CodeMissingDependency, faults[0].Code)
			require.Contains(t, faults[0].Fix, tt.want)
		})
	}
}

func TestEveryFaultIsReportedAtOnceAndNothingIsBuilt(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddSingleton[*smtp](services, func() *smtp { panic("built") })
	di.AddSingleton[*report](services, newReport)
	di.AddSingleton[orders](services, 7)
	services.OnValidate(func(v *di.Validation) []di.Fault {
		require.True(t, v.Has(reflect.TypeFor[*smtp](), ""))
		require.False(t, v.Has(reflect.TypeFor[*smtp](), "bulk"))
		require.Len(t, v.Graph().Nodes, 3)
		return []di.Fault{{Code: "route_clash", Subject: "GET /", Message: "GET / is served twice"}}
	})
	ditest.RequireFaults(t, services,
		"bad_constructor di_test.orders", "missing_dependency di_test.mailer", "route_clash GET /")
	_, err := services.Build(t.Context())
	var report *di.BuildError
	require.ErrorAs(t, err, &report)
	require.Len(t, report.Faults, 3)
	require.ErrorContains(t, err, "3 faults; nothing was started.\n\n1. ")
	require.ErrorContains(t, err, "\n\n3. GET / is served twice")
}

func TestSoundWiringHasNoFault(t *testing.T) {
	t.Parallel()
	require.NoError(t, desk().Validate())
	ditest.RequireFaults(t, desk())
}

func TestOptionsPrintAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for want, option := range map[string]di.Option{
		`Key("x")`: di.Key("x"), `Many()`: di.Many(), `InProfile("test")`: di.InProfile("test"),
		`Promotable()`: di.Promotable(), `As[io.Closer]()`: di.As[io.Closer](),
	} {
		require.Equal(t, want, option.String())
	}
}
