package csrf_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/neuroglia-go/neuroglia/auth/csrf"
)

func Example() {
	protection, err := csrf.New(csrf.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	orders := protection.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }))
	for _, site := range []string{"same-origin", "cross-site"} {
		r := httptest.NewRequest(http.MethodPost, "https://shop.example/orders", nil)
		r.Header.Set("Sec-Fetch-Site", site)
		w := httptest.NewRecorder()
		orders.ServeHTTP(w, r)
		fmt.Println(site, w.Code)
	}
	// Output:
	// same-origin 201
	// cross-site 403
}
