package rpc

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"connectrpc.com/connect"
	"connectrpc.com/grpchealth"
	"connectrpc.com/grpcreflect"

	"github.com/neuroglia-go/neuroglia/hosting/health"
)

// checker answers the health service by the checks of the host.
type checker struct {
	monitor  *health.Monitor
	services []string
}

// Check reports the whole for "" and for every service that is served: they share their
// dependencies.
func (c *checker) Check(ctx context.Context, in *grpchealth.CheckRequest) (*grpchealth.CheckResponse, error) {
	if in.Service != "" && !slices.Contains(c.services, in.Service) {
		return nil, connect.NewError(connect.CodeNotFound, fmt.Errorf("no service is named %q", in.Service))
	}
	if c.monitor.Report(ctx).Status == health.NotReady {
		return &grpchealth.CheckResponse{Status: grpchealth.StatusNotServing}, nil
	}
	return &grpchealth.CheckResponse{Status: grpchealth.StatusServing}, nil
}

// mountHealth offers the health service, unless the application has one of its own.
func mountHealth(mux *http.ServeMux, monitor *health.Monitor, services []string) {
	if slices.Contains(services, grpchealth.HealthV1ServiceName) {
		return
	}
	mux.Handle(grpchealth.NewHandler(&checker{monitor: monitor, services: services}))
}

// mountReflection offers both versions: tools have not all moved to the second.
func mountReflection(mux *http.ServeMux, services []string) {
	names := append(slices.Clone(services), grpchealth.HealthV1ServiceName)
	slices.Sort(names)
	reflector := grpcreflect.NewStaticReflector(slices.Compact(names)...)
	mux.Handle(grpcreflect.NewHandlerV1(reflector))
	mux.Handle(grpcreflect.NewHandlerV1Alpha(reflector))
}
