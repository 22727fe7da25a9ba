package rpc_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"connectrpc.com/connect"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1/shopv1connect"
)

// BenchmarkCall compares a call through everything that this package puts around a handler
// with that of the handler alone.
func BenchmarkCall(b *testing.B) {
	service := &orders{place: func(context.Context, *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		return &shopv1.PlaceResponse{Id: "1"}, nil
	}}
	alone := http.NewServeMux()
	alone.Handle(shopv1connect.NewOrdersHandler(service, connect.WithReadMaxBytes(4<<20)))
	builder := hosting.NewBuilder(hosting.Config{Name: "shop", Args: []string{}, Dir: b.TempDir(), Environ: []string{"SHOP_LOG_LEVEL=error"}})
	rpc.AddService(builder, shopv1connect.NewOrdersHandler, func() *orders { return service })
	app, err := builder.Build()
	if err != nil {
		b.Fatal(err)
	}
	if err := app.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, handler := range map[string]http.Handler{"alone": alone, "hosted": app.ListenerHandler(rpc.ListenerName)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, shopv1connect.OrdersPlaceProcedure, strings.NewReader(`{"customer":"Ada"}`))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
	if err := app.Stop(context.Background()); err != nil {
		b.Fatal(err)
	}
}
