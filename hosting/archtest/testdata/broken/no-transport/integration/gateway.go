package integration

import (
	"net/http"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

type Caller = http.Request

type Gateway struct {
	Client *http.Client
	// Last is reached by who holds a gateway.
	Last *http.Response
	mux  *http.ServeMux
}

func (g *Gateway) Verify(r *Caller) error { return nil }

func (g *Gateway) serve(w http.ResponseWriter) {}

func At(times []*timestamppb.Timestamp) {}

type Service interface {
	Place(*connect.Request[Gateway]) error
}
