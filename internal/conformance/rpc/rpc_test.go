package rpc_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/neuroglia-go/neuroglia/internal/conformance/rpc/faultsv1"
	"github.com/neuroglia-go/neuroglia/internal/conformance/rpc/faultsv1/faultsv1connect"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// expected is the one row of the table for a fault.
type expected struct {
	status int
	grpc   codes.Code
	code   string // the same over HTTP and RPC
}

func table() map[string]expected {
	return map[string]expected{
		"invalid":               {400, codes.InvalidArgument, "invalid"},
		"unprocessable":         {422, codes.InvalidArgument, "unprocessable"},
		"unauthenticated":       {401, codes.Unauthenticated, "unauthenticated"},
		"forbidden":             {403, codes.PermissionDenied, "forbidden"},
		"not_found":             {404, codes.NotFound, "not_found"},
		"conflict":              {409, codes.AlreadyExists, "conflict"},
		"precondition_failed":   {412, codes.FailedPrecondition, "precondition_failed"},
		"precondition_required": {428, codes.FailedPrecondition, "precondition_required"},
		"too_many":              {429, codes.ResourceExhausted, "too_many"},
		"unavailable":           {503, codes.Unavailable, "unavailable"},
		"timeout":               {504, codes.DeadlineExceeded, "timeout"},
		"not_implemented":       {501, codes.Unimplemented, "not_implemented"},
		"gone":                  {410, codes.NotFound, "gone"},
		"too_large":             {413, codes.InvalidArgument, "too_large"},
		"unsupported":           {415, codes.InvalidArgument, "unsupported"},
		"internal":              {500, codes.Internal, "internal"},
		"nobody":                {500, codes.Internal, "internal"},
		"panic":                 {500, codes.Internal, "internal"},
		"wrapped":               {404, codes.NotFound, "post_not_found"},
		"fields":                {422, codes.InvalidArgument, "validation_failed"},
		"stale":                 {409, codes.Aborted, "stale_version"},
		"serialization":         {409, codes.Aborted, "serialization_failure"},
		"duplicate":             {409, codes.AlreadyExists, "title_taken"},
		"deadline":              {504, codes.DeadlineExceeded, "timeout"},
		"later":                 {429, codes.ResourceExhausted, "slow_down"},
		"identity":              {401, codes.Unauthenticated, "not_authenticated"},
	}
}

// answer is what a client of any protocol was told.
type answer struct {
	code    codes.Code
	message string
	details []any
}

func (a answer) info(t *testing.T) *errdetails.ErrorInfo {
	t.Helper()
	return find[*errdetails.ErrorInfo](t, a)
}

func find[D any](t *testing.T, a answer) D {
	t.Helper()
	for _, d := range a.details {
		if found, ok := d.(D); ok {
			return found
		}
	}
	var none D
	t.Fatalf("no %T in %v", none, a.details)
	return none
}

// stock returns a connection of the stock client.
func stock(t *testing.T, s *server, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	options = append(options, grpc.WithTransportCredentials(insecure.NewCredentials()))
	conn, err := grpc.NewClient(strings.TrimPrefix(s.rpc, "http://"), options...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// caller raises a fault in one protocol.
type caller func(ctx context.Context, t *testing.T, fault string) answer

func callers(t *testing.T, s *server) map[string]caller {
	t.Helper()
	client := faultsv1.NewFaultsClient(stock(t, s))
	return map[string]caller{
		"stock gRPC": func(ctx context.Context, _ *testing.T, fault string) answer {
			_, err := client.Raise(ctx, &faultsv1.RaiseRequest{Fault: fault})
			return answerOf(err)
		},
		"stock gRPC stream": func(ctx context.Context, t *testing.T, fault string) answer {
			stream, err := client.Count(ctx, &faultsv1.CountRequest{Times: 2, Fault: fault})
			require.NoError(t, err)
			for range 2 {
				_, err := stream.Recv()
				require.NoError(t, err, "what was sent before the fault arrives")
			}
			_, err = stream.Recv()
			return answerOf(err)
		},
		"grpc":    connected(t, s, true, connect.WithGRPC()),
		"grpcweb": connected(t, s, false, connect.WithGRPCWeb()),
		"connect": connected(t, s, false),
		"json":    connected(t, s, false, connect.WithProtoJSON()),
	}
}

func answerOf(err error) answer {
	st := status.Convert(err)
	return answer{st.Code(), st.Message(), st.Details()}
}

// connected is a caller of the Connect client. gRPC needs HTTP/2; the others are tried over
// HTTP/1.1, as browsers come.
func connected(t *testing.T, s *server, http2 bool, options ...connect.ClientOption) caller {
	t.Helper()
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!http2)
	protocols.SetUnencryptedHTTP2(http2)
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(transport.CloseIdleConnections)
	client := faultsv1connect.NewFaultsClient(&http.Client{Transport: transport}, s.rpc, options...)
	return func(ctx context.Context, t *testing.T, fault string) answer {
		t.Helper()
		_, err := client.Raise(ctx, &faultsv1.RaiseRequest{Fault: fault})
		var failure *connect.Error
		require.ErrorAs(t, err, &failure)
		a := answer{code: codes.Code(failure.Code()), message: failure.Message()}
		for _, d := range failure.Details() {
			value, err := d.Value()
			require.NoError(t, err)
			a.details = append(a.details, value)
		}
		return a
	}
}

// problem asks for the fault over HTTP.
func problem(t *testing.T, s *server, fault string) mvc.Problem {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.http+"/faults/"+fault, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	var p mvc.Problem
	require.NoError(t, json.NewDecoder(response.Body).Decode(&p))
	require.Equal(t, response.StatusCode, p.Status)
	return p
}

func TestTheSameFaultHasTheSameCodeOverHTTPAndEveryProtocol(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for name := range faults() {
		require.Contains(t, table(), name, "every fault has its row")
	}
	for protocol, call := range callers(t, s) {
		for fault, want := range table() {
			t.Run(protocol+"/"+fault, func(t *testing.T) {
				p := problem(t, s, fault)
				require.Equal(t, want.status, p.Status)
				require.Equal(t, want.code, p.Code)

				got := call(t.Context(), t, fault)
				require.Equal(t, want.grpc.String(), got.code.String())
				require.Equal(t, p.Detail, got.message)
				require.NotContains(t, got.message, "hunter2")
				info := got.info(t)
				require.Equal(t, p.Code, info.GetReason())
				require.Equal(t, "faults", info.GetDomain())
				require.Len(t, info.GetMetadata()["trace_id"], 32)
				require.NotEmpty(t, info.GetMetadata()["kind"])
			})
		}
	}
}

func TestFieldsAndTheTimeToComeBackTravel(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for protocol, call := range callers(t, s) {
		t.Run(protocol, func(t *testing.T) {
			p := problem(t, s, "fields")
			violations := find[*errdetails.BadRequest](t, call(t.Context(), t, "fields")).GetFieldViolations()
			require.Len(t, violations, len(p.Errors))
			for i, v := range violations {
				require.Equal(t, p.Errors[i].Pointer, v.GetField())
				require.Equal(t, p.Errors[i].Message, v.GetDescription())
				require.Equal(t, p.Errors[i].Code, v.GetReason())
			}
			retry := find[*errdetails.RetryInfo](t, call(t.Context(), t, "later"))
			require.Equal(t, 1500*time.Millisecond, retry.GetRetryDelay().AsDuration())
		})
	}
}
