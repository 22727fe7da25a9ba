package rpc_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1/shopv1connect"
)

// basket tells the error that its scope ended with.
type basket struct{ ended chan error }

func (b *basket) Dispose(_ context.Context, cause error) error {
	b.ended <- cause
	return nil
}

func TestEachCallHasAScopeThatEndsWithItsError(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	use := func(ctx context.Context) error {
		scope, ok := di.ScopeOf(ctx)
		require.True(t, ok)
		first, err := di.Resolve[*basket](scope)
		require.NoError(t, err)
		second, err := di.Resolve[*basket](scope)
		require.Same(t, first, second)
		return err
	}
	refused := errs.Conflict("refused", "no")
	a := serve(t, &orders{
		place: func(ctx context.Context, in *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
			require.NoError(t, use(ctx))
			switch in.GetCustomer() {
			case "refused":
				return nil, refused
			case "panic":
				panic("boom")
			}
			return &shopv1.PlaceResponse{}, nil
		},
		follow: func(ctx context.Context, _ *shopv1.FollowRequest, _ *connect.ServerStream[shopv1.FollowResponse]) error {
			require.NoError(t, use(ctx))
			panic("boom")
		},
	}, with(func(b *hosting.WebApplicationBuilder) {
		di.AddScoped[*basket](b.Services, func() *basket { return &basket{ended} })
	}))
	client := a.client(t, connect.WithGRPC())
	_, err := client.Place(t.Context(), &shopv1.PlaceRequest{})
	require.NoError(t, err)
	require.NoError(t, <-ended)
	_, err = client.Place(t.Context(), &shopv1.PlaceRequest{Customer: "refused"})
	require.Equal(t, connect.CodeAlreadyExists, connect.CodeOf(err))
	require.ErrorIs(t, <-ended, refused)
	_, err = client.Place(t.Context(), &shopv1.PlaceRequest{Customer: "panic"})
	require.Equal(t, connect.CodeInternal, connect.CodeOf(err))
	require.EqualError(t, <-ended, "panic: boom")
	stream, err := client.Follow(t.Context(), &shopv1.FollowRequest{})
	require.NoError(t, err)
	require.False(t, stream.Receive())
	require.Equal(t, connect.CodeInternal, connect.CodeOf(stream.Err()))
	require.EqualError(t, <-ended, "panic: boom")
	require.NoError(t, stream.Close())

	failed := a.out.line(t, "rpc failed", 2)
	require.Equal(t, "/neuroglia.shop.v1.Orders/Follow", failed["procedure"])
	require.Contains(t, failed["stack"], "call_test.go")
	require.Len(t, failed["trace_id"], 32)
	line := a.out.line(t, "rpc", 4)
	require.Equal(t, "ERROR", line["level"])
	require.Equal(t, "internal", line["code"])
}

func TestTheScopeOfAMiddlewareIsJoined(t *testing.T) {
	t.Parallel()
	var container *di.Container
	var outer, inner *di.Scope
	builder := builderOf(t, &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		inner, _ = di.ScopeOf(ctx)
		return &shopv1.PlaceResponse{}, nil
	}}, io.Discard)
	ended := make(chan error, 1)
	di.AddScoped[*basket](builder.Services, func() *basket { return &basket{ended} })
	rpc.AddMiddleware(builder, func() hosting.Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				ctx, scope := container.NewScope(r.Context())
				outer = scope
				next.ServeHTTP(w, r.WithContext(ctx))
			})
		}
	})
	app, err := builder.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	container = app.Container()
	require.Equal(t, http.StatusOK, post(app.ListenerHandler(rpc.ListenerName)).Code)
	require.Same(t, outer, inner)
	_, err = di.Resolve[*basket](outer)
	require.NoError(t, err, "it is still open")
	require.NoError(t, outer.Close(nil))
	require.NoError(t, app.Stop(t.Context()))
}

func TestTheDeadlineOfTheCallerEndsTheCall(t *testing.T) {
	t.Parallel()
	service := &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		<-ctx.Done()
		return nil, errors.New("interrupted") // as some drivers say it
	}}
	synctest.Test(t, func(t *testing.T) {
		out := newOutput()
		answer := post(inProcess(t, service, out), "Connect-Timeout-Ms", "50")
		require.Equal(t, http.StatusGatewayTimeout, answer.Code)
		require.Contains(t, answer.Body.String(), "deadline_exceeded")
		require.Equal(t, "deadline_exceeded", out.line(t, "rpc", 1)["code"])
		require.Equal(t, "interrupted", out.line(t, "rpc failed", 1)["error"], "which the log keeps")
	})
	a := serve(t, service)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := a.client(t, connect.WithGRPC()).Place(ctx, &shopv1.PlaceRequest{})
	require.Equal(t, connect.CodeDeadlineExceeded, connect.CodeOf(err))
}

func TestACallerThatLeavesIsNobodysFailure(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	a := serve(t, &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		close(begun)
		<-ctx.Done()
		return nil, errors.New("interrupted")
	}})
	leaving, leave := context.WithCancel(t.Context())
	go func() { <-begun; leave() }()
	_, err := a.client(t, connect.WithGRPC()).Place(leaving, &shopv1.PlaceRequest{})
	require.Equal(t, connect.CodeCanceled, connect.CodeOf(err))
	line := a.out.line(t, "rpc", 1)
	require.Equal(t, "canceled", line["code"])
	require.Equal(t, "INFO", line["level"])
}

func TestTheServiceMayBoundCalls(t *testing.T) {
	t.Parallel()
	a := serve(t, &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}, setting("SHOP_RPC_TIMEOUT=20ms"))
	_, err := a.client(t).Place(t.Context(), &shopv1.PlaceRequest{})
	require.Equal(t, connect.CodeDeadlineExceeded, connect.CodeOf(err))
	require.Equal(t, "timeout", rpc.ErrorOf(err).Code)
}

func TestErrorsOfConnectGoOutUnlessTheyCameFromElsewhere(t *testing.T) {
	t.Parallel()
	elsewhere := serve(t, failing(errs.NotFound("order_not_found", "it does not exist")))
	client := elsewhere.client(t, connect.WithGRPC())
	a := serve(t, &orders{place: func(ctx context.Context, in *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		if in.GetCustomer() == "own" {
			return nil, connect.NewError(connect.CodeDataLoss, errors.New("the page is torn"))
		}
		return client.Place(ctx, in)
	}})
	_, err := a.client(t).Place(t.Context(), &shopv1.PlaceRequest{Customer: "own"})
	require.Equal(t, connect.CodeDataLoss, connect.CodeOf(err))
	_, err = a.client(t).Place(t.Context(), &shopv1.PlaceRequest{})
	require.Equal(t, connect.CodeInternal, connect.CodeOf(err))
	require.NotContains(t, err.Error(), "does not exist")
}

func TestMiddlewareIsOutermostFirstAndItsPanicIsAnswered(t *testing.T) {
	t.Parallel()
	order := make(chan string, 2)
	wrap := func(name string) any {
		return func() hosting.Middleware {
			return func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					order <- name
					if r.Header.Get("X-Panic") != "" && name == "inner" {
						panic("boom")
					}
					next.ServeHTTP(w, r)
				})
			}
		}
	}
	a := serve(t, failing(nil), with(func(b *hosting.WebApplicationBuilder) {
		rpc.AddMiddleware(b, wrap("outer"))
		rpc.AddMiddleware(b, wrap("inner"))
	}))
	for _, options := range protocols() {
		shout := connect.WithInterceptors(connect.UnaryInterceptorFunc(func(next connect.UnaryFunc) connect.UnaryFunc {
			return func(ctx context.Context, in connect.AnyRequest) (connect.AnyResponse, error) {
				in.Header().Set("X-Panic", "yes")
				return next(ctx, in)
			}
		}))
		_, err := a.client(t, append(options, shout)...).Place(t.Context(), &shopv1.PlaceRequest{})
		require.Equal(t, connect.CodeInternal, connect.CodeOf(err), "%v", err)
		require.Equal(t, "internal", rpc.ErrorOf(err).Code)
		require.Equal(t, "outer", <-order)
		require.Equal(t, "inner", <-order)
	}
}

func TestAuthenticatorsAreAskedInsideOfMiddleware(t *testing.T) {
	t.Parallel()
	handler := inProcess(t, &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		_, err := auth.FromContext(ctx)
		return &shopv1.PlaceResponse{}, err
	}}, io.Discard, with(func(b *hosting.WebApplicationBuilder) {
		di.AddSingleton[auth.Authenticator](b.Services, func() auth.Authenticator {
			return auth.AuthenticatorFunc(func(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
				return auth.Identity{Subject: r.Header.Get("X-Subject")}, nil
			})
		}, di.Many())
		rpc.AddMiddleware(b, func() hosting.Middleware {
			return func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					r.Header.Set("X-Subject", r.Header.Get("X-Forwarded-Subject"))
					next.ServeHTTP(w, r)
				})
			}
		})
	}))
	require.Equal(t, http.StatusOK, post(handler, "X-Forwarded-Subject", "ada").Code)
	refused := post(handler)
	require.Equal(t, http.StatusUnauthorized, refused.Code)
	require.Contains(t, refused.Body.String(), "unauthenticated")
}

// Whoever is let in for a time has no stream for longer.
func TestAStreamEndsWithTheIdentity(t *testing.T) {
	t.Parallel()
	follow := func(ctx context.Context, _ *shopv1.FollowRequest, _ *connect.ServerStream[shopv1.FollowResponse]) error {
		<-ctx.Done()
		return ctx.Err()
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		out := newOutput()
		handler := inProcess(t, &orders{follow: follow}, out, with(func(b *hosting.WebApplicationBuilder) {
			di.AddSingleton[auth.Authenticator](b.Services, func() auth.Authenticator {
				return auth.AuthenticatorFunc(func(http.ResponseWriter, *http.Request) (auth.Identity, error) {
					return auth.Identity{Subject: "ada", Expires: start.Add(time.Minute)}, nil
				})
			}, di.Many())
		}))
		ctx, leave := context.WithTimeout(t.Context(), time.Hour)
		defer leave()
		const none = "\x00\x00\x00\x00\x02{}"
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, shopv1connect.OrdersFollowProcedure, strings.NewReader(none))
		r.Header.Set("Content-Type", "application/connect+json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		require.Equal(t, time.Minute, time.Since(start))
		require.Contains(t, w.Body.String(), `"code":"unauthenticated"`)
		require.Equal(t, "INFO", out.line(t, "rpc", 1)["level"])
	})
}

func TestWithCurl(t *testing.T) {
	t.Parallel()
	a := serve(t, failing(errs.NotFound("order_not_found", "it does not exist")))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+shopv1connect.OrdersPlaceProcedure, strings.NewReader(`{"customer":"Ada"}`))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusNotFound, response.StatusCode)
	require.Contains(t, string(body), `"message":"it does not exist"`)
	require.Contains(t, string(body), `google.rpc.ErrorInfo`)
}

// What the deadline of a call comes to does not depend on the machine.
func TestTheShorterTimeWins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		left := make(chan time.Duration, 1)
		handler := inProcess(t, &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
			deadline, _ := ctx.Deadline()
			left <- time.Until(deadline)
			return &shopv1.PlaceResponse{}, nil
		}}, io.Discard, setting("SHOP_RPC_TIMEOUT=3s"))
		for sent, want := range map[string]time.Duration{"": 3 * time.Second, "1000": time.Second, "9000": 3 * time.Second} {
			post(handler, "Connect-Timeout-Ms", sent)
			require.Equal(t, want, <-left)
		}
	})
}
