package openapi

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// Publish puts the components that the document uses into it and gives every
// reference its final name. Call it once the document is complete; calling it
// again after more was added is fine.
//
// A component is named after its type. Types of one name from several packages
// are told apart by the package ("orders.Item"). A type that reads differently in
// the two directions is published twice: under its name as the API writes it, and
// with "Input" added as the API reads it. A type used in one direction only, or
// alike in both, is published once.
//
// The error joins everything that could not be described.
func (r *Reflector) Publish(d *Document) error {
	used := usage{}
	d.each(used.gather)
	components := slices.SortedFunc(maps.Keys(used), compareComponents)
	name(components, r.twice(components, used))
	d.each(relink)
	return errors.Join(append(slices.Clone(r.faults), r.place(d, components)...)...)
}

// usage are the components that a document refers to.
type usage map[*component]bool

// gather marks what a schema refers to, directly and through other components.
func (u usage) gather(s *Schema) {
	if c := s.target; c != nil && !u[c] {
		u[c] = true
		c.schema.each(u.gather)
	}
}

func relink(s *Schema) {
	if s.target != nil {
		s.Ref = schemaPrefix + s.target.name
	}
}

// compareComponents orders by type and puts the output before the input.
func compareComponents(a, b *component) int {
	return cmp.Or(cmp.Compare(a.fullName(), b.fullName()), cmp.Compare(a.dir, b.dir))
}

func (c *component) fullName() string { return c.typ.PkgPath() + "." + c.typ.Name() }

// twice returns the types that need a description for each direction: those used
// in both whose descriptions differ, and those that refer to such a type.
func (r *Reflector) twice(components []*component, used usage) map[reflect.Type]bool {
	for _, c := range components {
		c.name = c.fullName() // the same in both directions, so that only real differences show
	}
	outputs := map[reflect.Type]*component{}
	differ := map[reflect.Type]bool{}
	for _, in := range components {
		out := r.components[componentKey{in.typ, output}]
		if in.dir == input && used[out] {
			outputs[in.typ] = out
			differ[in.typ] = !sameSchema(in.schema, out.schema)
		}
	}
	for changed := true; changed; {
		changed = false
		for t, out := range outputs {
			if !differ[t] && refersTo(out.schema, differ) {
				differ[t], changed = true, true
			}
		}
	}
	return differ
}

func sameSchema(a, b *Schema) bool {
	a.each(relink)
	b.each(relink)
	x, errX := renderJSON(a)
	y, errY := renderJSON(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func refersTo(s *Schema, types map[reflect.Type]bool) (found bool) {
	s.each(func(s *Schema) {
		found = found || s.target != nil && types[s.target.typ]
	})
	return found
}

// name gives each component its final name.
func name(components []*component, twice map[reflect.Type]bool) {
	owners := map[string]map[reflect.Type]bool{}
	for _, c := range components {
		short := typeName(c.typ)
		if owners[short] == nil {
			owners[short] = map[reflect.Type]bool{}
		}
		owners[short][c.typ] = true
	}
	names, taken := map[reflect.Type]string{}, map[string]bool{}
	for _, c := range components {
		if names[c.typ] == "" {
			base := typeName(c.typ)
			if len(owners[base]) > 1 {
				base = qualifiedName(c.typ)
			}
			names[c.typ] = claim(base, taken)
		}
		c.name = names[c.typ]
	}
	for _, c := range components {
		if c.dir == input && twice[c.typ] {
			c.name = claim(c.name+"Input", taken)
		}
	}
}

// claim returns the name, numbered when somebody has it.
func claim(name string, taken map[string]bool) string {
	free := name
	for n := 2; taken[free]; n++ {
		free = name + "_" + strconv.Itoa(n)
	}
	taken[free] = true
	return free
}

// place puts the schemas into the document in place of those of an earlier call.
func (r *Reflector) place(d *Document, components []*component) (faults []error) {
	byName := d.Components.Schemas
	if byName == nil {
		byName = map[string]*Schema{}
	}
	maps.DeleteFunc(byName, func(name string, s *Schema) bool { return r.published[name] == s })
	r.published = map[string]*Schema{}
	for _, c := range components {
		c.schema.each(relink)
		switch {
		case r.published[c.name] != nil: // the output of a type that is alike in both directions
		case byName[c.name] != nil:
			faults = append(faults, fmt.Errorf("%s: the document has another schema %q already; rename the type or the schema", c.typ, c.name))
		default:
			byName[c.name], r.published[c.name] = c.schema, c.schema
		}
	}
	if len(byName) > 0 {
		d.Components.Schemas = byName
	}
	return faults
}
