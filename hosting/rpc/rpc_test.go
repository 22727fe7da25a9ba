package rpc_test

import (
	"context"
	"testing"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
)

// protocols are those that clients speak.
func protocols() map[string][]connect.ClientOption {
	return map[string][]connect.ClientOption{
		"grpc":    {connect.WithGRPC()},
		"grpcweb": {connect.WithGRPCWeb()},
		"connect": {},
		"json":    {connect.WithProtoJSON()},
	}
}

//go:generate go run -C ../../internal/tools ./protogen -C ../../hosting/rpc/internal/shopv1 shop.proto go connect-go:simple

func TestACallInEveryProtocol(t *testing.T) { //nolint:tparallel // the cases share the application
	t.Parallel()
	a := serve(t, &orders{place: func(_ context.Context, in *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		return &shopv1.PlaceResponse{Id: "order of " + in.GetCustomer()}, nil
	}})
	for name, options := range protocols() {
		t.Run(name, func(t *testing.T) {
			out, err := a.client(t, options...).Place(t.Context(), &shopv1.PlaceRequest{Customer: "Ada"})
			require.NoError(t, err)
			require.Equal(t, "order of Ada", out.GetId())
		})
	}
	a.stop()
	require.NoError(t, <-a.ended)
}
