package docsui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/neuroglia-go/neuroglia/mvc/docsui"
)

func Example() {
	docs := docsui.SwaggerUI(docsui.Config{Title: "Orders", OAuth: docsui.OAuth{ClientID: "shop"}})
	mux := http.NewServeMux()
	mux.Handle("GET /api/docs", docs)
	mux.Handle("GET /api/docs/", docs)

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/docs", nil))
	for line := range strings.Lines(w.Body.String()) {
		if strings.Contains(line, "<title>") || strings.Contains(line, "data-spec") {
			fmt.Print(line)
		}
	}
	// Output:
	// <title>Orders</title>
	// <div id="docs" data-spec="openapi.json" data-redirect="docs/oauth2-redirect.html" data-client="shop" data-scopes=""></div>
}
