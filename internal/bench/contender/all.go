package contender

import "net/http"

// ByHand is the yardstick.
const ByHand = "chi by hand"

// All returns every contender by name.
func All() map[string]http.Handler {
	return map[string]http.Handler{
		ByHand: Chi(), "gin": Gin(), "echo": Echo(), "huma": Huma(), "fuego": Fuego(), "kratos": Kratos(), "neuroglia": Neuroglia(),
	}
}
