package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// JSON returns the document indented by two spaces. The same document gives the
// same bytes: fields come in the order of the specification, properties of
// schemas in their own order, everything else by name. It fails when an example,
// a default or an extension cannot be written as JSON.
func (d *Document) JSON() ([]byte, error) { return renderJSON(d) }

// YAML returns the same document as [Document.JSON] in YAML 1.2.
func (d *Document) YAML() ([]byte, error) {
	tree, err := newEncoder().encode(reflect.ValueOf(d))
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document as YAML: %w", err)
	}
	var w yamlWriter
	w.document(tree)
	return w.Bytes(), nil
}

// MarshalJSON writes the document as [Document.JSON] does.
func (d *Document) MarshalJSON() ([]byte, error) { return d.JSON() }

// MarshalJSON writes the schema as it stands in a document.
func (s *Schema) MarshalJSON() ([]byte, error) { return renderJSON(s) }

func renderJSON(v any) ([]byte, error) {
	tree, err := newEncoder().encode(reflect.ValueOf(v))
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document as JSON: %w", err)
	}
	var w jsonWriter
	w.value(tree, 0)
	w.WriteByte('\n')
	return w.Bytes(), nil
}

// object is a JSON object whose members keep their order. A tree of a document
// is made of object, []any, string, json.Number, bool and nil.
type object []member

type member struct {
	name  string
	value any
}

// encoder turns values of the model into trees. It reads the tags of each type once.
type encoder struct {
	fields map[reflect.Type][]modelField
}

// modelField is one field of a struct of the model.
type modelField struct {
	index      int
	name       string
	omitEmpty  bool
	extensions bool // written in the place of the field
}

func newEncoder() *encoder { return &encoder{map[reflect.Type][]modelField{}} }

func (e *encoder) fieldsOf(t reflect.Type) []modelField {
	if fields, ok := e.fields[t]; ok {
		return fields
	}
	var fields []modelField
	for i := range t.NumField() {
		sf := t.Field(i)
		name, option, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f := modelField{i, name, option == "omitempty", sf.Type == reflect.TypeFor[Extensions]()}
		if sf.IsExported() {
			fields = append(fields, f)
		}
	}
	e.fields[t] = fields
	return fields
}

// encode turns a value of the model into a tree.
func (e *encoder) encode(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return e.encode(v.Elem())
	case reflect.Interface:
		return e.encodeAny(v.Interface())
	case reflect.Struct:
		return e.encodeStruct(v)
	case reflect.Map:
		return e.encodeMap(v)
	case reflect.Slice:
		return e.encodeSlice(v)
	case reflect.String:
		if v.Type() == reflect.TypeFor[json.Number]() {
			return json.Number(v.String()), nil
		}
		return v.String(), nil
	default:
		return e.encodeAny(v.Interface())
	}
}

func (e *encoder) encodeStruct(v reflect.Value) (any, error) {
	if v.CanAddr() {
		switch x := v.Addr().Interface().(type) {
		case *Schema:
			if x.nothing {
				return false, nil
			}
		case *Document:
			stated := *x
			stated.OpenAPI = orElse(x.OpenAPI, Version)
			if len(x.Servers) == 0 {
				stated.Servers = []Server{{URL: "/"}}
			}
			v = reflect.ValueOf(stated)
		}
	}
	var out object
	for _, f := range e.fieldsOf(v.Type()) {
		value := v.Field(f.index)
		if f.extensions {
			extensions, err := e.encodeMap(value)
			if err != nil {
				return nil, err
			}
			out = append(out, extensions...)
			continue
		}
		if f.omitEmpty && isEmpty(value) {
			continue
		}
		tree, err := e.encode(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		out = append(out, member{f.name, tree})
		if f.name == "$ref" && v.Type() != reflect.TypeFor[Schema]() {
			break // only schemas may say more beside a reference
		}
	}
	return out, nil
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	default:
		return v.IsZero()
	}
}

func (e *encoder) encodeMap(v reflect.Value) (object, error) {
	names := v.MapKeys()
	slices.SortFunc(names, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	out := object{}
	for _, name := range names {
		tree, err := e.encode(v.MapIndex(name))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, member{name.String(), tree})
	}
	return out, nil
}

func (e *encoder) encodeSlice(v reflect.Value) (any, error) {
	switch x := v.Interface().(type) {
	case Types:
		if len(x) == 1 {
			return x[0], nil
		}
	case Properties:
		out := object{}
		for _, p := range x {
			tree, err := e.encode(reflect.ValueOf(p.Schema))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Name, err)
			}
			out = append(out, member{p.Name, tree})
		}
		return out, nil
	}
	out := make([]any, v.Len())
	for i := range out {
		tree, err := e.encode(v.Index(i))
		if err != nil {
			return nil, fmt.Errorf("%d: %w", i, err)
		}
		out[i] = tree
	}
	return out, nil
}

// encodeAny turns a value of the user (an example, a default, an extension) into
// a tree: by the model's rules where it belongs to the model, else by its JSON.
func (e *encoder) encodeAny(x any) (any, error) {
	switch x := x.(type) {
	case nil, bool, string, json.Number, object:
		return x, nil
	case []any:
		return e.encodeSlice(reflect.ValueOf(x))
	case *Schema, *Response, *Parameter, *Header, *MediaType:
		return e.encode(reflect.ValueOf(x))
	}
	raw, err := json.Marshal(x)
	if err != nil {
		return nil, err
	}
	return decodeTree(raw)
}

// decodeTree reads JSON into a tree, keeping the order of members and the digits
// of numbers.
func decodeTree(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return decodeValue(d)
}

func decodeValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		out := object{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := decodeValue(d)
			if err != nil {
				return nil, err
			}
			out = append(out, member{fmt.Sprint(name), value})
		}
		_, err := d.Token()
		return out, err
	case json.Delim('['):
		out := []any{}
		for d.More() {
			value, err := decodeValue(d)
			if err != nil {
				return nil, err
			}
			out = append(out, value)
		}
		_, err := d.Token()
		return out, err
	}
	return token, nil
}
