package contender

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
)

type humaPost struct {
	ID     string `path:"id"`
	Notify bool   `query:"notify"`
	Tenant string `header:"X-Tenant"`
	Body   Items
}

type humaGet struct {
	ID string `path:"id"`
}

type humaOrder struct{ Body Order }

// Huma is huma on chi with its default configuration.
func Huma() http.Handler {
	r := chi.NewRouter()
	api := humachi.New(r, huma.DefaultConfig("Orders", "1.0.0"))
	huma.Register(api, huma.Operation{OperationID: "place", Method: http.MethodPost, Path: "/orders/{id}/items", DefaultStatus: http.StatusCreated},
		func(_ context.Context, in *humaPost) (*humaOrder, error) {
			return &humaOrder{Body: Place(in.ID, in.Tenant, in.Notify, &in.Body)}, nil
		})
	huma.Get(api, "/orders/{id}", func(_ context.Context, in *humaGet) (*humaOrder, error) {
		return &humaOrder{Body: Find(in.ID)}, nil
	})
	return r
}
