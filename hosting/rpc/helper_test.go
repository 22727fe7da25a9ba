package rpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1/shopv1connect"
)

// orders is the service of the tests: what it does is told by the test.
type orders struct {
	place  func(context.Context, *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error)
	follow func(context.Context, *shopv1.FollowRequest, *connect.ServerStream[shopv1.FollowResponse]) error
}

func (o *orders) Place(ctx context.Context, in *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
	return o.place(ctx, in)
}

func (o *orders) Follow(ctx context.Context, in *shopv1.FollowRequest, stream *connect.ServerStream[shopv1.FollowResponse]) error {
	return o.follow(ctx, in, stream)
}

// failing returns the service whose Place fails.
func failing(err error) *orders {
	return &orders{place: func(context.Context, *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) { return nil, err }}
}

// output keeps what is logged and tells when there is more.
type output struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	more chan struct{} // closed and made anew at every write
}

func newOutput() *output { return &output{more: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.more)
	o.more = make(chan struct{})
	return o.buf.Write(p)
}

// line waits for a log line with the message, the nth from 1.
func (o *output) line(t *testing.T, message string, nth int) map[string]any {
	t.Helper()
	for {
		o.mu.Lock()
		text, more := o.buf.String(), o.more
		o.mu.Unlock()
		found := 0
		for line := range strings.Lines(text) {
			var attrs map[string]any
			if json.Unmarshal([]byte(line), &attrs) == nil && attrs["msg"] == message {
				if found++; found == nth {
					return attrs
				}
			}
		}
		select {
		case <-more:
		case <-t.Context().Done():
			t.Fatalf("no line %q in\n%s", message, text)
		}
	}
}

// app is an application that serves the orders over TCP.
type app struct {
	url   string
	out   *output
	stop  context.CancelFunc
	ended chan error
}

// serve runs the application until the end of the test.
func serve(t *testing.T, service *orders, options ...func(*setup)) *app {
	t.Helper()
	a := &app{out: newOutput(), ended: make(chan error, 1)}
	built, err := builderOf(t, service, a.out, options...).Build()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	a.stop = cancel
	go func() { a.ended <- built.Run(ctx) }()
	t.Cleanup(a.stop)
	started := make(chan struct{})
	go func() {
		select {
		case err := <-a.ended:
			a.ended <- err
			_, _ = a.out.Write([]byte(`{"msg":"serving"}` + "\n")) // so that the test does not wait for it
		case <-started:
		}
	}()
	serving := a.out.line(t, "serving", 1)
	close(started)
	a.url, _ = serving["rpc"].(string)
	require.NotEmpty(t, a.url, "%v", serving)
	return a
}

// setup is how the application of a test differs from the usual.
type setup struct {
	environ   []string
	configure []func(*hosting.WebApplicationBuilder)
}

// setting gives a setting, "KEY=value".
func setting(variable string) func(*setup) {
	return func(s *setup) { s.environ = append(s.environ, variable) }
}

// with changes what is registered.
func with(configure func(*hosting.WebApplicationBuilder)) func(*setup) {
	return func(s *setup) { s.configure = append(s.configure, configure) }
}

// builderOf returns the builder of an application with the service, and nothing in its
// environment but the settings.
func builderOf(t *testing.T, service *orders, out io.Writer, options ...func(*setup)) *hosting.WebApplicationBuilder {
	t.Helper()
	s := setup{environ: []string{"PORT=0", "SHOP_RPC_PORT=0", "SHOP_LOG_LEVEL=debug"}}
	for _, o := range options {
		o(&s)
	}
	builder := hosting.NewBuilder(hosting.Config{
		Name: "shop", Version: "1.2.3", Args: []string{}, Dir: t.TempDir(), Output: out, Errors: out, Environ: s.environ,
	})
	builder.Settings.Stop.Delay = 0
	rpc.AddService(builder, shopv1connect.NewOrdersHandler, func() *orders { return service })
	for _, configure := range s.configure {
		configure(builder)
	}
	return builder
}

// inProcess starts the application without a socket and returns what its listener answers by.
func inProcess(t *testing.T, service *orders, out io.Writer, options ...func(*setup)) http.Handler {
	t.Helper()
	app, err := builderOf(t, service, out, options...).Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, app.Stop(context.Background())) })
	return app.ListenerHandler(rpc.ListenerName)
}

// post places an order as JSON.
func post(handler http.Handler, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, shopv1connect.OrdersPlaceProcedure, strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// client returns a client of one protocol.
func (a *app) client(t *testing.T, options ...connect.ClientOption) shopv1connect.OrdersClient {
	t.Helper()
	return shopv1connect.NewOrdersClient(h2c(t), a.url, options...)
}

// h2c returns an HTTP client that speaks HTTP/2 without TLS.
func h2c(t *testing.T) *http.Client {
	t.Helper()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}
