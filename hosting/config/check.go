package config

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// check runs the validate tags over the struct. Fields that are faulty already
// are left out: their zero value says nothing.
func (l *Loader) check(root reflect.Value, section string, fields []field, faulty map[string]bool) []Fault {
	if l.cfg.Validator == nil {
		return nil
	}
	err := l.cfg.Validator.Validate(context.Background(), shadow(root).Addr().Interface())
	if err == nil {
		return nil
	}
	problem, ok := errors.AsType[*errs.Error](err)
	if !ok || len(problem.Fields) == 0 {
		return []Fault{{Code: CodeInvalid, Name: root.Type().String(), Message: err.Error(), Fix: "correct the validate tags of the struct"}}
	}
	var faults []Fault
	for _, broken := range problem.Fields {
		f := fieldAt(fields, section, broken.Pointer)
		if f == nil || faulty[f.key] {
			continue
		}
		faults = append(faults, Fault{
			Code: CodeInvalid, Name: f.env, Key: f.key, Origin: l.originOf(f.env),
			Message: l.describe(f, broken.Message), Fix: f.fixInvalid(),
		})
	}
	return faults
}

// describe puts the value before what is wrong with it.
func (l *Loader) describe(f *field, message string) string {
	for i := range l.values {
		if v := &l.values[i]; v.Name == f.env && v.Text != "" && v.Text != Redacted {
			return v.Text + ": " + message
		}
	}
	return message
}

// originOf returns where the value of the variable came from.
func (l *Loader) originOf(env string) string {
	for i := range l.values {
		if l.values[i].Name == env {
			return l.values[i].Origin
		}
	}
	return ""
}

// fieldAt returns the field that a JSON pointer into the shadow leads to; the
// pointer may go on into an element of a slice or a map.
func fieldAt(fields []field, section, pointer string) *field {
	key := join(section, strings.ReplaceAll(strings.TrimPrefix(pointer, "/"), "/", "."))
	for i := range fields {
		if f := &fields[i]; key == f.key || strings.HasPrefix(key, f.key+".") {
			return f
		}
	}
	return nil
}

// shadow returns a copy of a settings struct for the validator: the json name of
// each field is its key, a Secret is its text so that rules such as min=32 apply
// to it, and "required" is left out, which load has checked and which must not
// refuse a zero that somebody has set.
func shadow(v reflect.Value) reflect.Value {
	copied := reflect.New(shadowType(v.Type())).Elem()
	fill(copied, v)
	return copied
}

func shadowType(t reflect.Type) reflect.Type {
	var fields []reflect.StructField
	for _, f := range shadowed(t) {
		name, _, _ := strings.Cut(f.Tag.Get("config"), ",")
		if name == "" {
			name = snake(f.Name)
		}
		typ := f.Type
		switch {
		case typ == typeSecret:
			typ = reflect.TypeFor[string]()
		case nested(typ):
			typ = shadowType(typ)
		}
		tag := `json:"` + name + `"`
		if rules := withoutRequired(f.Tag.Get("validate")); rules != "" {
			tag += ` validate:"` + rules + `"`
		}
		fields = append(fields, reflect.StructField{Name: f.Name, Type: typ, Tag: reflect.StructTag(tag)})
	}
	return reflect.StructOf(fields)
}

// fill copies the fields of from into the shadow.
func fill(shadow, from reflect.Value) {
	for i, f := range shadowed(from.Type()) {
		value := from.FieldByIndex(f.Index)
		switch {
		case f.Type == typeSecret:
			shadow.Field(i).SetString(value.Interface().(Secret).Reveal())
		case nested(f.Type):
			fill(shadow.Field(i), value)
		default:
			shadow.Field(i).Set(value)
		}
	}
}

// shadowed returns the fields that a shadow has, embedded structs flattened; of
// two with one name the first counts, and load has reported the other.
func shadowed(t reflect.Type) []reflect.StructField {
	seen := make(map[string]bool)
	return slices.DeleteFunc(flattened(t), func(f reflect.StructField) bool {
		again := seen[f.Name]
		seen[f.Name] = true
		return again
	})
}

func flattened(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("config"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && name == "" && nested(f.Type):
			for _, inner := range flattened(f.Type) {
				inner.Index = append(append([]int(nil), f.Index...), inner.Index...)
				fields = append(fields, inner)
			}
		case f.IsExported():
			fields = append(fields, f)
		}
	}
	return fields
}

// withoutRequired drops a leading "required".
func withoutRequired(tag string) string {
	if !isRequired(tag) {
		return tag
	}
	rules := strings.Split(tag, ",")
	for i, rule := range rules {
		if rule == "required" {
			rules = append(rules[:i], rules[i+1:]...)
			break
		}
	}
	return strings.Join(rules, ",")
}
