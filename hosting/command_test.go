package hosting_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// run runs one command of an application with one sub-app, and returns its exit
// code and what it wrote.
func run(t *testing.T, args []string, change func(*fixture)) (code int, out, errors string) {
	t.Helper()
	f := newFixture(t, args)
	f.AddSubApp(api())
	di.AddSingleton[*closing](f.Services, func() (*closing, error) { return nil, fmt.Errorf("constructed by %q", args) })
	if change != nil {
		change(f)
	}
	code = f.Main(t.Context())
	return code, f.out.String(), f.errors.String()
}

func TestCommandsThatLookConstructNothing(t *testing.T) {
	t.Parallel()
	tests := []struct{ args, want string }{
		{"validate", "shop is put together well: 1 routes, "},
		{"routes", "GET     /api/greetings/{name}  greeter_Greet"},
		{"graph", "*hosting_test.greeter (scoped, promoted)"},
		{"graph --format mermaid", "flowchart"},
		{"graph --format dot", "digraph"},
		{"openapi", "/api/greetings/{name}:"},
		{"openapi --app api --format json", `"/api/greetings/{name}"`},
		{"config", "PORT"},
		{"version", "shop 1.2.3\n"},
		{"help", "Check settings and wiring"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			code, out, errors := run(t, strings.Fields(test.args), nil)
			require.Zero(t, code, errors)
			require.Contains(t, out, test.want)
			require.Empty(t, errors)
		})
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ args, want string }{
		{"rutes", `"rutes" is no command of shop; did you mean routes?`},
		{"xyzzy", `"xyzzy" is no command of shop`},
		{"routes now", `routes takes no arguments, and "now" was given`},
		{"serve --prot 1", "unknown flag: --prot"},
		{"graph --format png", `the format "png" is unknown; use text, dot or mermaid`},
		{"openapi --format xml", `the format "xml" is unknown; use yaml or json`},
		{"openapi --app web", `no sub-app is named "web"; there is api`},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			code, _, errors := run(t, strings.Fields(test.args), nil)
			require.Equal(t, hosting.ExitUsage, code)
			require.Contains(t, errors, test.want)
			require.Contains(t, errors, "shop --help tells what there is")
		})
	}
}

func TestOpenAPIAsksWhichSubApp(t *testing.T) {
	t.Parallel()
	code, _, errors := run(t, []string{"openapi"}, func(f *fixture) {
		f.AddSubApp(hosting.SubApp{Path: "/", Controllers: []mvc.Registration{mvc.Controller[*second](func() *second { return &second{} })}})
	})
	require.Equal(t, hosting.ExitUsage, code)
	require.Contains(t, errors, "there are 2 sub-apps with routes; name one of them: api, root")
}

type second struct{}

func (*second) Routes(r *mvc.Routes[*second]) { mvc.Get(r, "/second", (*second).Get) }

func (*second) Get(context.Context, struct{}) (greeting, error) { return greeting{}, nil }

func TestValidateReportsFaults(t *testing.T) {
	t.Parallel()
	faulty := func(f *fixture) { hosting.AddSettings[shopSettings](f.WebApplicationBuilder) }
	code, out, errors := run(t, []string{"validate"}, faulty)
	require.Equal(t, hosting.ExitInvalid, code)
	require.Empty(t, out)
	require.Contains(t, errors, "SHOP_REGION: is required and not set (where the shop is)")

	for _, args := range [][]string{{"serve"}, {"migrate"}, nil} {
		code, _, errors = run(t, args, faulty)
		require.Equal(t, hosting.ExitConfig, code)
		require.Contains(t, errors, "SHOP_REGION: is required and not set (where the shop is)")
	}
	code, _, _ = run(t, []string{"routes"}, faulty)
	require.Zero(t, code, "what can be shown is shown")
}

type counted struct {
	Count int `json:"count" validate:"required"`
}

// counting takes an input with a rule that refuses zero; T tells controllers apart.
type counting[T any] struct{}

func (*counting[T]) Routes(r *mvc.Routes[*counting[T]]) {
	mvc.Post(r, "/orders", (*counting[T]).Place)
}

func (*counting[T]) Place(context.Context, counted) (greeting, error) { return greeting{}, nil }

func newCounting[T any]() mvc.Registration {
	return mvc.Controller[*counting[T]](func() *counting[T] { return &counting[T]{} })
}

func TestRulesThatMayNotBeMeantAreTold(t *testing.T) {
	t.Parallel()
	add := func(f *fixture) {
		f.AddSubApp(hosting.SubApp{Path: "/one", Controllers: []mvc.Registration{newCounting[int]()}})
		f.AddSubApp(hosting.SubApp{Path: "/two", Controllers: []mvc.Registration{newCounting[string]()}})
	}
	code, _, errors := run(t, []string{"validate"}, add)
	require.Zero(t, code, errors)
	require.Equal(t, 1, strings.Count(errors, "warning: "), errors)
	require.Contains(t, errors, "required refuses 0; make it a pointer")

	f := newFixture(t, nil)
	add(f)
	places, stop := serve(t, f)
	places()
	require.NoError(t, stop())
	lines := f.out.lines(t, "a rule may not be meant so")
	require.Len(t, lines, 1)
	require.Equal(t, "WARN", lines[0]["level"])
	require.Contains(t, lines[0]["warning"], "the route POST /one/orders (command_test.go:")
}

func TestConfigShowsValuesWithTheirOrigins(t *testing.T) {
	t.Parallel()
	f := newFixture(t, []string{"config", "--set", "capacity=0", "--set", "capcity=1"}, "SHOP_KEY=0123456789abcdef", "SHOP_REGON=x", "SHOP_REGION=eu")
	hosting.AddSettings[shopSettings](f.WebApplicationBuilder)
	require.Equal(t, hosting.ExitConfig, f.Main(t.Context()))
	golden(t, "config.golden", f.out.String())
	golden(t, "config-errors.golden", f.errors.String())
}

func TestMigrations(t *testing.T) {
	t.Parallel()
	var order []string
	add := func(f *fixture, name string, err error) {
		hosting.AddMigration(f.Services, func() hosting.Migration {
			return hosting.Migration{Name: name, Run: func(context.Context) error { order = append(order, name); return err }}
		})
	}
	f := newFixture(t, []string{"migrate"})
	add(f, "orders", nil)
	add(f, "customers", nil)
	require.Zero(t, f.Main(t.Context()), f.errors)
	require.Regexp(t, `^orders is up to date \(\d+s?m?s?\)\ncustomers is up to date`, f.out.String())

	f = newFixture(t, []string{"migrate"})
	add(f, "broken", errs.Unavailable("db", "the database does not answer"))
	add(f, "never", nil)
	require.Equal(t, 69, f.Main(t.Context()))
	require.Contains(t, f.errors.String(), "migrate broken: the database does not answer")
	require.Equal(t, []string{"orders", "customers", "broken"}, order)

	f = newFixture(t, []string{"migrate"})
	require.Zero(t, f.Main(t.Context()))
	require.Equal(t, "nothing to migrate: no migration is registered\n", f.out.String())
}

func TestCommandsOfTheApplication(t *testing.T) {
	t.Parallel()
	type done struct {
		many  int
		args  []string
		value string
	}
	seed := func(got *done, err error) hosting.Command {
		return hosting.Command{
			Name: "seed", Args: "<what>", Short: "Seed the shop", Flags: func(fs *flag.FlagSet) { fs.IntVar(&got.many, "many", 1, "how many") },
			Run: func(_ context.Context, scope *di.Scope, args []string) error {
				got.args = args
				got.value, _ = di.Resolve[string](scope)
				return err
			},
		}
	}
	for _, test := range []struct {
		err  error
		code int
	}{{nil, 0}, {errs.NotFound("x", "nothing to seed"), 66}, {errors.New("boom"), 70}} {
		var got done
		f := newFixture(t, []string{"seed", "--many=3", "orders"})
		di.AddValue[string](f.Services, "resolved")
		f.AddCommand(seed(&got, test.err))
		require.Equal(t, test.code, f.Main(t.Context()))
		require.Equal(t, done{3, []string{"orders"}, "resolved"}, got)
	}
}

func TestACommandThatPanicsClosesItsScope(t *testing.T) {
	t.Parallel()
	f := newFixture(t, []string{"seed"})
	var cause error
	di.AddScoped[*ended](f.Services, func() *ended { return &ended{func(err error) { cause = err }} })
	f.AddCommand(hosting.Command{Name: "seed", Run: func(_ context.Context, scope *di.Scope, _ []string) error {
		_, err := di.Resolve[*ended](scope)
		require.NoError(t, err)
		panic("boom")
	}})
	require.PanicsWithValue(t, "boom", func() { f.Main(t.Context()) })
	require.EqualError(t, cause, "panic: boom")
}

type ended struct{ tell func(error) }

func (e *ended) Dispose(_ context.Context, cause error) error {
	e.tell(cause)
	return nil
}
