// Barechi is the least that serves JSON on chi: the yardstick of the cold start.
package main

import (
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
)

func main() {
	r := chi.NewRouter()
	r.Get("/api/menu/pizzas", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) })
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), r); err != nil {
		panic(err)
	}
}
