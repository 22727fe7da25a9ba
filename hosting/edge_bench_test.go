package hosting_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// BenchmarkEdge measures what the host adds to a request: ids, headers, recorder
// and the request log.
func BenchmarkEdge(b *testing.B) {
	for name, level := range map[string]string{"logged": "info", "quiet": "error"} {
		b.Run(name, func(b *testing.B) {
			builder := hosting.NewBuilder(hosting.Config{Name: "shop", Args: []string{}, Environ: []string{"SHOP_LOG_LEVEL=" + level}, Dir: b.TempDir(), Output: io.Discard})
			builder.AddSubApp(hosting.SubApp{Path: "/api", Controllers: []mvc.Registration{mvc.Controller[*greeter](newGreeter)}})
			app, err := builder.Build()
			if err != nil {
				b.Fatal(err)
			}
			if err := app.Start(context.Background()); err != nil {
				b.Fatal(err)
			}
			defer func() { _ = app.Stop(context.Background()) }()
			r := httptest.NewRequest(http.MethodGet, "/api/greetings/ana", nil)
			w := &nullWriter{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				app.Handler().ServeHTTP(w, r)
			}
		})
	}
}

type nullWriter struct{ header http.Header }

func (w *nullWriter) Header() http.Header       { return w.header }
func (*nullWriter) Write(p []byte) (int, error) { return len(p), nil }
func (*nullWriter) WriteHeader(int)             {}
