package contender

import (
	nethttp "net/http"
	"strconv"

	"github.com/go-kratos/kratos/v2/transport/http"
	"github.com/go-playground/validator/v10"
)

// Kratos is the HTTP transport of kratos with validator/v10, without protobuf.
func Kratos() nethttp.Handler {
	validate := validator.New(validator.WithRequiredStructEnabled())
	s := http.NewServer()
	r := s.Route("/")
	r.POST("/orders/{id}/items", func(c http.Context) error {
		var in Items
		if err := c.Bind(&in); err != nil {
			return err
		}
		if err := validate.Struct(&in); err != nil {
			return c.JSON(nethttp.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		}
		notify, err := strconv.ParseBool(c.Query().Get("notify"))
		if err != nil {
			return err
		}
		return c.Result(nethttp.StatusCreated, Place(c.Vars().Get("id"), c.Header().Get("X-Tenant"), notify, &in))
	})
	r.GET("/orders/{id}", func(c http.Context) error { return c.Result(nethttp.StatusOK, Find(c.Vars().Get("id"))) })
	return s
}
