package config

import (
	"encoding"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"
)

// decode puts raw into v. Raw is a text, or what a TOML or YAML file holds: a
// number, a bool, a time, a []any or a map[string]any.
func decode(v reflect.Value, raw any) error {
	switch raw := raw.(type) {
	case string:
		return decodeText(v, raw)
	case []any:
		return decodeList(v, raw)
	case map[string]any:
		return decodeTable(v, raw)
	case time.Time:
		return decodeText(v, raw.Format(time.RFC3339Nano))
	}
	return decodeText(v, fmt.Sprint(raw))
}

func decodeText(v reflect.Value, text string) error {
	if v.Kind() == reflect.Pointer {
		target := reflect.New(v.Type().Elem())
		if err := decodeText(target.Elem(), text); err != nil {
			return err
		}
		v.Set(target)
		return nil
	}
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		err := u.UnmarshalText([]byte(text))
		if err != nil && v.Type() == typeLevel {
			return fmt.Errorf("%q is no level; use debug, info, warn or error", text)
		}
		return err
	}
	switch v.Type() {
	case typeURL:
		return decodeURL(v, text)
	case typeDuration:
		return decodeDuration(v, text)
	}
	switch v.Kind() {
	case reflect.Slice:
		return decodeList(v, list(text))
	case reflect.Map:
		return decodePairs(v, text)
	}
	return decodeScalar(v, text)
}

func decodeScalar(v reflect.Value, text string) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
		return nil
	case reflect.Bool:
		return decodeBool(v, text)
	case reflect.Float32, reflect.Float64:
		n, err := strconv.ParseFloat(text, v.Type().Bits())
		if err != nil {
			return fmt.Errorf("%q is not a number", text)
		}
		v.SetFloat(n)
		return nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, v.Type().Bits())
		if err != nil {
			return numberError(text, "a whole number that is not negative", err)
		}
		v.SetUint(n)
		return nil
	default:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if err != nil {
			return numberError(text, "a whole number", err)
		}
		v.SetInt(n)
		return nil
	}
}

func numberError(text, want string, err error) error {
	if errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("%q is out of range", text)
	}
	return fmt.Errorf("%q is not %s", text, want)
}

func decodeBool(v reflect.Value, text string) error {
	switch strings.ToLower(text) {
	case "true", "1", "yes", "on":
		v.SetBool(true)
	case "false", "0", "no", "off":
		v.SetBool(false)
	default:
		return fmt.Errorf("%q is neither true nor false", text)
	}
	return nil
}

func decodeDuration(v reflect.Value, text string) error {
	d, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("%q is not a duration; write a number and a unit: 500ms, 30s, 5m, 1h", text)
	}
	v.SetInt(int64(d))
	return nil
}

func decodeURL(v reflect.Value, text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" {
		return fmt.Errorf("%q is not a URL; it begins with a scheme as in https://example.org", Redact(text))
	}
	v.Set(reflect.ValueOf(*u))
	return nil
}

// list splits a text at its commas; "\," is a comma inside an element.
func list(text string) []any {
	if strings.TrimSpace(text) == "" {
		return []any{}
	}
	const comma = "\x00"
	parts := strings.Split(strings.ReplaceAll(text, `\,`, comma), ",")
	elements := make([]any, len(parts))
	for i, part := range parts {
		elements[i] = strings.ReplaceAll(strings.TrimSpace(part), comma, ",")
	}
	return elements
}

func decodeList(v reflect.Value, elements []any) error {
	if v.Kind() != reflect.Slice {
		return fmt.Errorf("a list stands where one value is expected")
	}
	s := reflect.MakeSlice(v.Type(), len(elements), len(elements))
	for i, element := range elements {
		if err := decode(s.Index(i), element); err != nil {
			return fmt.Errorf("element %d: %w", i+1, err)
		}
	}
	v.Set(s)
	return nil
}

// decodePairs reads a map from "a=1,b=2".
func decodePairs(v reflect.Value, text string) error {
	pairs := make(map[string]any)
	for _, element := range list(text) {
		name, value, ok := strings.Cut(element.(string), "=")
		if !ok {
			return fmt.Errorf("%q is not a pair; write name=value,name=value", element)
		}
		pairs[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return decodeTable(v, pairs)
}

func decodeTable(v reflect.Value, table map[string]any) error {
	if v.Kind() != reflect.Map {
		return fmt.Errorf("a table stands where one value is expected")
	}
	m := reflect.MakeMapWithSize(v.Type(), len(table))
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := decodeText(key, name); err != nil {
			return fmt.Errorf("name %q: %w", name, err)
		}
		if err := decode(value, table[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		m.SetMapIndex(key, value)
	}
	v.Set(m)
	return nil
}
