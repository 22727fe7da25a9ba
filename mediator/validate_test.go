package mediator_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

type otherPlaceOrderHandler struct{ placeOrderHandler }

func newOtherPlaceOrderHandler() *otherPlaceOrderHandler { return &otherPlaceOrderHandler{} }

type valueBehavior struct{}

func (*valueBehavior) Handle(context.Context, *mediator.Call, mediator.Next) error { return nil }

func TestBuildReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		register func(*di.Services)
		code     string
		want     string
	}{
		{
			"a required request without handler",
			func(s *di.Services) { mediator.Require[PlaceOrder](s) },
			mediator.CodeMissingHandler,
			`mediator_test.PlaceOrder has no handler
registered at validate_test.go:N
fix: register the type whose Handle method takes a mediator_test.PlaceOrder: mediator.AddHandler[*Handler](services, NewHandler)`,
		},
		{
			"a stream without handler, needed twice",
			func(s *di.Services) {
				mediator.RequireType(s, reflect.TypeFor[ListOrders](), "needed by GET /orders")
				mediator.RequireType(s, reflect.TypeFor[ListOrders](), "needed by GET /board")
			},
			mediator.CodeMissingHandler,
			`mediator_test.ListOrders has no handler
needed by GET /orders
needed by GET /board
registered at validate_test.go:N
fix: register the type whose Handle method takes a mediator_test.ListOrders: mediator.AddStreamHandler[*Handler](services, NewHandler)`,
		},
		{
			"something required that is no request",
			func(s *di.Services) { mediator.Require[OrderDTO](s) },
			mediator.CodeBadRequest,
			`mediator_test.OrderDTO is no request and no event that anybody listens to
registered at validate_test.go:N
fix: embed mediator.Command, Query or StreamQuery in it, or register an event handler for it`,
		},
		{
			"two handlers of one request",
			func(s *di.Services) {
				mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
				mediator.AddHandler[*otherPlaceOrderHandler](s, newOtherPlaceOrderHandler)
			},
			mediator.CodeDuplicateHandler,
			`mediator_test.PlaceOrder has 2 handlers and takes exactly one
handled by *mediator_test.placeOrderHandler (validate_test.go:N)
handled by *mediator_test.otherPlaceOrderHandler (validate_test.go:N)
registered at validate_test.go:N
fix: remove all but one; what several should hear of is an event, see mediator.AddEventHandler`,
		},
		{
			"one handler twice",
			func(s *di.Services) {
				mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
				mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
			},
			mediator.CodeDuplicateHandler,
			`mediator_test.PlaceOrder has 2 handlers and takes exactly one
handled by *mediator_test.placeOrderHandler (validate_test.go:N)
handled by *mediator_test.placeOrderHandler (validate_test.go:N)
registered at validate_test.go:N
fix: remove all but one; what several should hear of is an event, see mediator.AddEventHandler`,
		},
		{
			"a request that is listened to",
			func(s *di.Services) { listen(s, func(PlaceOrder) error { return nil }) },
			mediator.CodeBadRequest,
			`mediator.EventHandlerFunc[github.com/neuroglia-go/neuroglia/mediator_test.PlaceOrder] listens to mediator_test.PlaceOrder as an event, and it is a request
registered at event_test.go:N
fix: register it with mediator.AddHandler, or listen to an event instead`,
		},
		{
			"a behaviour of a request without handler",
			func(s *di.Services) { mediator.AddBehavior(s, newPassing, mediator.For[PlaceOrder]()) },
			mediator.CodeMissingHandler,
			`mediator_test.PlaceOrder has no handler
named by the behaviour mediator_test.newPassing (validate_test.go:N)
registered at validate_test.go:N
fix: register the type whose Handle method takes a mediator_test.PlaceOrder: mediator.AddHandler[*Handler](services, NewHandler)`,
		},
		{
			"a typed behaviour of a request without handler",
			func(s *di.Services) { mediator.AddBehavior(s, newUpperCase) },
			mediator.CodeBadBehavior,
			`mediator_test.newUpperCase is a behaviour of mediator_test.PlaceOrder, which nobody handles with that result
registered at validate_test.go:N
fix: register a handler of mediator_test.PlaceOrder, or give the behaviour the result its handler has (mediator.None for events and streams)`,
		},
		{
			"no behaviour at all",
			func(s *di.Services) { mediator.AddBehavior(s, newPlaceOrderHandler) },
			mediator.CodeBadBehavior,
			`mediator_test.newPlaceOrderHandler returns *mediator_test.placeOrderHandler, which is no behaviour
registered at validate_test.go:N
fix: let the constructor return a type with the method Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error`,
		},
		{
			"a behaviour by value",
			func(s *di.Services) { mediator.AddBehavior(s, newValueBehavior) },
			mediator.CodeBadBehavior,
			`mediator_test.newValueBehavior returns mediator_test.valueBehavior, whose methods have pointer receivers
registered at validate_test.go:N
fix: return *mediator_test.valueBehavior`,
		},
		{
			"a constructor that is none",
			func(s *di.Services) { mediator.AddBehavior(s, passing{}) },
			di.CodeBadConstructor,
			`mediator.behavior with key "1 mediator_test.passing": the constructor is a mediator_test.passing, not a function
registered at validate_test.go:N
fix: for a value that exists already use di.AddValue; otherwise give a function that takes what it needs and returns the service, or the service and an error`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			test.register(services)
			var report *di.BuildError
			require.ErrorAs(t, services.Validate(), &report)
			require.Len(t, report.Faults, 1)
			require.Equal(t, test.code, report.Faults[0].Code)
			require.Equal(t, test.want, withoutLines(report.Faults[0].String()))
			require.Regexp(t, `^(validate|event)_test\.go:\d+$`, report.Faults[0].At)
		})
	}
}

// withoutLines takes out the numbers of lines, which every edit of a test changes.
func withoutLines(text string) string {
	return regexp.MustCompile(`_test\.go:\d+`).ReplaceAllString(text, "_test.go:N")
}

func newValueBehavior() valueBehavior { return valueBehavior{} }

func TestFaultsOfDependenciesAndOfTheMediatorAreOneReport(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	mediator.AddHandler[*basketHandler](services, newBasketHandler)
	mediator.AddBehavior(services, func(io.Reader) passing { return passing{} })
	mediator.Require[GetOrder](services)
	var report *di.BuildError
	require.ErrorAs(t, services.Validate(), &report)
	var codes []string
	for _, f := range report.Faults {
		codes = append(codes, f.Code)
	}
	require.Equal(t, []string{"missing_dependency", "missing_dependency", "missing_handler"}, codes)
}

func TestABehaviorThatCannotBeBuiltStopsBuild(t *testing.T) {
	t.Parallel()
	broken := errors.New("no key")
	services := di.NewServices()
	mediator.AddHandler[*placeOrderHandler](services, newPlaceOrderHandler)
	mediator.AddBehavior(services, func() (passing, error) { return passing{}, broken })
	_, err := services.Build(t.Context())
	require.ErrorIs(t, err, broken)
}

func TestARequiredRequestWithHandlerIsFine(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	mediator.Require[PlaceOrder](services)
	mediator.AddHandler[*placeOrderHandler](services, newPlaceOrderHandler)
	require.NoError(t, services.Validate())
}

func TestProfilesReplaceHandlers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		profile string
		want    string
	}{{"", "real"}, {"demo", "demo"}} {
		t.Run(test.profile, func(t *testing.T) {
			t.Parallel()
			answer := func(id string) func() mediator.HandlerFunc[GetOrder, OrderDTO] {
				return func() mediator.HandlerFunc[GetOrder, OrderDTO] {
					return func(context.Context, GetOrder) (OrderDTO, error) { return OrderDTO{ID: id}, nil }
				}
			}
			m := build(t, func(s *di.Services) {
				if test.profile != "" {
					s.Activate(test.profile)
				}
				mediator.AddHandler[mediator.HandlerFunc[GetOrder, OrderDTO]](s, answer("real"))
				mediator.AddHandler[mediator.HandlerFunc[GetOrder, OrderDTO]](s, answer("demo"), mediator.InProfile("demo"))
			})
			dto, err := mediator.Send(t.Context(), m, GetOrder{})
			require.NoError(t, err)
			require.Equal(t, test.want, dto.ID)
		})
	}
}

func TestSendWithoutHandlerSaysWhatToDo(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) { mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler) })

	_, err := mediator.Send(t.Context(), m, GetOrder{})
	require.ErrorIs(t, err, mediator.ErrNoHandler)
	require.ErrorContains(t, err, "mediator_test.GetOrder: no handler is registered for the request; add one with mediator.AddHandler")

	_, err = mediator.Send(t.Context(), m, &PlaceOrder{})
	require.ErrorIs(t, err, mediator.ErrNoHandler)
	require.ErrorContains(t, err, "send the value")

	for _, err := range mediator.Stream(t.Context(), m, ListOrders{}) {
		require.ErrorIs(t, err, mediator.ErrNoHandler)
	}
}

func TestAMediatorThatIsNotBuiltSaysSo(t *testing.T) {
	t.Parallel()
	m := new(mediator.Mediator)
	_, err := mediator.Send(t.Context(), m, GetOrder{})
	require.ErrorIs(t, err, mediator.ErrNotBuilt)
	require.ErrorIs(t, mediator.Publish(t.Context(), m, OrderPlaced{}), mediator.ErrNotBuilt)
	for _, err := range mediator.Stream(t.Context(), m, ListOrders{}) {
		require.ErrorIs(t, err, mediator.ErrNotBuilt)
	}
	require.Empty(t, m.Describe())
}

func TestDescribePrintsEveryPipeline(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, newPassing)
		mediator.AddBehavior(s, newPassing, mediator.ForCommands())
		mediator.AddHandler[*placeOrderHandler](s, newPlaceOrderHandler)
		mediator.AddHandler[*basketHandler](s, newBasketHandler)
		di.AddScoped[*basket](s, func() *basket { return nil })
		mediator.AddStreamHandler[*listOrdersHandler](s, newListOrdersHandler)
		listen(s, func(domainEvent) error { return nil })
		listen(s, func(OrderPlaced) error { return nil })
	})
	require.Equal(t, `command mediator_test.CancelOrder
  through mediator_test.newPassing
  through mediator_test.newPassing
  to *mediator_test.basketHandler (validate_test.go:N)

stream mediator_test.ListOrders -> sequence of mediator_test.OrderDTO
  through mediator_test.newPassing
  to *mediator_test.listOrdersHandler (validate_test.go:N)

command mediator_test.PlaceOrder -> mediator_test.OrderDTO
  through mediator_test.newPassing
  through mediator_test.newPassing
  to *mediator_test.placeOrderHandler (validate_test.go:N)

event mediator_test.OrderPlaced
  to mediator.EventHandlerFunc[github.com/neuroglia-go/neuroglia/mediator_test.domainEvent] (event_test.go:N)
  to mediator.EventHandlerFunc[github.com/neuroglia-go/neuroglia/mediator_test.OrderPlaced] (event_test.go:N)

event mediator_test.domainEvent
  to mediator.EventHandlerFunc[github.com/neuroglia-go/neuroglia/mediator_test.domainEvent] (event_test.go:N)`, withoutLines(m.Describe().String()))

	p, ok := m.Pipeline(reflect.TypeFor[PlaceOrder]())
	require.True(t, ok)
	require.Equal(t, mediator.KindCommand, p.Kind)
	_, ok = m.Pipeline(reflect.TypeFor[GetOrder]())
	require.False(t, ok)
}

func TestOptionsAndKindsPrintThemselves(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]any{
		`InProfile("demo")`: mediator.InProfile("demo"), "Parallel()": mediator.Parallel(), "WithMetadata(1)": mediator.WithMetadata(1),
		"ForRequests()": mediator.ForRequests(), "ForEvents()": mediator.ForEvents(), "ForCommands()": mediator.ForCommands(),
		"For[mediator_test.PlaceOrder]()": mediator.For[PlaceOrder](), "ForInterface[io.Reader]()": mediator.ForInterface[io.Reader](),
	} {
		require.Equal(t, want, o.(interface{ String() string }).String())
	}
	require.Equal(t, "command query stream event unknown", mediator.KindCommand.String()+" "+mediator.KindQuery.String()+" "+
		mediator.KindStream.String()+" "+mediator.KindEvent.String()+" "+mediator.Kind(0).String())
}

func TestIsRequest(t *testing.T) {
	t.Parallel()
	for typ, want := range map[reflect.Type]bool{
		reflect.TypeFor[PlaceOrder](): true, reflect.TypeFor[*PlaceOrder](): true, reflect.TypeFor[ListOrders](): true,
		reflect.TypeFor[OrderPlaced](): false, reflect.TypeFor[int](): false, nil: false,
	} {
		require.Equal(t, want, mediator.IsRequest(typ), "%v", typ)
	}
}

func TestPointerRequestsHaveHandlersOfTheirOwn(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) {
		mediator.AddHandler[mediator.HandlerFunc[*GetOrder, OrderDTO]](s, func() mediator.HandlerFunc[*GetOrder, OrderDTO] {
			return func(_ context.Context, q *GetOrder) (OrderDTO, error) { return OrderDTO{ID: q.ID}, nil }
		})
	})
	dto, err := mediator.Send(t.Context(), m, &GetOrder{ID: "1"})
	require.NoError(t, err)
	require.Equal(t, "1", dto.ID)
	p, _ := m.Pipeline(reflect.TypeFor[*GetOrder]())
	require.Equal(t, mediator.KindQuery, p.Kind)
}

// AllocsPerRun counts the allocations of all goroutines, so this runs alone.
func TestAllocations(t *testing.T) {
	for behaviors, most := range []float64{0, 1, 1, 1} {
		m := build(t, func(s *di.Services) {
			for range behaviors {
				mediator.AddBehavior(s, newPassing)
			}
			mediator.AddHandler[*pingHandler](s, newPingHandler)
		})
		allocs := testing.AllocsPerRun(100, func() { _, _ = mediator.Send(t.Context(), m, ping{ID: "x"}) })
		require.LessOrEqual(t, allocs, most, "with %d behaviours", behaviors)
	}
}
