package rpc_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"connectrpc.com/connect"
	"connectrpc.com/grpchealth"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1/shopv1connect"
	"github.com/neuroglia-go/neuroglia/mvc"
)

type clock interface{ now() string }

func TestWhatAServiceNeedsIsCheckedByBuild(t *testing.T) {
	t.Parallel()
	builder := hosting.NewBuilder(hosting.Config{Name: "shop", Args: []string{}, Environ: []string{"SHOP_RPC_PORT=65536"}})
	rpc.AddService(builder, shopv1connect.NewOrdersHandler, func(clock) *orders { return nil })
	rpc.AddMiddleware(builder, func(*basket) hosting.Middleware { return nil })
	_, err := builder.Build()
	failure, ok := errors.AsType[*di.BuildError](err)
	require.True(t, ok)
	require.Len(t, failure.Faults, 3)
	require.ErrorContains(t, err, "SHOP_RPC_PORT")
	require.ErrorContains(t, err, "rpc_test.clock")
	require.ErrorContains(t, err, "rpc_test.basket")
}

func TestAServiceOfAScopeIsRefused(t *testing.T) {
	t.Parallel()
	builder := hosting.NewBuilder(hosting.Config{Name: "shop", Args: []string{}, Environ: []string{}})
	di.AddScoped[*basket](builder.Services, func() *basket { return nil })
	rpc.AddService(builder, shopv1connect.NewOrdersHandler, func(*basket) *orders { return nil })
	_, err := builder.Build()
	require.ErrorContains(t, err, "scoped")
}

func TestAConstructorThatFailsStopsTheStart(t *testing.T) {
	t.Parallel()
	builder := hosting.NewBuilder(hosting.Config{Name: "shop", Args: []string{}, Environ: []string{}, Output: newOutput()})
	rpc.AddService(builder, shopv1connect.NewOrdersHandler, func() (*orders, error) { return nil, errors.New("no oven") })
	app, err := builder.Build()
	require.NoError(t, err)
	require.ErrorContains(t, app.Start(t.Context()), "no oven")
	require.Nil(t, app.ListenerHandler(rpc.ListenerName))
}

func TestAPortThatIsTakenIsNamedWithItsSetting(t *testing.T) {
	t.Parallel()
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	app, err := builderOf(t, failing(nil), newOutput(), setting("SHOP_RPC_PORT="+port)).Build()
	require.NoError(t, err)
	err = app.Run(t.Context())
	require.ErrorContains(t, err, "service rpc server: listen on 127.0.0.1:"+port)
	require.ErrorContains(t, err, "set SHOP_RPC_PORT to a free port")
	require.NotZero(t, hosting.ExitCode(err))
}

func TestAProcessThatIsNotInTheRoleWebDoesNotListen(t *testing.T) {
	t.Parallel()
	out := newOutput()
	builder := builderOf(t, failing(nil), out, setting("SHOP_ROLES=worker"))
	hosting.AddService[hosting.ServiceFunc](builder.Services, func() hosting.ServiceFunc {
		return func(ctx context.Context) error { <-ctx.Done(); return nil }
	}, hosting.InRole("worker"))
	app, err := builder.Build()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	require.NotContains(t, out.line(t, "serving", 1), "rpc")
	cancel()
	require.NoError(t, <-ended)
}

// ask posts JSON to a procedure of the handler.
func ask(handler http.Handler, procedure, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, procedure, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestHealthFollowsTheHost(t *testing.T) {
	t.Parallel()
	fault := errors.New("connection refused")
	builder := builderOf(t, failing(nil), newOutput())
	health.Add(builder.Services, func() health.Check {
		return health.Check{Name: "database", MaxAge: -1, Checker: health.CheckerFunc(func(context.Context) error { return fault })}
	})
	app, err := builder.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	handler := app.ListenerHandler(rpc.ListenerName)
	check := "/" + grpchealth.HealthV1ServiceName + "/Check"
	require.Contains(t, ask(handler, check, `{}`).Body.String(), "NOT_SERVING")
	fault = nil
	require.NotContains(t, ask(handler, check, `{"service":"neuroglia.shop.v1.Orders"}`).Body.String(), "NOT_SERVING")
	require.Equal(t, http.StatusNotFound, ask(handler, check, `{"service":"nobody"}`).Code)
	require.NoError(t, app.Stop(t.Context()))
	require.Contains(t, ask(handler, check, `{}`).Body.String(), "NOT_SERVING", "while it drains")
}

// plain is a service without generated code.
type plain struct{}

func mountPlain(name string) rpc.Mount[*plain] {
	return func(*plain, ...connect.HandlerOption) (string, http.Handler) {
		return "/" + name + "/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	}
}

func TestSeveralServices(t *testing.T) {
	t.Parallel()
	add := func(name string) func(*setup) {
		return with(func(b *hosting.WebApplicationBuilder) {
			rpc.AddService(b, mountPlain(name), func() *plain { return &plain{} })
		})
	}
	handler := inProcess(t, failing(nil), newOutput(), add("other.v1.Other"))
	require.Equal(t, http.StatusTeapot, ask(handler, "/other.v1.Other/Do", `{}`).Code)
	require.Equal(t, http.StatusOK, ask(handler, "/"+grpchealth.HealthV1ServiceName+"/Check", `{"service":"other.v1.Other"}`).Code)

	own := inProcess(t, failing(nil), newOutput(), add(grpchealth.HealthV1ServiceName))
	require.Equal(t, http.StatusTeapot, ask(own, "/"+grpchealth.HealthV1ServiceName+"/Check", `{}`).Code)

	app, err := builderOf(t, failing(nil), newOutput(), add("neuroglia.shop.v1.Orders")).Build()
	require.NoError(t, err)
	require.EqualError(t, app.Start(t.Context()), "two services are served as neuroglia.shop.v1.Orders; take one of them out")
}

func TestPagesOfOtherOrigins(t *testing.T) {
	t.Parallel()
	handler := inProcess(t, failing(errs.Unauthenticated("not_authenticated", "sign in")), newOutput(), with(func(b *hosting.WebApplicationBuilder) {
		rpc.AddMiddleware(b, func() hosting.Middleware {
			return rpc.CORS(mvc.CORSConfig{Origins: []string{"https://shop.example"}, Headers: []string{"X-Tenant"}})
		})
	}))
	r := httptest.NewRequest(http.MethodOptions, shopv1connect.OrdersPlaceProcedure, nil)
	r.Header.Set("Origin", "https://shop.example")
	r.Header.Set("Access-Control-Request-Method", http.MethodPost)
	r.Header.Set("Access-Control-Request-Headers", "connect-protocol-version,content-type,x-grpc-web,x-tenant")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	require.Equal(t, http.StatusNoContent, w.Code)
	require.Equal(t, "https://shop.example", w.Header().Get("Access-Control-Allow-Origin"))
	for _, header := range []string{"Connect-Protocol-Version", "X-Grpc-Web", "X-Tenant"} {
		require.Contains(t, w.Header().Get("Access-Control-Allow-Headers"), header)
	}
	refused := post(handler, "Origin", "https://shop.example")
	require.Equal(t, http.StatusUnauthorized, refused.Code)
	require.Equal(t, "https://shop.example", refused.Header().Get("Access-Control-Allow-Origin"), "refusals are marked too")
	require.Contains(t, refused.Header().Get("Access-Control-Expose-Headers"), "Grpc-Status")
}

// A page of another site can send these without asking the browser, and cookies go with them.
func TestWhatPagesMaySendUnaskedIsRefused(t *testing.T) {
	t.Parallel()
	handler := inProcess(t, failing(nil), newOutput())
	for _, contentType := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""} {
		require.Equal(t, http.StatusUnsupportedMediaType, post(handler, "Content-Type", contentType).Code, contentType)
	}
}

func TestReflectionCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	const reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
	require.Equal(t, http.StatusNotImplemented, ask(inProcess(t, failing(nil), newOutput(), setting("SHOP_RPC_REFLECTION=false")), reflection, `{}`).Code)
	require.NotEqual(t, http.StatusNotImplemented, ask(inProcess(t, failing(nil), newOutput()), reflection, `{}`).Code)
}

func TestWhatDoesNotReachTheServiceIsLoggedToo(t *testing.T) {
	t.Parallel()
	out := newOutput()
	handler := inProcess(t, failing(nil), out)
	require.Equal(t, http.StatusNotImplemented, ask(handler, "/nobody.v1.Nothing/Do", `{}`).Code)
	line := out.line(t, "rpc", 1)
	require.Equal(t, []any{"/nobody.v1.Nothing/Do", "connect", "unimplemented", "INFO"}, []any{line["procedure"], line["protocol"], line["code"], line["level"]})
	require.Equal(t, http.StatusBadRequest, ask(handler, shopv1connect.OrdersPlaceProcedure, `{"customer":`).Code)
	require.Equal(t, "http_400", out.line(t, "rpc", 2)["code"])
	r := httptest.NewRequest(http.MethodPost, shopv1connect.OrdersPlaceProcedure, strings.NewReader("torn"))
	r.Header.Set("Content-Type", "application/grpc")
	handler.ServeHTTP(httptest.NewRecorder(), r)
	line = out.line(t, "rpc", 3)
	require.Equal(t, "grpc", line["protocol"])
	require.NotEqual(t, "ok", line["code"])
}

func TestMessagesAreBounded(t *testing.T) {
	t.Parallel()
	a := serve(t, failing(nil), setting("SHOP_RPC_MAX_MESSAGE=1KiB"))
	for protocol, options := range protocols() {
		// Packed, it is far below the bound: what counts is what it unpacks to.
		_, err := a.client(t, append(options, connect.WithSendGzip())...).Place(t.Context(), &shopv1.PlaceRequest{Customer: strings.Repeat("a", 2000)})
		require.Equal(t, connect.CodeResourceExhausted, connect.CodeOf(err), protocol)
	}
}
