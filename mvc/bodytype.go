package mvc

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// bodyTypeOf returns the type a JSON body is read into: the input itself where
// all of it is the body, else a struct with the same layout in memory whose
// other fields are hidden from the codec. Reading through the second at the
// address of the input fills the body fields in place, and a body can never
// reach a field that belongs to the path or to a header.
func bodyTypeOf(t reflect.Type, fields []inputField) (reflect.Type, error) {
	if whole(fields) || isSelfMade(t) {
		return t, nil
	}
	var out []reflect.StructField
	end := uintptr(0)
	for i, f := range fields {
		if f.Type.Size() == 0 && (f.ignored || f.in != "") {
			continue
		}
		if gap := f.offset - alignUp(end, f.Type.Align()); gap > 0 {
			out = append(out, hiddenField(i, "Gap", reflect.ArrayOf(int(f.offset-end), reflect.TypeFor[byte]())))
		}
		if f.in != "" || f.ignored || hidden(f, fields) {
			out = append(out, hiddenField(i, "Hidden", f.Type))
		} else {
			out = append(out, shownField(i, f))
		}
		end = f.offset + f.Type.Size()
	}
	return sameLayout(t, reflect.StructOf(out), fields)
}

// hidden reports whether a field that is embedded less deeply has the name, and
// so wins as it does in encoding/json. Names that are alike at one depth are left
// for the codec to complain about.
func hidden(f inputField, fields []inputField) bool {
	return slices.ContainsFunc(fields, func(other inputField) bool {
		return other.in == "" && !other.ignored && other.name == f.name && other.depth < f.depth
	})
}

// whole reports whether every field that JSON sees belongs to the body.
func whole(fields []inputField) bool {
	for _, f := range fields {
		if f.in != "" && !f.ignored {
			return false
		}
	}
	return true
}

// isSelfMade reports whether the type reads its own JSON.
func isSelfMade(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

func alignUp(offset uintptr, align int) uintptr {
	a := uintptr(align)
	return (offset + a - 1) / a * a
}

func hiddenField(i int, name string, t reflect.Type) reflect.StructField {
	return reflect.StructField{Name: fmt.Sprintf("%s%d", name, i), Type: t, Tag: `json:"-"`}
}

func shownField(i int, f inputField) reflect.StructField {
	_, options, found := strings.Cut(f.Tag.Get("json"), ",")
	tag := f.name
	if found {
		tag += "," + options
	}
	return reflect.StructField{Name: fmt.Sprintf("Field%d", i), Type: f.Type, Tag: reflect.StructTag(fmt.Sprintf("json:%q", tag))}
}

// sameLayout checks what the rest relies on: each shown field lies where the
// input has it, and nothing lies beyond the input's end.
func sameLayout(t, made reflect.Type, fields []inputField) (reflect.Type, error) {
	for i, f := range fields {
		if got, ok := made.FieldByName(fmt.Sprintf("Field%d", i)); ok && got.Offset != f.offset {
			return nil, fmt.Errorf("the layout of %s cannot be followed at field %s; move the fields of the body into one struct field tagged json", t, f.Name)
		}
	}
	if made.Size() > t.Size() {
		return nil, fmt.Errorf("the layout of %s cannot be followed at its end; put a field that is not empty last", t)
	}
	return made, nil
}
