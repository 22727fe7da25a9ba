package archtest

import (
	"go/types"
	"slices"
)

// NoTransport refuses the types of servers in what packages export, but at the edges:
// requests, responses, handlers, headers and cookies of net/http, and whatever chi,
// gin, echo, gRPC, Connect, protobuf and the mvc and rpc packages of the framework
// declare. Types that a protobuf compiler made count, too. It looks at functions,
// methods, fields, variables and types that are exported. Clients of net/http are free,
// and so are methods that an interface of the framework asks for, such as
// auth.Authenticator.
func NoTransport(edges ...string) Rule {
	return ruling("no-transport", outside(edges), func(code *Code, s *Source) []Finding {
		w := &walk{code: code, source: s, seen: map[types.Type]bool{}}
		scope := s.Types.Scope()
		for _, name := range scope.Names() {
			if object := scope.Lookup(name); object.Exported() {
				w.object(object)
			}
		}
		return w.findings
	})
}

// walk goes through what a package exports.
type walk struct {
	code     *Code
	source   *Source
	at       types.Object // the exported thing that is looked at
	seen     map[types.Type]bool
	findings []Finding
}

func (w *walk) object(object types.Object) {
	w.at = object
	clear(w.seen)
	name, ok := object.(*types.TypeName)
	if !ok {
		w.visit(object.Type())
		return
	}
	named, ok := name.Type().(*types.Named)
	if !ok { // an alias, which is what it stands for
		w.visit(types.Unalias(name.Type()))
		return
	}
	w.visit(named.Underlying())
	for method := range named.Methods() {
		if method.Exported() && !w.required(named, method.Name()) {
			w.at = method
			clear(w.seen)
			w.visit(method.Signature())
		}
	}
}

// required reports whether a type has a method because an interface of the framework
// that its package imports asks for it, or http.RoundTripper.
func (w *walk) required(named *types.Named, method string) bool {
	for _, pkg := range w.source.Types.Imports() {
		_, ours := cutFramework(pkg.Path())
		for _, name := range pkg.Scope().Names() {
			contract, ok := pkg.Scope().Lookup(name).Type().Underlying().(*types.Interface)
			if !ok || !ours && pkg.Path()+"."+name != "net/http.RoundTripper" {
				continue
			}
			asked, _, _ := types.LookupFieldOrMethod(contract, false, nil, method)
			if asked != nil && types.Implements(types.NewPointer(named), contract) {
				return true
			}
		}
	}
	return false
}

func (w *walk) visit(t types.Type) {
	t = types.Unalias(t)
	if w.seen[t] {
		return
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		w.named(t)
	case *types.Signature:
		w.visit(t.Params())
		w.visit(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			w.visit(v.Type())
		}
	case *types.Struct:
		for field := range t.Fields() {
			if field.Exported() {
				w.at = field
				w.visit(field.Type())
			}
		}
	case *types.Interface:
		for method := range t.Methods() {
			w.at = method
			w.visit(method.Signature())
		}
	case *types.Map:
		w.visit(t.Key())
		w.visit(t.Elem())
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels
		w.visit(t.Elem())
	}
}

// named reports a type of a transport. The arguments of a generic type are part of
// the signature, what is inside of a type is the matter of its own package.
func (w *walk) named(t *types.Named) {
	if ofTransport(t) {
		name := w.code.name(t.Obj().Pkg().Path()) + "." + t.Obj().Name()
		w.findings = append(w.findings, w.source.Finding(w.at.Pos(), "exports "+w.at.Name()+" with", name,
			"take what is needed of it as plain values, and leave it at the edge"))
	}
	for argument := range t.TypeArgs().Types() {
		w.visit(argument)
	}
}

func ofTransport(t *types.Named) bool {
	pkg := t.Obj().Pkg()
	if pkg == nil {
		return false
	}
	if pkg.Path() == "net/http" {
		server := []string{"Cookie", "Flusher", "Handler", "HandlerFunc", "Header", "Hijacker", "Request", "Response", "ResponseWriter", "ServeMux", "Server"}
		return slices.Contains(server, t.Obj().Name())
	}
	if message, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, pkg, "ProtoReflect"); message != nil {
		return true
	}
	return matches([]string{
		framework + "/mvc/...", framework + "/hosting/rpc/...",
		"connectrpc.com/...", "google.golang.org/grpc/...", "google.golang.org/protobuf/...",
		"github.com/go-chi/chi/...", "github.com/gin-gonic/gin/...", "github.com/labstack/echo/...", "github.com/gorilla/mux/...",
	}, pkg.Path())
}
