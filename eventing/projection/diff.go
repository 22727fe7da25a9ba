package projection

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// absent stands for a member that an object does not have.
type absent struct{}

// parse reads JSON so that every digit of a number counts.
func parse(body []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	err = d.Decode(&value)
	return value, err
}

// diffValues appends what differs between two values at the pointer.
func diffValues(found []Difference, pointer string, a, b any) []Difference {
	switch old := a.(type) {
	case map[string]any:
		if fresh, ok := b.(map[string]any); ok {
			return diffObjects(found, pointer, old, fresh)
		}
	case []any:
		if fresh, ok := b.([]any); ok {
			return diffArrays(found, pointer, old, fresh)
		}
	}
	if reflect.DeepEqual(a, b) {
		return found
	}
	return append(found, Difference{Pointer: pointer, Old: text(a), New: text(b)})
}

func diffObjects(found []Difference, pointer string, a, b map[string]any) []Difference {
	names := maps.Clone(a)
	maps.Copy(names, b)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		found = diffValues(found, pointer+"/"+escape.Replace(name), member(a, name), member(b, name))
	}
	return found
}

func diffArrays(found []Difference, pointer string, a, b []any) []Difference {
	for i := range max(len(a), len(b)) {
		var old, fresh any = absent{}, absent{}
		if i < len(a) {
			old = a[i]
		}
		if i < len(b) {
			fresh = b[i]
		}
		found = diffValues(found, pointer+"/"+strconv.Itoa(i), old, fresh)
	}
	return found
}

func member(object map[string]any, name string) any {
	if value, ok := object[name]; ok {
		return value
	}
	return absent{}
}

// escape is that of RFC 6901.
var escape = strings.NewReplacer("~", "~0", "/", "~1")

// text returns a value as JSON, "" for one that does not exist.
func text(value any) string {
	if _, none := value.(absent); none {
		return ""
	}
	body, _ := json.Marshal(value) // it was read from JSON
	return string(body)
}
