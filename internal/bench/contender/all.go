package contender

import "net/http"

// All returns every contender by name.
func All() map[string]http.Handler {
	return map[string]http.Handler{
		"chi by hand": Chi(), "gin": Gin(), "echo": Echo(), "huma": Huma(), "fuego": Fuego(), "kratos": Kratos(),
	}
}
