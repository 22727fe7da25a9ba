package validation

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// choiceRules compare with a list, or elements with each other.
func choiceRules() map[string]builtin {
	return map[string]builtin{
		"oneof":    {fits: fitText | fitInteger, needsParam: true, build: oneOf},
		"noneof":   {fits: fitText | fitInteger, needsParam: true, build: not(oneOf)},
		"oneofci":  {fits: fitText, needsParam: true, build: oneOfFold},
		"noneofci": {fits: fitText, needsParam: true, build: not(oneOfFold)},
		"unique":   {fits: fitAny, build: unique, siblings: oneSibling},
	}
}

// not turns a rule around.
func not(build builder) builder {
	return func(t reflect.Type, param string) (test, error) {
		ok, err := build(t, param)
		return func(p pointer) bool { return !ok(p) }, err
	}
}

var errNoChoice = errors.New("it lists no value")

func oneOf(t reflect.Type, param string) (test, error) {
	values := words(param)
	if len(values) == 0 {
		return nil, errNoChoice
	}
	if isText(t) {
		return func(p pointer) bool { return slices.Contains(values, load[string](p)) }, nil
	}
	return func(p pointer) bool {
		var buf [20]byte
		return slices.Contains(values, string(appendNumber(buf[:0], view(t, p))))
	}, nil
}

func oneOfFold(_ reflect.Type, param string) (test, error) {
	values := words(param)
	if len(values) == 0 {
		return nil, errNoChoice
	}
	return func(p pointer) bool {
		s := load[string](p)
		return slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, s) })
	}, nil
}

// appendNumber writes a number as validator does before it looks at the text.
func appendNumber(buf []byte, v reflect.Value) []byte {
	switch k := v.Kind(); {
	case v.CanInt():
		return strconv.AppendInt(buf, v.Int(), 10)
	case v.CanUint():
		return strconv.AppendUint(buf, v.Uint(), 10)
	case k == reflect.Float32:
		return strconv.AppendFloat(buf, v.Float(), 'f', -1, 32)
	}
	return strconv.AppendFloat(buf, v.Float(), 'f', -1, 64)
}

// words splits a param at white space; quotes hold a value together and are
// taken out: red 'dark green'. The same as the expression '[^']*'|\S+ of
// validator.
func words(param string) []string {
	const space = "\t\n\f\r "
	var found []string
	for {
		param = strings.TrimLeft(param, space)
		if param == "" {
			return found
		}
		end := strings.IndexAny(param, space)
		if param[0] == '\'' {
			if closing := strings.IndexByte(param[1:], '\''); closing >= 0 {
				end = closing + 2
			}
		}
		if end < 0 {
			end = len(param)
		}
		found = append(found, strings.ReplaceAll(param[:end], "'", ""))
		param = param[end:]
	}
}

// unique compiles lists of plain values; validator compares all others.
func unique(t reflect.Type, param string) (test, error) {
	if param != "" || t.Kind() != reflect.Slice {
		return nil, nil
	}
	switch elem := t.Elem(); elem.Kind() {
	case reflect.String:
		return uniqueOf[string], nil
	case reflect.Int8, reflect.Uint8:
		return uniqueOf[uint8], nil
	case reflect.Int16, reflect.Uint16:
		return uniqueOf[uint16], nil
	case reflect.Int32, reflect.Uint32:
		return uniqueOf[uint32], nil
	case reflect.Int64, reflect.Uint64, reflect.Int, reflect.Uint:
		if elem.Size() == 8 {
			return uniqueOf[uint64], nil
		}
		return uniqueOf[uint32], nil
	}
	return nil, nil
}

func uniqueOf[T comparable](p pointer) bool {
	values := load[[]T](p)
	if len(values) <= 16 {
		for i, v := range values {
			if slices.Contains(values[:i], v) {
				return false
			}
		}
		return true
	}
	seen := make(map[T]struct{}, len(values))
	for _, v := range values {
		if _, ok := seen[v]; ok {
			return false
		}
		seen[v] = struct{}{}
	}
	return true
}
