package mvc_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// faulty is a controller with one mistake a route. Each action takes the input
// that makes it wrong.
type faulty struct{}

func ask[I any](*faulty, context.Context, I) (book, error) { return book{}, nil } //nolint:revive // it stands for a method expression

func (*faulty) Routes(r *mvc.Routes[*faulty]) {
	mvc.Get(r, "/missing/{id}", ask[struct{}], mvc.Name("missing"))
	mvc.Get(r, "/extra", ask[bookID], mvc.Name("extra"))
	mvc.Get(r, "/body", ask[newBook], mvc.Name("body"))
	mvc.Get(r, "/list", ask[[]string], mvc.Name("list"))
	mvc.Post(r, "/pointer", ask[*newBook], mvc.Name("pointer"))
	mvc.Post(r, "/number", ask[int], mvc.Name("number"))
	mvc.Post(r, "/mixed", ask[struct {
		A string `json:"a"`
		B string `form:"b"`
	}], mvc.Name("mixed"))
	mvc.Get(r, "/types", ask[struct {
		A map[string]string `query:"a"`
		B []struct{}        `header:"b"`
		C string            `query:""`
		D string            `query:"d,comma"`
		e string            `query:"e"`
		F int               `query:"f" default:"x"`
	}], mvc.Name("types"))
	mvc.Get(r, "/ids/{ids}", ask[struct {
		IDs []string `path:"ids"`
	}], mvc.Name("ids"))
	mvc.Post(r, "/raw", ask[struct {
		A []byte `body:"raw"`
		B string `body:"raw"`
		C int    `body:"other"`
	}], mvc.Name("raw"))
	mvc.Post(r, "/file", ask[struct {
		A string `file:"a"`
	}], mvc.Name("file"))
	mvc.Post(r, "/embedded", ask[struct {
		*newBook
		ID string `query:"id"`
	}], mvc.Name("embedded"))
	mvc.Post(r, "/default", ask[struct {
		A map[string]int `json:"a" default:"1"`
	}], mvc.Name("default"))
	mvc.Post(r, "/rules", ask[struct {
		A string `json:"a" validate:"nonsense"`
	}], mvc.Name("rules"))
	mvc.Post(r, "/location", ask[newBook], mvc.Created("/books/{nr}"), mvc.Name("location"))
	mvc.Post(r, "/encoder", ask[newBook], mvc.Produces("text/csv"), mvc.Name("encoder"))
	mvc.Handle(r, "/verbless", ask[newBook], mvc.Name("verbless"))
	mvc.Handle(r, "FETCH /verb", ask[newBook], mvc.Name("verb"))
	mvc.Post(r, "/channel", func(*faulty, context.Context, struct {
		A struct{ C io.Reader } `json:"a"`
	},
	) (chan int, error) {
		return nil, nil
	}, mvc.Name("channel"))
	mvc.Post(r, "/tags/{id}", ask[struct {
		ID string `path:"id"`
		partial
		other
	}], mvc.Name("tags"))
	mvc.Get(r, "/names", ask[struct {
		A string `query:"same"`
		B string `query:"same"`
	}], mvc.Name("names"))
	mvc.Get(r, "/open/{id", ask[struct{}], mvc.Name("open"))
	mvc.Get(r, "/named/{a b}", ask[struct{}], mvc.Name("named"))
	mvc.Get(r, "/expression/{a:[}", ask[struct{}], mvc.Name("expression"))
	mvc.Get(r, "/twice/{id}/{id}", ask[bookID], mvc.Name("twice"))
	mvc.Get(r, "/star/*", ask[struct{}], mvc.Name("star"))
}

func TestEveryMistakeOfARouteIsReported(t *testing.T) {
	t.Parallel()
	expected := []string{
		`the route GET /missing/{id} cannot be served: the pattern has {id} and struct {} no field for it; add one tagged path:"id"`,
		`the route GET /extra cannot be served: mvc_test.bookID has a field for the path parameter "id", which is not in the pattern; add {id} or take the tag off`,
		`the route GET /body cannot be served: field Title of mvc_test.newBook would be read from a body, and GET has none; tag it path, query, header or cookie, or json:"-"`,
		`the route GET /list cannot be served: the input []string would be read from a body, and GET has none; tag it path, query, header or cookie, or json:"-"`,
		`the route POST /pointer cannot be served: its input is a *mvc_test.newBook; take a struct, or a slice or map that is the whole body`,
		`the route POST /number cannot be served: its input is a int; take a struct, or a slice or map that is the whole body`,
		`mixes fields of several bodies: A (json), B (form); a body is one of them, and a field of no body carries json:"-"`,
		`field A of struct{…}: a query value cannot be read into map[string]string; use a string, bool, number, time.Time, time.Duration, an encoding.TextUnmarshaler, a pointer to one or, outside the path, a slice`,
		`field B of struct{…}: a header value cannot be read into []struct {}; use`,
		`field C of struct{…}: its query tag has no name; write query:"name"`,
		`field D of struct{…}: the tag option comma does not fit; the only one is comma, for slices`,
		`field e of struct{…}: it has a tag but is not exported; begin its name with a capital letter`,
		`field F of struct{…}: its default "x" must be a whole number`,
		`field IDs of struct{…}: a path value cannot be read into []string; use`,
		`field B of struct{…}: there is another field for the raw body; keep one`,
		`field C of struct{…}: the only body tag is body:"raw"; a field of the JSON body needs no tag but json`,
		`field A of struct{…}: a file cannot be read into string; use mvc.Upload, *mvc.Upload or []mvc.Upload`,
		`field newBook of struct{…}: it is embedded by pointer; embed the struct itself`,
		`field A of struct{…}: its default cannot be set; a value cannot be read into map[string]int; use`,
		`nonsense`,
		`the route POST /location cannot be served: the location "/books/{nr}" asks for {nr}, which is neither a JSON field of mvc_test.book that is text or a number nor a path parameter`,
		`the route POST /encoder cannot be served: no encoder can write mvc_test.book as text/csv; register one in Config.Encoders or change Produces`,
		`the route  /verbless cannot be served: the method "" is unknown; write one of CONNECT, DELETE, GET,`,
		`the route FETCH /verb cannot be served: the method "FETCH" is unknown; write one of`,
		`the route POST /channel cannot be served: struct { A struct { C io.Reader } "json:\"a\"" }.A.C: JSON cannot be read into the interface io.Reader; use a concrete type`,
		`the route POST /channel cannot be served: chan int: JSON cannot carry a chan int`,
		`its tags are faulty: `,
		`field B of struct{…}: another field is bound from the same name; keep one`,
		`the route GET /open/{id cannot be served: the pattern has a { without a }; write {name} or {name:regexp}`,
		`the route GET /named/{a b} cannot be served: {a b} is no parameter; write {name} with letters, digits, _ or -`,
		`the route GET /expression/{a:[} cannot be served: the expression of {a:[} does not compile: error parsing regexp`,
		`the route GET /twice/{id}/{id} cannot be served: the parameter {id} stands twice in the pattern; give one of them another name`,
		`the route GET /star/* cannot be served: the pattern has a *; use mvc.Mount for everything below a path`,
	}
	faults := faultsOf(t, mvc.Controller[*faulty](func() *faulty { return &faulty{} }))
	for i, fault := range faults {
		require.Equal(t, "bad_route", fault.Code)
		require.Regexp(t, `^fault_test\.go:\d+$`, fault.At)
		require.Less(t, i, len(expected), fault.Message)
		require.Contains(t, fault.Message+"; "+fault.Fix, expected[i])
	}
	require.Len(t, faults, len(expected))
}

// novels answers the addresses of books under other names.
type novels struct{}

func (*novels) Routes(r *mvc.Routes[*novels]) {
	mvc.Get(r, "/books/{novel}", (*novels).Get, mvc.Name("novels"))
	mvc.Post(r, "/novels", (*novels).Add, mvc.Name("books_Add"))
	mvc.Post(r, "/novels/hidden", (*novels).Add, mvc.Name("books_Add"), mvc.Hidden())
}

func (*novels) Get(context.Context, struct {
	Novel string `path:"novel"`
},
) (book, error) {
	return book{}, nil
}
func (*novels) Add(context.Context, struct{}) (book, error) { return book{}, nil }

// partial and other share a JSON name.
type (
	partial struct {
		Same string
	}
	other struct {
		Same string
	}
)

// eager uses its receiver while it declares its routes.
type eager struct{ path string }

func (e *eager) Routes(r *mvc.Routes[*eager]) { r.Prefix(e.path) }

func TestRoutesThatPanic(t *testing.T) {
	t.Parallel()
	faults := faultsOf(t, mvc.Controller[*eager](func() *eager { return &eager{} }), mvc.Mount("/a", nil), mvc.Mount("/a/", http.NotFoundHandler()), mvc.Mount("/a", http.NotFoundHandler()))
	require.Len(t, faults, 3)
	require.Contains(t, faults[0].Message, "the Routes method of *mvc_test.eager panicked: runtime error")
	require.Regexp(t, `^fault_test\.go:\d+$`, faults[0].At)
	require.Equal(t, "bad_route", faults[1].Code)
	require.Equal(t, "the path /a is mounted without a handler", faults[1].Message)
	require.Equal(t, "the route ALL /a is declared twice", faults[2].Message)
}

func TestClashes(t *testing.T) {
	t.Parallel()
	faults := faultsOf(t, mvc.Controller[*books](newBooks), mvc.Controller[*novels](func() *novels { return &novels{} }))
	require.Len(t, faults, 2)
	require.Equal(t, "route_clash", faults[0].Code)
	require.Equal(t, "the route GET /books/{novel} is declared twice", faults[0].Message)
	require.Regexp(t, `^declared by \*mvc_test.books \(route_test.go:\d+\) as GET /books/{id}\n`+
		`declared by \*mvc_test.novels \(fault_test.go:\d+\) as GET /books/{novel}$`, faults[0].Path[0]+"\n"+faults[0].Path[1])
	require.NotEmpty(t, faults[0].Fix)
	require.Equal(t, "route_name_clash", faults[1].Code)
	require.Equal(t, `two routes have the operation id "books_Add"`, faults[1].Message)
}

func TestFaultsOfServicesAndRoutesInOneReport(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{}
	for _, f := range faultsOf(t, mvc.Controller[*novels](func(*basket) *novels { return &novels{} }), mvc.Controller[*faulty](func() *faulty { return nil })) {
		codes[f.Code] = true
	}
	require.Equal(t, map[string]bool{di.CodeMissingDependency: true, "bad_route": true}, codes)
}
