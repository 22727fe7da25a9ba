package contender

import (
	"net/http"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v5"
)

type echoValidator struct{ v *validator.Validate }

func (e echoValidator) Validate(i any) error { return e.v.Struct(i) }

// Echo is echo v5 with its binder and validator/v10.
func Echo() http.Handler {
	e := echo.New()
	e.Validator = echoValidator{validator.New(validator.WithRequiredStructEnabled())}
	e.POST("/orders/:id/items", func(c *echo.Context) error {
		notify, err := echo.QueryParam[bool](c, "notify")
		if err != nil {
			return c.JSON(http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		}
		var in Items
		if err := c.Bind(&in); err != nil {
			return err
		}
		if err := c.Validate(&in); err != nil {
			return c.JSON(http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		}
		return c.JSON(http.StatusCreated, Place(c.Param("id"), c.Request().Header.Get("X-Tenant"), notify, &in))
	})
	e.GET("/orders/:id", func(c *echo.Context) error { return c.JSON(http.StatusOK, Find(c.Param("id"))) })
	return e
}
