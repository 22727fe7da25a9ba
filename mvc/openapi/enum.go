package openapi

import (
	"encoding/json"
	"reflect"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// enumValues returns what an enumeration lists as it stands in JSON, nil for every
// other type.
func enumValues(t reflect.Type) []any {
	list := validation.EnumValues(t)
	if list == nil {
		return nil
	}
	values := make([]any, len(list))
	for i, v := range list {
		values[i] = enumValue(v)
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
