package openapi

import (
	"encoding/json"
	"reflect"
)

// enumValues returns what the Values method of a type lists, nil for a type
// without one. The method takes nothing and returns one slice of strings,
// integers or the type itself:
//
//	func (Status) Values() []Status { return []Status{Pending, Ready} }
func enumValues(t reflect.Type) []any {
	if isComposite(t.Kind()) || t.Kind() == reflect.Interface || t.PkgPath() == "" {
		return nil
	}
	// The name is a constant so that the linker keeps Values methods only.
	method := reflect.Zero(t).MethodByName("Values")
	if !method.IsValid() {
		return nil
	}
	mt := method.Type()
	if mt.NumIn() != 0 || mt.NumOut() != 1 || mt.Out(0).Kind() != reflect.Slice {
		return nil
	}
	list := method.Call(nil)[0]
	values := make([]any, 0, list.Len())
	for i := range list.Len() {
		values = append(values, enumValue(list.Index(i)))
	}
	return values
}

// enumValue returns the value as it stands in JSON.
func enumValue(v reflect.Value) any {
	raw, err := json.Marshal(v.Interface())
	if err != nil {
		return v.String()
	}
	tree, err := decodeTree(raw)
	if err != nil {
		return v.String()
	}
	return tree
}

func enumSchema(values []any) *Schema {
	s := &Schema{Type: Types{TypeString}, Enum: values}
	if len(values) > 0 {
		if _, number := values[0].(json.Number); number {
			s.Type = Types{TypeInteger}
		}
	}
	return s
}
