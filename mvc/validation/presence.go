package validation

import "reflect"

// presenceRules are those that ask whether there is a value at all.
func presenceRules() map[string]builtin {
	return map[string]builtin{
		"required":  {says: "is required", fits: fitAny, presence: func(has test) test { return has }},
		"isdefault": {says: "must not be set", fits: fitAny, presence: func(has test) test { return func(p pointer) bool { return !has(p) } }},
	}
}

// hasAt is what required and omitempty mean by a value, pointers before it or not.
func hasAt(on *target) test {
	if on.nullable {
		return hasAny(on.typ)
	}
	return hasValue(on.typ)
}

// hasValue is the meaning without a pointer: not nil for what can be nil, so that
// an empty list is a value; else not the zero value.
func hasValue(t reflect.Type) test {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Chan, reflect.Func:
		return func(p pointer) bool { return follow(p) != nil }
	case reflect.String:
		return func(p pointer) bool { return load[string](p) != "" }
	case reflect.Bool:
		return load[bool]
	case reflect.Int, reflect.Uint, reflect.Uintptr:
		return func(p pointer) bool { return load[int](p) != 0 }
	case reflect.Int64, reflect.Uint64:
		return func(p pointer) bool { return load[int64](p) != 0 }
	case reflect.Float64:
		return func(p pointer) bool { return load[float64](p) != 0 }
	}
	return func(p pointer) bool { return !view(t, p).IsZero() }
}

// hasContent is what omitzero means by a value: an empty list is none.
func hasContent(t reflect.Type) test {
	switch t.Kind() {
	case reflect.Slice:
		return func(p pointer) bool { _, n := slice(p); return n > 0 }
	case reflect.Map:
		return func(p pointer) bool { return view(t, p).Len() > 0 }
	}
	return hasValue(t)
}

// hasAny is the meaning behind a pointer, and that of omitnil: there is a value,
// unless it can be nil itself.
func hasAny(t reflect.Type) test {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Chan, reflect.Func:
		return hasValue(t)
	}
	return func(pointer) bool { return true }
}
