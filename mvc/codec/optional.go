package codec

import (
	"encoding/json"
	"reflect"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Optional is a value that tells three states apart, as a merge patch (RFC 7396)
// needs: absent, null, and a value. The zero value is absent. In results give the
// field json:",omitzero", so that an absent value is left out.
type Optional[T any] struct {
	value T
	state state
}

type state uint8

const (
	absent state = iota
	null
	present
)

// Some returns a value.
func Some[T any](value T) Optional[T] { return Optional[T]{value: value, state: present} }

// Null returns null: take away what is there.
func Null[T any]() Optional[T] { return Optional[T]{state: null} }

// Get returns the value, and false when it is absent or null.
func (o Optional[T]) Get() (T, bool) { return o.value, o.state == present }

// Or returns the value, or other when it is absent or null.
func (o Optional[T]) Or(other T) T {
	if o.state == present {
		return o.value
	}
	return other
}

// IsAbsent reports that nothing was said: keep what is there.
func (o Optional[T]) IsAbsent() bool { return o.state == absent }

// IsNull reports that null was said.
func (o Optional[T]) IsNull() bool { return o.state == null }

// IsZero is IsAbsent, for the omitzero option of encoding/json.
func (o Optional[T]) IsZero() bool { return o.state == absent }

// Apply changes what target points to as the patch says: absent leaves it, null
// empties it, a value replaces it.
func (o Optional[T]) Apply(target *T) {
	if o.state != absent {
		*target = o.value
	}
}

// OptionalType returns T, for those who describe types.
func (Optional[T]) OptionalType() reflect.Type { return reflect.TypeFor[T]() }

// OptionalValue is [Optional.Get] without the type, for those who check values.
func (o Optional[T]) OptionalValue() (value any, ok bool) { return o.value, o.state == present }

// MarshalJSON writes the value, or null when there is none.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.state != present {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads a value or null, for codecs that know no better.
func (o *Optional[T]) UnmarshalJSON(data []byte) error {
	var value *T
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	o.set(value)
	return nil
}

// UnmarshalJSONFrom reads a value or null in place, so that faults inside it are
// told by their full pointer.
func (o *Optional[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	var value *T
	if err := jsonv2.UnmarshalDecode(d, &value); err != nil {
		return err
	}
	o.set(value)
	return nil
}

func (o *Optional[T]) set(value *T) {
	*o = Optional[T]{state: null}
	if value != nil {
		o.value, o.state = *value, present
	}
}
