package openapi

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Validate checks the document itself and returns one message for each thing
// wrong, each beginning with the JSON pointer of its place; none means that it is
// sound. It finds what is written wrong by hand or by a generator: operation ids
// used twice, paths that clash, path parameters that are not declared or not in
// the path, references that lead nowhere, names, patterns and status codes that
// the specification does not allow, security schemes and links to nothing.
func (d *Document) Validate() []string {
	v := &validator{document: d, operations: map[string]string{}}
	v.info()
	v.paths()
	v.components()
	v.nodes()
	return v.faults
}

type validator struct {
	document   *Document
	operations map[string]string // operation id -> where it is
	faults     []string
}

func (v *validator) fault(at, format string, args ...any) {
	v.faults = append(v.faults, at+": "+fmt.Sprintf(format, args...))
}

func (v *validator) info() {
	if v.document.Info.Title == "" {
		v.fault("/info/title", "is required; say what the API is called")
	}
	if v.document.Info.Version == "" {
		v.fault("/info/version", "is required; say which version of the API this is")
	}
	seen := map[string]bool{}
	for i, tag := range v.document.Tags {
		if seen[tag.Name] {
			v.fault("/tags/"+strconv.Itoa(i), "the tag %q is there twice", tag.Name)
		}
		seen[tag.Name] = true
	}
	v.security("/security", v.document.Security)
}

var pathVariable = regexp.MustCompile(`\{([^{}]*)\}`)

func (v *validator) paths() {
	shapes := map[string]string{}
	for _, path := range sortedKeys(v.document.Paths) {
		at := "/paths/" + escapePointer(path)
		if !strings.HasPrefix(path, "/") {
			v.fault(at, "a path begins with a slash")
		}
		shape := pathVariable.ReplaceAllString(path, "{}")
		if other, ok := shapes[shape]; ok {
			v.fault(at, "means the same paths as %s; make them one", other)
		}
		shapes[shape] = path
		v.pathItem(at, path, v.document.Paths[path])
	}
	for _, name := range sortedKeys(v.document.Webhooks) {
		v.pathItem("/webhooks/"+escapePointer(name), "", v.document.Webhooks[name])
	}
}

func (v *validator) pathItem(at, path string, item *PathItem) {
	for method, op := range item.Operations() {
		place := at + "/" + strings.ToLower(method)
		if first, ok := v.operations[op.OperationID]; ok && op.OperationID != "" {
			v.fault(place, "the operationId %q belongs to %s already; each operation has its own", op.OperationID, first)
		}
		v.operations[op.OperationID] = place
		v.parameters(place, path, slices.Concat(item.Parameters, op.Parameters))
		v.responses(place, op)
		if op.Security != nil {
			v.security(place+"/security", *op.Security)
		}
	}
}

func (v *validator) parameters(at, path string, parameters []*Parameter) {
	inPath := map[string]bool{}
	for _, match := range pathVariable.FindAllStringSubmatch(path, -1) {
		inPath[match[1]] = false
	}
	seen := map[string]bool{}
	for _, p := range parameters {
		p = v.document.ResolveParameter(p)
		if p == nil {
			continue // nodes says that the reference leads nowhere
		}
		if key := p.In + " " + p.Name; seen[key] {
			v.fault(at, "the %s parameter %q is declared twice", p.In, p.Name)
		} else {
			seen[key] = true
		}
		if p.In != "path" {
			continue
		}
		if _, ok := inPath[p.Name]; !ok {
			v.fault(at, "the path parameter %q is not in the path", p.Name)
		}
		inPath[p.Name] = true
	}
	for _, name := range sortedKeys(inPath) {
		if !inPath[name] {
			v.fault(at, "{%s} of the path is declared by no parameter", name)
		}
	}
}

var statusKey = regexp.MustCompile(`^([1-5][0-9]{2}|[1-5]XX|default)$`)

func (v *validator) responses(at string, op *Operation) {
	if len(op.Responses) == 0 {
		v.fault(at+"/responses", "an operation describes at least one response")
	}
	for _, status := range sortedKeys(op.Responses) {
		if !statusKey.MatchString(status) {
			v.fault(at+"/responses/"+status, "a response is named by a status (404), a range of them (4XX) or default")
		}
	}
}

func (v *validator) security(at string, requirements []SecurityRequirement) {
	for i, requirement := range requirements {
		for _, name := range sortedKeys(requirement) {
			if v.document.Components.SecuritySchemes[name] == nil {
				v.fault(at+"/"+strconv.Itoa(i), "the security scheme %q is not among the components", name)
			}
		}
	}
}

var componentName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

func (v *validator) components() {
	c := &v.document.Components
	kinds := []struct {
		kind  string
		names []string
	}{
		{"schemas", sortedKeys(c.Schemas)},
		{"responses", sortedKeys(c.Responses)},
		{"parameters", sortedKeys(c.Parameters)},
		{"examples", sortedKeys(c.Examples)},
		{"requestBodies", sortedKeys(c.RequestBodies)},
		{"headers", sortedKeys(c.Headers)},
		{"securitySchemes", sortedKeys(c.SecuritySchemes)},
		{"links", sortedKeys(c.Links)},
	}
	for _, k := range kinds {
		for _, name := range k.names {
			if !componentName.MatchString(name) {
				v.fault("/components/"+k.kind+"/"+escapePointer(name), "a name is made of letters, digits, dots, dashes and underscores")
			}
		}
	}
}
