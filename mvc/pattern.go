package mvc

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// segments splits a pattern at the parameters: "/orders/{id:[0-9]+}/x" becomes
// the parameter names and a shape in which every name is gone.
func parsePattern(pattern string) (names []string, shape string, err error) {
	var b strings.Builder
	for rest := pattern; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			break
		}
		inside, tail, closed := cutBrace(after)
		if !closed {
			return nil, "", fmt.Errorf("the pattern has a { without a }; write {name} or {name:regexp}")
		}
		name, expression, constrained := strings.Cut(inside, ":")
		if !isName(name) {
			return nil, "", fmt.Errorf("{%s} is no parameter; write {name} with letters, digits, _ or -", inside)
		}
		if _, err := regexp.Compile(expression); constrained && err != nil {
			return nil, "", fmt.Errorf("the expression of {%s} does not compile: %w", inside, err)
		}
		if slices.Contains(names, name) {
			return nil, "", fmt.Errorf("the parameter {%s} stands twice in the pattern; give one of them another name", name)
		}
		names = append(names, name)
		b.WriteString("{" + expression + "}")
		rest = tail
	}
	if strings.ContainsAny(b.String(), "*") {
		return nil, "", fmt.Errorf("the pattern has a *; use mvc.Mount for everything below a path")
	}
	return names, b.String(), nil
}

// cutBrace cuts at the } that closes the brace before s; expressions may hold
// braces themselves.
func cutBrace(s string) (inside, tail string, found bool) {
	depth := 1
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return s[:i], s[i+1:], true
		}
	}
	return "", "", false
}

func isName(s string) bool {
	valid := func(r rune) bool {
		return r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !valid(r) }) < 0
}

// documentPath is the pattern as OpenAPI writes it, without expressions.
func documentPath(pattern string) string {
	var b strings.Builder
	for rest := pattern; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			break
		}
		inside, tail, _ := cutBrace(after)
		name, _, _ := strings.Cut(inside, ":")
		b.WriteString("{" + name + "}")
		rest = tail
	}
	return b.String()
}

// checkPattern compares the parameters of the pattern with the fields of the
// input, both ways.
func checkPattern(rt *route, p *plan) []string {
	if !slices.Contains(methods(), rt.method) {
		return []string{fmt.Sprintf("the method %q is unknown; write one of %s before the pattern: \"QUERY /search\"", rt.method, strings.Join(methods(), ", "))}
	}
	names, _, err := parsePattern(rt.pattern)
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	for _, name := range p.pathNames {
		if !slices.Contains(names, name) {
			faults = append(faults, fmt.Sprintf("%s has a field for the path parameter %q, which is not in the pattern; add {%s} or take the tag off", nameOf(p.input), name, name))
		}
	}
	for _, name := range names {
		if !slices.Contains(p.pathNames, name) {
			faults = append(faults, fmt.Sprintf("the pattern has {%s} and %s no field for it; add one tagged path:%q", name, nameOf(p.input), name))
		}
	}
	return faults
}

// methods are the methods a route can have.
func methods() []string {
	return []string{
		http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPatch, http.MethodPost, http.MethodPut, "QUERY", http.MethodTrace,
	}
}
