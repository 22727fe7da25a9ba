package mvctest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

type note struct {
	ID   string `json:"id"`
	Text string `json:"text" validate:"required,max=5"`
}

type notes struct{}

func (*notes) Routes(r *mvc.Routes[*notes]) {
	mvc.Post(r, "/notes", (*notes).Add, mvc.Fails(errs.KindConflict, "taken"))
	mvc.Get(r, "/notes/{id}", (*notes).Get)
	mvc.Put(r, "/notes", (*notes).Form)
	mvc.Delete(r, "/notes", (*notes).Clear)
	mvc.Get(r, "/hidden", (*notes).Clear, mvc.Name("hidden"), mvc.Hidden())
	mvc.SSE(r, "/events", (*notes).Events)
}

func (*notes) Add(_ context.Context, in note) (note, error) {
	if in.Text == "taken" {
		return note{}, errs.Conflict("taken", "there is such a note")
	}
	return in, nil
}

func (*notes) Get(_ context.Context, in struct {
	ID   string `path:"id"`
	Kind string `cookie:"kind"`
	Who  string `header:"X-Who"`
},
) (note, error) {
	if in.ID == "gone" {
		return note{}, errs.New(errs.KindGone, "gone", "it is gone")
	}
	return note{ID: in.ID, Text: "-" + in.Who + in.Kind}, nil
}

func (*notes) Form(_ context.Context, in struct {
	Text string     `form:"text"`
	File mvc.Upload `file:"file"`
},
) (string, error) {
	return in.Text + in.File.Filename, nil
}
func (*notes) Clear(context.Context, struct{}) (mvc.None, error) { return mvc.None{}, nil }
func (*notes) Events(context.Context, struct{}) (iter.Seq2[mvc.Event[note], error], error) {
	return func(yield func(mvc.Event[note], error) bool) {
		_ = yield(mvc.Event[note]{ID: "1", Data: note{Text: "a"}}, nil) && yield(mvc.Event[note]{}, errors.New("x"))
	}, nil
}

// fakeT records the failure that ends it.
type fakeT struct{ failure string }

type ended struct{}

func (*fakeT) Helper() {}
func (f *fakeT) Fatalf(format string, args ...any) {
	f.failure = fmt.Sprintf(format, args...)
	panic(ended{})
}

// failing runs the calls and returns what they failed with.
func failing(c *mvctest.Client, calls func(c *mvctest.Client)) string {
	f := &fakeT{}
	func() {
		defer func() {
			if r := recover(); r != nil && r != (ended{}) {
				panic(r)
			}
		}()
		calls(c.For(f))
	}()
	return f.failure
}

func newApp(t *testing.T, middlewares ...mvc.Middleware) (http.Handler, *openapi.Document) {
	t.Helper()
	services := di.NewServices()
	app := mvc.NewApp(mvc.Config{Middlewares: middlewares}, mvc.Controller[*notes](func() *notes { return &notes{} }))
	app.Register(services)
	container, err := services.Build(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, container.Close(context.Background())) })
	document, err := app.OpenAPI()
	require.NoError(t, err)
	return app.Handler(), document
}

func TestClient(t *testing.T) {
	t.Parallel()
	handler, document := newApp(t)
	c := mvctest.New(t, handler, document)

	var got note
	c.Post("/notes", note{ID: "1", Text: "hello"}).Expect(200).JSON(&got)
	require.Equal(t, note{"1", "hello"}, got)
	c.Post("/notes", []byte(`{"text":"raw"}`)).Expect(200)
	c.Post("/notes", `{"text":"taken"}`).Expect(409).Problem("taken")
	faults := c.Post("/notes", note{Text: "too long"}).Expect(422).Fault("body", "/text", "max").Faults()
	require.Len(t, faults, 1)
	require.Equal(t, http.StatusOK, c.Get("/notes/1?a=b").Query("c", "d").Send().Status)
	c.With("X-Who", "me").Get("/notes/1").Cookie("kind", "!").Header("Accept", "").Expect(200).JSON(&got)
	require.Equal(t, "-me!", got.Text)
	require.Equal(t, "DELETE, OPTIONS, POST, PUT", c.Do("OPTIONS", "/notes", nil).Expect(204).Header("Allow"))
	c.Delete("/notes").Expect(204)
	c.Patch("/notes", nil).Expect(405).Problem("method_not_allowed")
	c.Get("/hidden").Undocumented().Expect(204)
	body := c.Put("/notes", nil).Multipart(url.Values{"text": {"a"}}, map[string]mvctest.File{"file": {Name: "b"}}).Expect(200).Body
	require.JSONEq(t, `"ab"`, string(body))
	require.Len(t, c.Get("/events").Context(t.Context()).Expect(200).Events(), 2)
	require.Empty(t, c.Do("HEAD", "/notes/1", nil).Expect(200).Body)
}

func TestExpectationsThatFail(t *testing.T) {
	t.Parallel()
	handler, document := newApp(t)
	c := mvctest.New(t, handler, document)
	tests := map[string]struct {
		calls   func(c *mvctest.Client)
		failure string
	}{
		"status":       {func(c *mvctest.Client) { c.Get("/notes/1").Expect(204) }, "GET /notes/1: expected status 204, got 200\n{\"id\""},
		"undocumented": {func(c *mvctest.Client) { c.Get("/notes/gone").Expect(410) }, "the document does not name the status 410"},
		"hidden":       {func(c *mvctest.Client) { c.Get("/hidden").Expect(204) }, "the document does not know the address"},
		"shape":        {func(c *mvctest.Client) { c.Get("/notes/1").Expect(200).JSON(&struct{ A int }{}) }, "the answer does not fit"},
		"no problem":   {func(c *mvctest.Client) { c.Get("/notes/1").Expect(200).Problem("x") }, `expected a problem, got "application/json"`},
		"code":         {func(c *mvctest.Client) { c.Post("/notes", note{}).Expect(422).Problem("x") }, `expected the problem "x", got "validation_failed"`},
		"fault":        {func(c *mvctest.Client) { c.Post("/notes", note{}).Expect(422).Fault("body", "/text", "max") }, `expected the fault "max" at body /text, got [body /text: is required]`},
		"body":         {func(c *mvctest.Client) { c.Post("/notes", make(chan int)) }, "the body cannot be encoded"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, failing(c, test.calls), test.failure)
		})
	}
}

// TestAnswersThatBreakTheContract lets a middleware answer in place of the API.
func TestAnswersThatBreakTheContract(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, path       string
		status             int
		media, body, error string
	}{
		"schema":     {"GET", "/notes/1", 200, "application/json", `{"id":7,"text":"a"}`, "does not fit the schema"},
		"not JSON":   {"GET", "/notes/1", 200, "application/json", `{`, "not valid JSON"},
		"media":      {"GET", "/notes/1", 200, "text/html", `<p>`, "does not name the media type text/html for the status 200"},
		"no media":   {"GET", "/notes/1", 200, "", `{}`, `the Content-Type "" cannot be read`},
		"a body":     {"DELETE", "/notes", 204, "", `x`, "has no body for the status 204"},
		"a header":   {"GET", "/events", 200, "text/event-stream", ``, "the header X-Must is missing"},
		"an event":   {"GET", "/events", 200, "text/event-stream", "id: 1\ndata: 7\n\n", `event "1": the body does not fit`},
		"no problem": {"GET", "/stray", 404, "text/plain", `nope`, "does not name the media type"},
		"an unknown": {"GET", "/stray", 200, "text/plain", `nope`, "the document does not know the address"},
		"long":       {"GET", "/notes/1", 200, "application/json", strings.Repeat("x", 5000), "…"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handler, document := newApp(t, func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					if test.media == "" {
						w.Header()["Content-Type"] = nil
					} else {
						w.Header().Set("Content-Type", test.media)
					}
					if name == "an event" {
						w.Header().Set("X-Must", "x")
					}
					w.WriteHeader(test.status)
					_, _ = w.Write([]byte(test.body))
				})
			})
			document.Paths["/events"].Get.Responses["200"].Headers = map[string]*openapi.Header{"X-Must": {Required: true, Schema: openapi.String("")}}
			failure := failing(mvctest.New(t, handler, document), func(c *mvctest.Client) { c.Do(test.method, test.path, nil).Send() })
			require.Contains(t, failure, test.error)
		})
	}
}

func TestWithoutADocument(t *testing.T) {
	t.Parallel()
	handler, _ := newApp(t)
	mvctest.New(t, handler, nil).Get("/notes/gone").Expect(410).Problem("gone")
}

func TestDefaultResponse(t *testing.T) {
	t.Parallel()
	handler, document := newApp(t)
	op := document.Paths["/notes/{id}"].Get
	op.Responses["default"] = document.AddProblem(http.StatusGone)
	mvctest.New(t, handler, document).Get("/notes/gone").Expect(410).Problem("gone")
}
