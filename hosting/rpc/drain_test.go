package rpc_test

import (
	"context"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
)

func TestAStreamEndsWhenTheHostDrains(t *testing.T) {
	t.Parallel()
	a := serve(t, &orders{follow: func(ctx context.Context, _ *shopv1.FollowRequest, out *connect.ServerStream[shopv1.FollowResponse]) error {
		if err := out.Send(&shopv1.FollowResponse{Status: "COOKING"}); err != nil {
			return err
		}
		select {
		case <-rpc.Draining(ctx):
			return errs.Unavailable("draining", "the service stops; follow again")
		case <-ctx.Done():
			return ctx.Err()
		}
	}})
	stream, err := a.client(t, connect.WithGRPC()).Follow(t.Context(), &shopv1.FollowRequest{})
	require.NoError(t, err)
	require.True(t, stream.Receive())
	a.stop()
	require.False(t, stream.Receive())
	require.Equal(t, "draining", rpc.ErrorOf(stream.Err()).Code)
	require.NoError(t, stream.Close())
	require.NoError(t, <-a.ended)
	require.Nil(t, rpc.Draining(t.Context()))
}

func TestACallThatRunsIsFinishedWhenTheHostDrains(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan struct{}), make(chan struct{})
	a := serve(t, &orders{place: func(context.Context, *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		close(begun)
		<-finish
		return &shopv1.PlaceResponse{Id: "1"}, nil
	}})
	answered := make(chan error, 1)
	client := a.client(t, connect.WithGRPC())
	go func() {
		_, err := client.Place(t.Context(), &shopv1.PlaceRequest{})
		answered <- err
	}()
	<-begun
	a.stop()
	a.out.line(t, "stopping: finishing what runs", 1)
	close(finish)
	require.NoError(t, <-answered)
	require.NoError(t, <-a.ended)
}

func TestACallThatDoesNotEndIsCutOff(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	a := serve(t, &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		close(begun)
		<-ctx.Done()
		return nil, ctx.Err()
	}}, with(func(b *hosting.WebApplicationBuilder) { b.Settings.Server.DrainTimeout = 20 * time.Millisecond }))
	answered := make(chan error, 1)
	client := a.client(t, connect.WithGRPC())
	go func() {
		_, err := client.Place(t.Context(), &shopv1.PlaceRequest{})
		answered <- err
	}()
	<-begun
	a.stop()
	require.Equal(t, connect.CodeUnavailable, connect.CodeOf(<-answered), "which clients try again elsewhere")
	require.NoError(t, <-a.ended)
}
