package openapi

import (
	"path"
	"reflect"
	"regexp"
	"strings"
)

// typeName returns the name of a component for a named type: Order,
// Page_OrderDTO for Page[api.OrderDTO], Pair_string_OrderList for
// Pair[string, []api.Order].
func typeName(t reflect.Type) string { return shortName(t.Name()) }

// qualifiedName is typeName with the package in front ("orders.Item"), for types
// of different packages that share a name.
func qualifiedName(t reflect.Type) string {
	pkg := path.Base(t.PkgPath())
	if majorVersion.MatchString(pkg) {
		pkg = path.Base(path.Dir(t.PkgPath()))
	}
	return unfit.ReplaceAllString(pkg, "_") + "." + typeName(t)
}

var (
	majorVersion = regexp.MustCompile(`^v[0-9]+$`)
	unfit        = regexp.MustCompile(`[^a-zA-Z0-9_-]+`)
)

// shortName turns the name of a type as package reflect writes it, with the full
// import paths of its arguments, into the name of a component.
func shortName(name string) string {
	switch {
	case strings.HasPrefix(name, "*"):
		return shortName(name[1:])
	case strings.HasPrefix(name, "[]"):
		return shortName(name[2:]) + "List"
	case strings.HasPrefix(name, "["):
		_, element, _ := strings.Cut(name, "]")
		return shortName(element) + "Array"
	case strings.HasPrefix(name, "map["):
		key, value := splitMap(name)
		return "Map_" + shortName(key) + "_" + shortName(value)
	}
	base, args, generic := strings.Cut(name, "[")
	if i := strings.LastIndexByte(base, '/'); i >= 0 {
		base = base[i+1:]
	}
	if i := strings.LastIndexByte(base, '.'); i >= 0 {
		base = base[i+1:]
	}
	base, _, _ = strings.Cut(base, "·") // a type declared inside a function
	var short strings.Builder
	short.WriteString(unfit.ReplaceAllString(base, "_"))
	if generic {
		for _, arg := range splitArgs(strings.TrimSuffix(args, "]")) {
			short.WriteString("_" + shortName(arg))
		}
	}
	return short.String()
}

// splitMap splits "map[K]V", where K may hold brackets itself.
func splitMap(name string) (key, value string) {
	rest := name[len("map["):]
	depth := 0
	for i, c := range rest {
		switch {
		case c == '[':
			depth++
		case c == ']' && depth == 0:
			return rest[:i], rest[i+1:]
		case c == ']':
			depth--
		}
	}
	return rest, ""
}

// splitArgs splits type arguments at the commas outside of brackets.
func splitArgs(args string) []string {
	var out []string
	depth, start := 0, 0
	for i, c := range args {
		switch c {
		case '[', '{', '(':
			depth++
		case ']', '}', ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, args[start:i])
				start = i + 1
			}
		}
	}
	return append(out, args[start:])
}
