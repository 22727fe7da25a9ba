package rpc_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/health" // has the client watch
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	reflectionv1alpha "google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/neuroglia-go/neuroglia/internal/conformance/rpc/faultsv1"
)

const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"

func TestIdentityIdsAndDeadlineComeFromMetadata(t *testing.T) {
	t.Parallel()
	s := serve(t)
	client := faultsv1.NewFaultsClient(stock(t, s))
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer ada",
		"x-correlation-id", "order-7", "traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")
	var header metadata.MD
	who, err := client.Who(ctx, &faultsv1.WhoRequest{}, grpc.Header(&header))
	require.NoError(t, err)
	require.Equal(t, "ada", who.GetSubject())
	require.Equal(t, "order-7", who.GetCorrelationId())
	require.Equal(t, traceID, who.GetTraceId())
	require.Positive(t, who.GetDeadlineMs())
	require.LessOrEqual(t, who.GetDeadlineMs(), time.Hour.Milliseconds())
	require.Equal(t, []string{"order-7"}, header.Get("x-correlation-id"))
	require.NotEmpty(t, header.Get("x-request-id"))

	line := s.out.line(t, "rpc", func(line map[string]any) bool { return line["procedure"] == "/neuroglia.faults.v1.Faults/Who" })
	require.Equal(t, "grpc", line["protocol"])
	require.Equal(t, "ok", line["code"])
	require.Equal(t, "order-7", line["correlation_id"])
	require.Equal(t, traceID, line["trace_id"])
	require.NotContains(t, line, "authorization")

	_, err = client.Who(t.Context(), &faultsv1.WhoRequest{})
	require.Equal(t, "not_authenticated", answerOf(err).info(t).GetReason())
	_, err = client.Who(metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer eve"), &faultsv1.WhoRequest{})
	require.Equal(t, codes.Unauthenticated, status.Code(err))
	require.Equal(t, "invalid_token", answerOf(err).info(t).GetReason())
}

func TestWhatNobodyOffersIsUnimplemented(t *testing.T) {
	t.Parallel()
	conn := stock(t, serve(t))
	for _, method := range []string{"/nobody.v1.Nothing/Do", "/neuroglia.faults.v1.Faults/Nothing"} {
		err := conn.Invoke(t.Context(), method, &faultsv1.WhoRequest{}, &faultsv1.WhoResponse{})
		require.Equal(t, codes.Unimplemented, status.Code(err), method)
	}
}

func TestAMessageThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t)
	client := faultsv1.NewFaultsClient(stock(t, s))
	_, err := client.Raise(t.Context(), &faultsv1.RaiseRequest{Fault: string(make([]byte, 5<<20))})
	require.Equal(t, codes.ResourceExhausted, status.Code(err))
	s.out.line(t, "rpc", func(line map[string]any) bool { return line["code"] == "resource_exhausted" })
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := serve(t)
	client := healthv1.NewHealthClient(stock(t, s))
	for _, name := range []string{"", "neuroglia.faults.v1.Faults"} {
		out, err := client.Check(t.Context(), &healthv1.HealthCheckRequest{Service: name})
		require.NoError(t, err)
		require.Equal(t, healthv1.HealthCheckResponse_SERVING, out.GetStatus())
	}
	_, err := client.Check(t.Context(), &healthv1.HealthCheckRequest{Service: "nobody"})
	require.Equal(t, codes.NotFound, status.Code(err))

	s.down(errors.New("connection refused"))
	out, err := client.Check(t.Context(), &healthv1.HealthCheckRequest{})
	require.NoError(t, err)
	require.Equal(t, healthv1.HealthCheckResponse_NOT_SERVING, out.GetStatus())
}

// The stock client asks for Watch when it is told to look after the health of what it
// calls; that this is not offered does not keep it from calling.
func TestAClientThatWatchesHealthCalls(t *testing.T) {
	t.Parallel()
	s := serve(t)
	client := faultsv1.NewFaultsClient(stock(t, s, grpc.WithDefaultServiceConfig(
		`{"loadBalancingConfig":[{"round_robin":{}}],"healthCheckConfig":{"serviceName":"neuroglia.faults.v1.Faults"}}`)))
	_, err := client.Raise(t.Context(), &faultsv1.RaiseRequest{}, grpc.WaitForReady(true))
	require.NoError(t, err)
	s.out.line(t, "rpc", func(line map[string]any) bool { return line["procedure"] == healthv1.Health_Watch_FullMethodName })
}

func TestReflection(t *testing.T) {
	t.Parallel()
	conn := stock(t, serve(t))
	ask := reflectClient(t, conn)
	var names []string
	for _, service := range ask(&reflectionv1.ServerReflectionRequest{
		MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{},
	}).GetListServicesResponse().GetService() {
		names = append(names, service.GetName())
	}
	require.ElementsMatch(t, []string{"neuroglia.faults.v1.Faults", "grpc.health.v1.Health"}, names)

	file := ask(&reflectionv1.ServerReflectionRequest{
		MessageRequest: &reflectionv1.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: names[0]},
	}).GetFileDescriptorResponse().GetFileDescriptorProto()
	require.NotEmpty(t, file)
	var found descriptorpb.FileDescriptorProto
	require.NoError(t, proto.Unmarshal(file[0], &found))
	require.NotEmpty(t, found.GetService()[0].GetMethod())

	old, err := reflectionv1alpha.NewServerReflectionClient(conn).ServerReflectionInfo(t.Context()) //nolint:staticcheck // older tools speak it
	require.NoError(t, err)
	require.NoError(t, old.Send(&reflectionv1alpha.ServerReflectionRequest{ //nolint:staticcheck // as above
		MessageRequest: &reflectionv1alpha.ServerReflectionRequest_ListServices{}, //nolint:staticcheck // as above
	}))
	answer, err := old.Recv()
	require.NoError(t, err)
	require.Len(t, answer.GetListServicesResponse().GetService(), 2) //nolint:staticcheck // as above
}

// reflectClient returns a function that asks the reflection service.
func reflectClient(t *testing.T, conn *grpc.ClientConn) func(*reflectionv1.ServerReflectionRequest) *reflectionv1.ServerReflectionResponse {
	t.Helper()
	stream, err := reflectionv1.NewServerReflectionClient(conn).ServerReflectionInfo(t.Context())
	require.NoError(t, err)
	return func(in *reflectionv1.ServerReflectionRequest) *reflectionv1.ServerReflectionResponse {
		require.NoError(t, stream.Send(in))
		out, err := stream.Recv()
		require.NoError(t, err)
		require.Nil(t, out.GetErrorResponse())
		return out
	}
}

// A tool that keeps its reflection stream does not keep the service from stopping.
func TestStoppingEndsReflection(t *testing.T) {
	t.Parallel()
	s := serve(t)
	stream, err := reflectionv1.NewServerReflectionClient(stock(t, s)).ServerReflectionInfo(t.Context())
	require.NoError(t, err)
	require.NoError(t, stream.Send(&reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}}))
	_, err = stream.Recv()
	require.NoError(t, err)
	require.NoError(t, s.stop(), "in order, which is before the drain timeout")
	_, err = stream.Recv()
	require.Error(t, err)
	require.NotErrorIs(t, err, io.EOF)
}

// Clients go on calling while the service stops: what has begun is answered, and what has
// not may be tried elsewhere.
func TestNoCallThatHasBegunFails(t *testing.T) {
	t.Parallel()
	s := serve(t)
	var answered atomic.Int64
	var callers sync.WaitGroup
	busy := make(chan struct{})
	for range 4 {
		client := faultsv1.NewFaultsClient(stock(t, s))
		for range 4 {
			callers.Go(func() {
				for {
					if _, err := client.Raise(context.WithoutCancel(t.Context()), &faultsv1.RaiseRequest{}); err != nil {
						assert.Equal(t, codes.Unavailable, status.Code(err), "%v", err)
						return
					}
					if answered.Add(1) == 500 {
						close(busy)
					}
				}
			})
		}
	}
	<-busy
	require.NoError(t, s.stop())
	callers.Wait()
	require.Equal(t, s.begun.Load(), answered.Load())
}
