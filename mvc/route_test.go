package mvc_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// books is a controller with a route of each verb.
type books struct{}

type book struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type bookID struct {
	ID string `path:"id"`
}

type newBook struct {
	Title string `json:"title" validate:"required"`
}

func (*books) Routes(r *mvc.Routes[*books]) {
	r.Prefix("/books").Tag("Books").Use(mark("controller")).With(mvc.Description("All about books."))
	mvc.Post(r, "/", (*books).Add, mvc.Created("/books/{id}"), mvc.Use(mark("route"), mark("inner")))
	mvc.Get(r, "/{id}", (*books).Get, mvc.Summary("Get a book"))
	mvc.Put(r, "/{id}", (*books).Replace)
	mvc.Patch(r, "/{id}", (*books).Change, mvc.Name("changeBook"), mvc.Deprecated())
	mvc.Delete(r, "/{id}", (*books).Remove, mvc.Tags("Danger"))
	mvc.Handle(r, "QUERY /", (*books).Search)
	mvc.Get(r, "/{id:[0-9]{3}}/secret", (*books).Get, mvc.Hidden(), mvc.Name("secret"))
}

func (*books) Add(_ context.Context, in newBook) (book, error) {
	return book{ID: "b-1", Title: in.Title}, nil
}
func (*books) Get(_ context.Context, in bookID) (book, error) { return book{ID: in.ID}, nil }
func (*books) Replace(_ context.Context, in struct {
	bookID
	newBook
},
) (book, error) {
	return book{ID: in.ID, Title: in.Title}, nil
}
func (*books) Change(_ context.Context, in bookID) (*book, error) { return &book{ID: in.ID}, nil }
func (*books) Remove(context.Context, bookID) (mvc.None, error)   { return mvc.None{}, nil }
func (*books) Search(_ context.Context, in newBook) ([]book, error) {
	return []book{{Title: in.Title}}, nil
}

func newBooks() *books { return &books{} }

func TestVerbs(t *testing.T) {
	t.Parallel()
	c := serve(t, mvc.Config{Prefix: "api", Middlewares: []mvc.Middleware{mark("app")}}, mvc.Controller[*books](newBooks))

	added := c.Post("/api/books", newBook{"Dune"}).Expect(http.StatusCreated)
	require.Equal(t, "/api/books/b-1", added.Header("Location"))
	require.Equal(t, []string{"app", "controller", "route", "inner"}, added.Headers["Trail"])
	require.JSONEq(t, `{"id":"b-1","title":"Dune"}`, string(added.Body))

	got := c.Get("/api/books/b%2F7").Expect(http.StatusOK)
	require.JSONEq(t, `{"id":"b/7","title":""}`, string(got.Body))
	require.Equal(t, []string{"app", "controller"}, got.Headers["Trail"])
	c.Put("/api/books/b-1", newBook{"Emma"}).Expect(http.StatusOK)
	c.Patch("/api/books/b-1", nil).Expect(http.StatusOK)
	require.Empty(t, c.Delete("/api/books/b-1").Expect(http.StatusNoContent).Body)
	c.Do("QUERY", "/api/books", newBook{"Ulysses"}).Undocumented().Expect(http.StatusOK)
	c.Get("/api/books/123/secret").Undocumented().Expect(http.StatusOK)
	c.Get("/api/books/12/secret").Expect(http.StatusNotFound).Problem("route_not_found")
}

func TestOtherMethodsAndPaths(t *testing.T) {
	t.Parallel()
	c := serve(t, mvc.Config{}, mvc.Controller[*books](newBooks))

	head := c.Do(http.MethodHead, "/books/b-1", nil).Expect(http.StatusOK)
	require.Empty(t, head.Body)
	require.Equal(t, "23", head.Header("Content-Length"))

	refused := c.Post("/books/b-1", newBook{"Dune"}).Expect(http.StatusMethodNotAllowed).Problem("method_not_allowed")
	require.Equal(t, "DELETE, GET, HEAD, OPTIONS, PATCH, PUT", refused.Header("Allow"))
	options := c.Do(http.MethodOptions, "/books", nil).Expect(http.StatusNoContent)
	require.Equal(t, "OPTIONS, POST, QUERY", options.Header("Allow"))
	c.Get("/nowhere").Expect(http.StatusNotFound).Problem("route_not_found")
	c.Get("/books/").Expect(http.StatusNotFound).Problem("route_not_found")
}

func TestMount(t *testing.T) {
	t.Parallel()
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.URL.Path)) })
	registration := mvc.Mount("/assets", echo)
	require.Equal(t, "Mount(/assets)", registration.String())
	c := serve(t, mvc.Config{Prefix: "/api"}, mvc.Controller[*books](newBooks), registration)
	for _, path := range []string{"/api/assets", "/api/assets/", "/api/assets/css/site.css"} {
		require.Equal(t, path, string(c.Get(path).Undocumented().Expect(http.StatusOK).Body))
	}
}

func TestRouteInfo(t *testing.T) {
	t.Parallel()
	app := mvc.NewApp(mvc.Config{Prefix: "/api"}, mvc.Controller[*books](newBooks))
	routes := app.Routes()
	require.Len(t, routes, 7)
	first := routes[0]
	require.Equal(t, "POST /api/books books_Add", first.Method+" "+first.Path+" "+first.Name)
	require.Equal(t, http.StatusCreated, first.Status)
	require.Equal(t, "mvc_test.newBook", first.Input.String())
	require.Equal(t, "mvc_test.book", first.Output.String())
	require.Equal(t, "*mvc_test.books", first.Controller.String())
	require.Equal(t, []string{`Created("/books/{id}")`, "Use(2 middlewares)"}, first.Options)
	require.Regexp(t, `^route_test\.go:\d+$`, first.At)
	require.Equal(t, "changeBook", routes[3].Name)
	require.Equal(t, http.StatusNoContent, routes[4].Status)
	require.Equal(t, "QUERY", routes[5].Method)
	require.True(t, routes[6].Hidden)
}

func TestHandlerBeforeBuild(t *testing.T) {
	t.Parallel()
	app := mvc.NewApp(mvc.Config{}, mvc.Controller[*books](newBooks))
	w := httptest.NewRecorder()
	app.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/books/1", nil))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Contains(t, w.Body.String(), `"code":"starting"`)
}

// basket lives in the scope of a request, and so does what uses it.
type basket struct{ ended chan error }

func (b *basket) Dispose(_ context.Context, cause error) error {
	b.ended <- cause
	return nil
}

type shop struct{ basket *basket }

func (*shop) Routes(r *mvc.Routes[*shop]) {
	mvc.Get(r, "/shop/{how}", (*shop).Visit)
}

func (s *shop) Visit(ctx context.Context, in struct {
	How string `path:"how"`
},
) (mvc.None, error) {
	if in.How == "panic" {
		panic("dropped everything")
	}
	scope, ok := di.ScopeOf(ctx)
	if !ok {
		return mvc.None{}, context.Canceled
	}
	same, err := di.Resolve[*basket](scope)
	if err == nil && same != s.basket {
		err = context.DeadlineExceeded
	}
	return mvc.None{}, err
}

func TestScopePerRequest(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	services := di.NewServices()
	di.AddScoped[*basket](services, func() *basket { return &basket{ended} })
	app := build(t, services, mvc.Config{}, mvc.Controller[*shop](func(b *basket) *shop { return &shop{b} }))

	call := func(path string) int {
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	require.Equal(t, http.StatusNoContent, call("/shop/calm"))
	require.NoError(t, <-ended)
	require.Equal(t, http.StatusInternalServerError, call("/shop/panic"))
	require.ErrorContains(t, <-ended, "dropped everything")
}
