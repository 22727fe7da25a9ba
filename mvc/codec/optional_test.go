package codec_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

type change struct {
	Name codec.Optional[string] `json:"name,omitzero"`
	Age  codec.Optional[int]    `json:"age,omitzero"`
}

func TestOptional(t *testing.T) {
	t.Parallel()
	read := map[string]func(text string, v any) error{
		"codec":    decode,
		"standard": func(text string, v any) error { return json.Unmarshal([]byte(text), v) },
	}
	for name, read := range read {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for text, expected := range map[string]change{
				`{}`:                     {},
				`{"name":null}`:          {Name: codec.Null[string]()},
				`{"name":"Ada","age":0}`: {Name: codec.Some("Ada"), Age: codec.Some(0)},
				`{"name":"","age":null}`: {Name: codec.Some(""), Age: codec.Null[int]()},
			} {
				got := change{}
				require.NoError(t, read(text, &got))
				require.Equal(t, expected, got)
				require.JSONEq(t, text, marshal(t, got), "written as it was read")
			}
			require.Error(t, read(`{"age":"x"}`, &change{}))
		})
	}
}

func TestOptionalStates(t *testing.T) {
	t.Parallel()
	var absent codec.Optional[int]
	null, seven := codec.Null[int](), codec.Some(7)
	for _, test := range []struct {
		value                       codec.Optional[int]
		isAbsent, isNull, isPresent bool
		or, applied                 int
	}{{absent, true, false, false, 5, 3}, {null, false, true, false, 5, 0}, {seven, false, false, true, 7, 7}} {
		require.Equal(t, test.isAbsent, test.value.IsAbsent())
		require.Equal(t, test.isAbsent, test.value.IsZero())
		require.Equal(t, test.isNull, test.value.IsNull())
		_, ok := test.value.Get()
		require.Equal(t, test.isPresent, ok)
		_, ok = test.value.OptionalValue()
		require.Equal(t, test.isPresent, ok)
		require.Equal(t, test.or, test.value.Or(5))
		target := 3
		test.value.Apply(&target)
		require.Equal(t, test.applied, target)
	}
	require.Equal(t, reflect.TypeFor[int](), seven.OptionalType())
}
