package mvc

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// structs generates inputs of any layout: fields of every size, some of them bound
// from the query, some in embedded structs.
func structs(depth int) *rapid.Generator[reflect.Type] {
	types := []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
		reflect.TypeFor[string](), reflect.TypeFor[[]byte](), reflect.TypeFor[*int](), reflect.TypeFor[[3]uint8](), reflect.TypeFor[struct{}](),
	}
	return rapid.Custom(func(t *rapid.T) reflect.Type {
		var fields []reflect.StructField
		for i := range rapid.IntRange(1, 6).Draw(t, "fields") {
			name := fmt.Sprintf("F%d_%d", depth, i)
			f := reflect.StructField{Name: name, Type: rapid.SampledFrom(types).Draw(t, "type")}
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				f.Tag = reflect.StructTag(fmt.Sprintf(`query:"q%d"`, i))
			case 1:
				if depth > 0 {
					f.Type, f.Anonymous = structs(depth-1).Draw(t, "embedded"), true
				}
			}
			fields = append(fields, f)
		}
		return reflect.StructOf(fields)
	})
}

// The body is read through a type of another make at the address of the input:
// each field must lie where the input has it, and what is read must arrive there.
func TestBodyTypeHasTheLayoutOfTheInput(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		input := structs(2).Draw(t, "input")
		fields := inputFields(input, 0)
		body, err := bodyTypeOf(input, fields)
		require.NoError(t, err)
		require.LessOrEqual(t, body.Size(), input.Size())
		value := reflect.New(input)
		through := reflect.NewAt(body, value.UnsafePointer())
		var text bytes.Buffer
		text.WriteByte('{')
		for i, f := range fields {
			if f.in != "" || f.Type.Kind() != reflect.String || hidden(f, fields) || ambiguousName(f, fields) {
				continue
			}
			if text.Len() > 1 {
				text.WriteByte(',')
			}
			fmt.Fprintf(&text, "%q:\"value %d\"", f.name, i)
		}
		text.WriteByte('}')
		if codec.New().CheckRead(body) != nil {
			return // two names alike at one depth, which Build reports
		}
		require.NoError(t, codec.New().Unmarshal(text.Bytes(), through.Interface(), codec.Options{}))
		for i, f := range fields {
			if f.Type.Kind() == reflect.String {
				got := *(*string)(unsafe.Add(value.UnsafePointer(), f.offset))
				require.Contains(t, []string{"", fmt.Sprintf("value %d", i)}, got)
				require.Equal(t, bytes.Contains(text.Bytes(), fmt.Appendf(nil, "\"value %d\"", i)), got != "")
			}
		}
	})
}

func ambiguousName(f inputField, fields []inputField) bool {
	same := 0
	for _, other := range fields {
		if other.name == f.name && other.in == "" {
			same++
		}
	}
	return same > 1
}
