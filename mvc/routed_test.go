package mvc_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
)

type guarded struct{}

func (*guarded) Routes(r *mvc.Routes[*guarded]) {
	mvc.Get(r, "/open/{id}", (*guarded).Open)
	mvc.Get(r, "/closed", (*guarded).Closed, mvc.Use(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	}))
}

func (*guarded) Open(context.Context, struct {
	ID string `path:"id"`
},
) (mvc.None, error) {
	return mvc.None{}, nil
}
func (*guarded) Closed(context.Context, struct{}) (mvc.None, error) { return mvc.None{}, nil }

func TestRoutedTellsWhichRouteTakesARequest(t *testing.T) {
	t.Parallel()
	type key struct{}
	config := mvc.Config{Prefix: "/api", Routed: func(ctx context.Context, pattern string) {
		*ctx.Value(key{}).(*string) = pattern
	}}
	files := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	app := build(t, newServices(), config, mvc.Controller[*guarded](func() *guarded { return &guarded{} }), mvc.Mount("/files", files))
	for path, want := range map[string]string{
		"/api/open/1": "/api/open/{id}", "/api/closed": "/api/closed", "/api/files": "/api/files", "/api/files/a/b": "/api/files/*", "/api/nowhere": "",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			var got string
			r := httptest.NewRequestWithContext(context.WithValue(t.Context(), key{}, &got), method, path, nil)
			app.Handler().ServeHTTP(httptest.NewRecorder(), r)
			require.Equal(t, want, got, "%s %s", method, path)
		}
	}
}

func TestMountedHandlersMayAssertAFlusher(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	third := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		flusher, ok := w.(http.Flusher)
		if !ok {
			http.Error(w, "streaming is not supported", http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, "first")
		flusher.Flush()
		<-release
	})
	app := build(t, newServices(), mvc.Config{}, mvc.Mount("/events", third))
	server := httptest.NewServer(app.Handler())
	defer server.Close()
	response, err := server.Client().Get(server.URL + "/events")
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	begin := make([]byte, 5)
	_, err = io.ReadFull(response.Body, begin)
	require.NoError(t, err)
	require.Equal(t, "first", string(begin), "what was flushed is there before the handler ends")
	close(release)
}
