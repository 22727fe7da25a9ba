package rpc_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1/shopv1connect"
)

// Kitchen implements the service that the .proto describes. Its handlers would send to
// the mediator.
type Kitchen struct {
	shopv1connect.UnimplementedOrdersHandler
}

// NewKitchen constructs it: what it needs are parameters.
func NewKitchen() *Kitchen { return &Kitchen{} }

// Place takes an order.
func (*Kitchen) Place(_ context.Context, in *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
	if in.GetCustomer() == "" {
		return nil, errs.Invalid("nobody_hungry", "an order needs a customer; name one")
	}
	return &shopv1.PlaceResponse{Id: "order-1"}, nil
}

// A service that Protocol Buffers describe is served beside HTTP. Clients are generated
// from the same description, in any language.
func Example() {
	builder := hosting.NewBuilder(hosting.Config{
		Name: "kitchen", Args: []string{}, Environ: []string{"KITCHEN_LOG_LEVEL=error"}, // in main: NewWebApplicationBuilder("kitchen")
	})
	rpc.AddService(builder, shopv1connect.NewOrdersHandler, NewKitchen)

	app, err := builder.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := app.Start(context.Background()); err != nil { // in main: app.Main(ctx), which listens
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(app.ListenerHandler(rpc.ListenerName))
	defer server.Close()
	client := shopv1connect.NewOrdersClient(server.Client(), server.URL)

	order, err := client.Place(context.Background(), &shopv1.PlaceRequest{Customer: "Ada"})
	fmt.Println(order.GetId(), err)
	_, err = client.Place(context.Background(), &shopv1.PlaceRequest{})
	fmt.Println(err)
	fmt.Println(rpc.ErrorOf(err).Code)
	fmt.Println(app.Stop(context.Background()))
	// Output:
	// order-1 <nil>
	// invalid_argument: an order needs a customer; name one
	// nobody_hungry
	// <nil>
}
