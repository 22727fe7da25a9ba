package hosting_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
)

type greeting struct {
	Text string `json:"text"`
}

type greetInput struct {
	Name string `path:"name" validate:"max=10"`
}

type greeter struct{}

func newGreeter() *greeter { return &greeter{} }

func (*greeter) Routes(r *mvc.Routes[*greeter]) {
	r.Prefix("/greetings").Tag("Greetings")
	mvc.Get(r, "/{name}", (*greeter).Greet)
}

func (*greeter) Greet(_ context.Context, in greetInput) (greeting, error) {
	return greeting{"hello " + in.Name}, nil
}

func TestThin(t *testing.T) {
	var out, errors bytes.Buffer
	b := hosting.NewBuilder(hosting.Config{Name: "greeter", Args: []string{"routes"}, Environ: []string{}, Dir: t.TempDir(), Output: &out, Errors: &errors})
	b.AddSubApp(hosting.SubApp{Path: "/api", Controllers: []mvc.Registration{mvc.Controller[*greeter](newGreeter)}, Docs: true})
	app, err := b.Build()
	require.NoError(t, err)
	require.Zero(t, app.Main(t.Context()))
	require.NoError(t, app.Start(t.Context()))
	for _, p := range []string{"/api/greetings/ana", "/health/ready", "/nope", "/api/openapi.json", "/api/docs"} {
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, p, nil))
		t.Log(w.Code, w.Header(), w.Body.String()[:min(300, w.Body.Len())])
	}
	require.NoError(t, app.Stop(t.Context()))
	t.Log(out.String(), errors.String())
}
