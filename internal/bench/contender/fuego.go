package contender

import (
	"io"
	"log/slog"
	"net/http"

	"github.com/go-fuego/fuego"
	"github.com/go-fuego/fuego/option"
)

// Fuego is fuego with its validator; documents are built and not served.
func Fuego() http.Handler {
	s := fuego.NewServer(
		fuego.WithLogHandler(slog.NewTextHandler(io.Discard, nil)),
		fuego.WithEngineOptions(fuego.WithOpenAPIConfig(fuego.OpenAPIConfig{DisableLocalSave: true, DisableMessages: true, Disabled: true})),
		fuego.WithLoggingMiddleware(fuego.LoggingConfig{DisableRequest: true, DisableResponse: true}),
	)
	fuego.Post(s, "/orders/{id}/items", func(c fuego.ContextWithBody[Items]) (Order, error) {
		in, err := c.Body()
		if err != nil {
			return Order{}, err
		}
		return Place(c.PathParam("id"), c.Header("X-Tenant"), c.QueryParamBool("notify"), &in), nil
	}, option.QueryBool("notify", ""), option.DefaultStatusCode(http.StatusCreated))
	fuego.Get(s, "/orders/{id}", func(c fuego.ContextNoBody) (Order, error) { return Find(c.PathParam("id")), nil })
	return s.Mux
}
