package integration

import (
	"iter"
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

var Routes map[string]http.Handler

func Route() http.HandlerFunc { return nil }

func Cookies() iter.Seq[*http.Cookie] { return nil }

func handler() http.Handler { return nil }

func At(times []*timestamppb.Timestamp) {}

// PlaceOrder is as a compiler of protobuf makes them.
type PlaceOrder struct{}

func (*PlaceOrder) ProtoReflect() {}

func Send(*PlaceOrder) {}

type Service interface {
	Place(*connect.Request[Gateway]) error
}
