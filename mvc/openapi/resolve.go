package openapi

import "strings"

// Each kind of component has a place of its own; a reference says which.
const (
	responsePrefix  = "#/components/responses/"
	parameterPrefix = "#/components/parameters/"
	bodyPrefix      = "#/components/requestBodies/"
	headerPrefix    = "#/components/headers/"
)

// ResolveSchema follows the reference of a schema, and of what it refers to, until
// there is none. It returns nil when a reference leads nowhere or in a circle, and
// s itself when it holds no reference.
func (d *Document) ResolveSchema(s *Schema) *Schema {
	for hops := 0; s != nil && s.Ref != ""; hops++ {
		if hops > len(d.Components.Schemas) {
			return nil
		}
		s = lookup(d.Components.Schemas, schemaPrefix, s.Ref)
	}
	return s
}

// ResolveResponse returns the response that r refers to, r itself when it refers
// to none, nil when the reference leads nowhere.
func (d *Document) ResolveResponse(r *Response) *Response {
	if r == nil || r.Ref == "" {
		return r
	}
	return lookup(d.Components.Responses, responsePrefix, r.Ref)
}

// ResolveParameter returns the parameter that p refers to, p itself when it refers
// to none, nil when the reference leads nowhere.
func (d *Document) ResolveParameter(p *Parameter) *Parameter {
	if p == nil || p.Ref == "" {
		return p
	}
	return lookup(d.Components.Parameters, parameterPrefix, p.Ref)
}

// ResolveRequestBody returns the body that b refers to, b itself when it refers to
// none, nil when the reference leads nowhere.
func (d *Document) ResolveRequestBody(b *RequestBody) *RequestBody {
	if b == nil || b.Ref == "" {
		return b
	}
	return lookup(d.Components.RequestBodies, bodyPrefix, b.Ref)
}

// ResolveHeader returns the header that h refers to, h itself when it refers to
// none, nil when the reference leads nowhere.
func (d *Document) ResolveHeader(h *Header) *Header {
	if h == nil || h.Ref == "" {
		return h
	}
	return lookup(d.Components.Headers, headerPrefix, h.Ref)
}

func lookup[T any](components map[string]*T, prefix, ref string) *T {
	name, ok := strings.CutPrefix(ref, prefix)
	if !ok {
		return nil
	}
	return components[unescapePointer(name)]
}

var pointerUnescaper = strings.NewReplacer("~1", "/", "~0", "~")

func unescapePointer(name string) string { return pointerUnescaper.Replace(name) }
