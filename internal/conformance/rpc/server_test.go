package rpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/internal/conformance/rpc/faultsv1"
	"github.com/neuroglia-go/neuroglia/internal/conformance/rpc/faultsv1/faultsv1connect"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// errSecret is what no client may read.
var errSecret = errors.New("password=hunter2")

// later is a failure that knows when to come back.
type later struct{ error }

func (later) RetryAfter() time.Duration { return 1500 * time.Millisecond }
func (l later) Unwrap() error           { return l.error }

// faults are what handlers fail with: one of every kind, and what there is beside kinds.
func faults() map[string]error {
	list := map[string]error{
		"nobody":        errSecret,
		"wrapped":       fmt.Errorf("place: %w", errs.NotFound("post_not_found", "the post does not exist").Wrap(errSecret)),
		"fields":        errs.Validation(errs.Field{Pointer: "/text_content", Code: "required", Message: "is required"}, errs.Field{Pointer: "/tags/0", Code: "max", Message: "must be at most 10 long"}),
		"stale":         fmt.Errorf("save: %w", &data.StaleError{Collection: "posts", ID: "1", Expected: 1, Actual: 2}),
		"serialization": uow.SerializationFailure(errSecret),
		"duplicate":     &data.DuplicateError{Collection: "posts", Index: "title", Code: "title_taken"},
		"deadline":      fmt.Errorf("query: %w", context.DeadlineExceeded),
		"later":         later{errs.New(errs.KindTooMany, "slow_down", "ask less often")},
	}
	for _, kind := range errs.Kinds() {
		list[kind.String()] = errs.New(kind, "", "it is %s", strings.ReplaceAll(kind.String(), "_", " ")).Wrap(errSecret)
	}
	return list
}

// raise is the command behind HTTP and RPC.
type raise struct {
	mediator.Command[struct{}]
	Fault string `path:"fault"`
}

type raiseHandler struct{ faults map[string]error }

func newRaiseHandler() *raiseHandler { return &raiseHandler{faults()} }

func (h *raiseHandler) Handle(ctx context.Context, in raise) (struct{}, error) {
	switch in.Fault {
	case "":
		return struct{}{}, nil
	case "panic":
		panic(errSecret)
	case "identity":
		_, err := auth.FromContext(ctx)
		return struct{}{}, err
	}
	return struct{}{}, h.faults[in.Fault]
}

type controller struct{ mediator *mediator.Mediator }

func newController(m *mediator.Mediator) *controller { return &controller{m} }

func (*controller) Routes(r *mvc.Routes[*controller]) {
	mvc.Get(r, "/faults/{fault}", (*controller).Raise)
}

func (c *controller) Raise(ctx context.Context, in raise) (struct{}, error) {
	return mediator.Send(ctx, c.mediator, in)
}

type service struct {
	mediator *mediator.Mediator
	begun    *atomic.Int64
}

func (s *service) Raise(ctx context.Context, in *faultsv1.RaiseRequest) (*faultsv1.RaiseResponse, error) {
	s.begun.Add(1)
	_, err := mediator.Send(ctx, s.mediator, raise{Fault: in.GetFault()})
	return &faultsv1.RaiseResponse{}, err
}

func (s *service) Count(ctx context.Context, in *faultsv1.CountRequest, out *connect.ServerStream[faultsv1.CountResponse]) error {
	for i := range in.GetTimes() {
		if err := out.Send(&faultsv1.CountResponse{Number: i + 1}); err != nil {
			return err
		}
	}
	_, err := mediator.Send(ctx, s.mediator, raise{Fault: in.GetFault()})
	return err
}

func (*service) Who(ctx context.Context, _ *faultsv1.WhoRequest) (*faultsv1.WhoResponse, error) {
	identity, err := auth.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	ids, _ := correlation.From(ctx)
	out := &faultsv1.WhoResponse{Subject: identity.Subject, CorrelationId: ids.CorrelationID, TraceId: ids.TraceID}
	if deadline, ok := ctx.Deadline(); ok {
		out.DeadlineMs = time.Until(deadline).Milliseconds()
	}
	return out, nil
}

// bearer knows Ada.
func bearer(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	switch r.Header.Get("Authorization") {
	case "":
		return auth.Identity{}, nil
	case "Bearer ada":
		return auth.Identity{Subject: "ada"}, nil
	}
	return auth.Identity{}, errs.Unauthenticated("invalid_token", "the token is not one of ours")
}

// output keeps what is logged and tells when there is more.
type output struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	more chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.more)
	o.more = make(chan struct{})
	return o.buf.Write(p)
}

// line waits for the log line with the message that has what is wanted.
func (o *output) line(t *testing.T, message string, wanted func(map[string]any) bool) map[string]any {
	t.Helper()
	for {
		o.mu.Lock()
		text, more := o.buf.String(), o.more
		o.mu.Unlock()
		for line := range strings.Lines(text) {
			var attrs map[string]any
			if json.Unmarshal([]byte(line), &attrs) == nil && attrs["msg"] == message && wanted(attrs) {
				return attrs
			}
		}
		select {
		case <-more:
		case <-t.Context().Done():
			t.Fatalf("no such line %q in\n%s", message, text)
		}
	}
}

// server is the application under test, listening on two ports.
type server struct {
	http, rpc string // base URLs
	out       *output
	begun     atomic.Int64 // calls of Raise that reached the service
	down      func(error)  // what the check of the database says from now on
	stop      func() error
}

// serve runs the application until the end of the test.
func serve(t *testing.T) *server {
	t.Helper()
	s := &server{out: &output{more: make(chan struct{})}}
	builder := hosting.NewBuilder(hosting.Config{
		Name: "faults", Version: "1", Args: []string{}, Dir: t.TempDir(), Output: s.out, Errors: s.out,
		Environ: []string{"PORT=0", "FAULTS_RPC_PORT=0", "FAULTS_LOG_LEVEL=debug"},
	})
	builder.Settings.Stop.Delay = 0
	var mu sync.Mutex
	var state error
	s.down = func(err error) { mu.Lock(); defer mu.Unlock(); state = err }
	health.Add(builder.Services, func() health.Check {
		return health.Check{Name: "database", MaxAge: -1, Checker: health.CheckerFunc(func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			return state
		})}
	})
	mediator.AddHandler[*raiseHandler](builder.Services, newRaiseHandler)
	di.AddSingleton[auth.Authenticator](builder.Services, func() auth.Authenticator { return auth.AuthenticatorFunc(bearer) }, di.Many())
	builder.AddSubApp(hosting.SubApp{Path: "/", Name: "web", Controllers: []mvc.Registration{mvc.Controller[*controller](newController)}})
	rpc.AddService(builder, faultsv1connect.NewFaultsHandler, func(m *mediator.Mediator) *service { return &service{m, &s.begun} })
	app, err := builder.Build()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	s.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { require.NoError(t, s.stop()) })
	serving := s.out.line(t, "serving", func(map[string]any) bool { return true })
	s.http, s.rpc = strings.TrimSuffix(serving["web"].(string), "/"), serving["rpc"].(string)
	return s
}
