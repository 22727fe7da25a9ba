package mvc

import (
	"maps"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// ExtensionPolicy is the field of an operation that holds what its callers need.
const ExtensionPolicy = "x-policy"

// closed reports whether who is not signed in is turned away.
func (g *guard) closed() bool { return g.needs != nil && !auth.IsOpen(g.needs) }

// ranks reports whether somebody who is signed in may be turned away.
func (g *guard) ranks() bool {
	return g.needs != nil && g.needs != auth.Anyone() && g.needs != auth.Authenticated()
}

// secure says who may call the operation and how one shows who one is.
func (d *describer) secure(op *openapi.Operation, e *endpoint) {
	if g := &e.guard; g.closed() || g.ranks() {
		op.Extensions = openapi.Extensions{ExtensionPolicy: g.needs.String()}
		if op.Description != "" {
			op.Description += "\n\n"
		}
		op.Description += "Needs " + g.needs.String() + "."
	}
	switch requirements := d.requirements(); {
	case len(e.route.spec.security) > 0:
		own := make([]openapi.SecurityRequirement, len(e.route.spec.security))
		for i, s := range e.route.spec.security {
			own[i] = s
		}
		op.Security = &own
	case e.guard.closed() && len(requirements) > 0:
		op.Security = &requirements
	case e.guard.needs != nil && !e.guard.closed() && len(d.document.Security) > 0:
		op.Security = &[]openapi.SecurityRequirement{} // open, other than the rest of the document
	}
}

// requirements lists the ways in: those the document names, else each scheme by itself.
func (d *describer) requirements() []openapi.SecurityRequirement {
	if len(d.document.Security) > 0 {
		return slices.Clone(d.document.Security)
	}
	var requirements []openapi.SecurityRequirement
	for _, name := range slices.Sorted(maps.Keys(d.document.Components.SecuritySchemes)) {
		requirements = append(requirements, openapi.SecurityRequirement{name: []string{}})
	}
	return requirements
}
