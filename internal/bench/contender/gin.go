package contender

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Gin is gin with its own binding and validator.
func Gin() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST("/orders/:id/items", func(c *gin.Context) {
		var in Items
		var query struct {
			Notify bool `form:"notify"`
		}
		if err := c.ShouldBindQuery(&query); err != nil {
			c.JSON(http.StatusUnprocessableEntity, gin.H{"error": err.Error()})
			return
		}
		if err := c.ShouldBindJSON(&in); err != nil {
			c.JSON(http.StatusUnprocessableEntity, gin.H{"error": err.Error()})
			return
		}
		c.JSON(http.StatusCreated, Place(c.Param("id"), c.GetHeader("X-Tenant"), query.Notify, &in))
	})
	r.GET("/orders/:id", func(c *gin.Context) { c.JSON(http.StatusOK, Find(c.Param("id"))) })
	return r
}
