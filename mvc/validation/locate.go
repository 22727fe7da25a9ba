package validation

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// locate follows a namespace of validator, such as "Lines[2].Sizes[a.b].Name",
// through the value and returns where it ends, and the name of the last field.
// It looks at the value and not only at the text because a key of a map may hold
// any character.
func locate(v reflect.Value, namespace string, at place) place {
	for namespace != "" {
		v = reflect.Indirect(v)
		for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		namespace = strings.TrimPrefix(namespace, ".")
		if namespace[0] == '[' {
			v, namespace, at = locateElement(v, namespace, at)
			continue
		}
		v, namespace, at = locateField(v, namespace, at)
	}
	return at
}

func locateField(v reflect.Value, namespace string, at place) (reflect.Value, string, place) {
	name, rest := namespace, ""
	if end := strings.IndexAny(namespace, ".["); end >= 0 {
		name, rest = namespace[:end], namespace[end:]
	}
	if v.Kind() == reflect.Struct {
		if field, ok := v.Type().FieldByName(name); ok && len(field.Index) == 1 {
			return v.Field(field.Index[0]), rest, at.field(nameOf(field))
		}
	}
	return reflect.Value{}, rest, at.key(name)
}

func locateElement(v reflect.Value, namespace string, at place) (reflect.Value, string, place) {
	if v.Kind() == reflect.Map {
		for _, key := range v.MapKeys() {
			text := fmt.Sprintf("%v", key)
			rest, ok := strings.CutPrefix(namespace, "["+text+"]")
			if ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				return v.MapIndex(key), rest, at.key(text)
			}
		}
	}
	text, rest, _ := strings.Cut(namespace[1:], "]")
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Array {
		if i, err := strconv.Atoi(text); err == nil && i < v.Len() {
			return v.Index(i), rest, at.index(i)
		}
	}
	return reflect.Value{}, rest, at.key(text)
}
