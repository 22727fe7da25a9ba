package config

import (
	"encoding"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"time"
)

// field is one setting of a settings struct.
type field struct {
	key      string // kitchen.capacity
	env      string // PIZZERIA_KITCHEN_CAPACITY
	index    []int  // where the value is, from the root of the struct
	typ      reflect.Type
	def      string // the default tag
	hasDef   bool
	doc      string
	example  string
	required bool
	secret   bool
	static   bool // only read at start
}

var (
	typeText     = reflect.TypeFor[encoding.TextUnmarshaler]()
	typeURL      = reflect.TypeFor[url.URL]()
	typeDuration = reflect.TypeFor[time.Duration]()
	typeLevel    = reflect.TypeFor[slog.Level]()
	typeSecret   = reflect.TypeFor[Secret]()
)

// tree is the settings of one struct type: its leaves in the order of the
// fields, and its faults, which are mistakes of the program.
type tree struct {
	prefix string
	fields []field
	faults []Fault
}

// walk adds the fields of the struct type t, whose key is section.
func (w *tree) walk(t reflect.Type, section string, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("config"), ",")
		if !f.IsExported() && !f.Anonymous || name == "-" {
			continue
		}
		at := append(append([]int(nil), index...), i)
		first := len(w.fields)
		switch {
		case nested(f.Type):
			w.walk(f.Type, w.section(f, section, name), at)
		case f.IsExported():
			w.leaf(f, section, name, at)
		}
		if static(f) {
			for j := range w.fields[first:] {
				w.fields[first+j].static = true
			}
		}
	}
}

// section returns the key of a nested struct; an embedded one adds nothing to it.
func (w *tree) section(f reflect.StructField, section, name string) string {
	if name == "" && f.Anonymous {
		return section
	}
	if name == "" {
		name = snake(f.Name)
	}
	return join(section, name)
}

func (w *tree) leaf(f reflect.StructField, section, name string, at []int) {
	if name == "" {
		name = snake(f.Name)
	}
	key := join(section, name)
	env := f.Tag.Get("env")
	if env == "" {
		env = variable(w.prefix, key)
	}
	def, hasDef := f.Tag.Lookup("default")
	leaf := field{
		key: key, env: env, index: at, typ: f.Type, def: def, hasDef: hasDef,
		doc: f.Tag.Get("doc"), example: f.Tag.Get("example"),
		required: isRequired(f.Tag.Get("validate")),
		secret:   f.Type == typeSecret || SecretName(key),
	}
	if !supported(f.Type) {
		w.faults = append(w.faults, Fault{
			Code: CodeUnsupported, Name: env, Key: key,
			Message: fmt.Sprintf("field %s has the type %s, which no text can be turned into", f.Name, f.Type),
			Fix:     "give the type an UnmarshalText method, or leave the field out with the tag `config:\"-\"`",
		})
		return
	}
	w.fields = append(w.fields, leaf)
}

// static says whether the tag of a field, or of a struct of fields, ends in ",static".
func static(f reflect.StructField) bool {
	_, option, _ := strings.Cut(f.Tag.Get("config"), ",")
	return option == "static"
}

// nested says whether t is a struct of settings and not a value.
func nested(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != typeURL && !reflect.PointerTo(t).Implements(typeText)
}

// supported says whether decode can fill t.
func supported(t reflect.Type) bool {
	if reflect.PointerTo(t).Implements(typeText) || t == typeURL {
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return supported(t.Elem())
	case reflect.Map:
		return supported(t.Key()) && supported(t.Elem())
	case reflect.String, reflect.Bool,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

// isRequired says whether a validate tag asks for the value itself, and not only
// for those inside it.
func isRequired(tag string) bool {
	for rule := range strings.SplitSeq(tag, ",") {
		switch rule {
		case "required":
			return true
		case "dive":
			return false
		}
	}
	return false
}
