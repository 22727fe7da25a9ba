package mapping

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pairs of types that map to each other, drawn at random.
type typePair struct{ src, dst reflect.Type }

type size string

// opaque is an object: its package alone can take it apart.
type opaque struct {
	text string
	list []int
	next *opaque
	any  any
}

var leaves = []typePair{
	same[bool](), same[int](), same[int8](), same[uint16](), same[int32](), same[uint64](), same[float32](), same[float64](),
	same[string](), same[[]byte](), same[time.Time](), same[opaque](), same[*opaque](), same[any](), same[[3]byte](), same[complex128](),
	{reflect.TypeFor[int8](), reflect.TypeFor[int64]()},
	{reflect.TypeFor[uint8](), reflect.TypeFor[int16]()},
	{reflect.TypeFor[uint32](), reflect.TypeFor[float64]()},
	{reflect.TypeFor[int64](), reflect.TypeFor[int8]()},
	{reflect.TypeFor[int16](), reflect.TypeFor[uint64]()},
	{reflect.TypeFor[uint64](), reflect.TypeFor[int64]()},
	{reflect.TypeFor[float32](), reflect.TypeFor[float64]()},
	{reflect.TypeFor[float64](), reflect.TypeFor[float32]()},
	{reflect.TypeFor[string](), reflect.TypeFor[size]()},
}

func same[T any]() typePair { return typePair{reflect.TypeFor[T](), reflect.TypeFor[T]()} }

func drawTypes(t *rapid.T, depth int) typePair {
	choice := 0
	if depth > 0 {
		choice = rapid.IntRange(0, 8).Draw(t, "shape")
	}
	switch choice {
	case 1, 2:
		return drawStruct(t, depth-1)
	case 3:
		p := drawTypes(t, depth-1)
		return typePair{reflect.SliceOf(p.src), reflect.SliceOf(p.dst)}
	case 4:
		p, n := drawTypes(t, depth-1), rapid.IntRange(0, 3).Draw(t, "len")
		return typePair{reflect.ArrayOf(n, p.src), reflect.ArrayOf(n, p.dst)}
	case 5:
		p := drawTypes(t, depth-1)
		return typePair{reflect.MapOf(reflect.TypeFor[string](), p.src), reflect.MapOf(reflect.TypeFor[string](), p.dst)}
	case 6:
		p := drawTypes(t, depth-1)
		return typePair{reflect.PointerTo(p.src), reflect.PointerTo(p.dst)}
	case 7:
		p := drawTypes(t, depth-1)
		return typePair{p.src, reflect.PointerTo(p.dst)}
	case 8:
		p := drawTypes(t, depth-1)
		return typePair{reflect.PointerTo(p.src), p.dst}
	}
	return rapid.SampledFrom(leaves).Draw(t, "leaf")
}

// drawStruct draws structs whose fields have the same names in another order.
func drawStruct(t *rapid.T, depth int) typePair {
	n := rapid.IntRange(0, 6).Draw(t, "fields")
	var src, dst []reflect.StructField
	for i := range n {
		p := drawTypes(t, depth)
		name := fmt.Sprintf("F%d", i)
		src = append(src, reflect.StructField{Name: name, Type: p.src})
		dst = append(dst, reflect.StructField{Name: name, Type: p.dst})
	}
	src = rapid.Permutation(src).Draw(t, "order")
	if rapid.Bool().Draw(t, "more") {
		src = append(src, reflect.StructField{Name: "Unused", Type: reflect.TypeFor[string]()})
	}
	return typePair{reflect.StructOf(src), reflect.StructOf(dst)}
}

// fill gives v a random value.
func fill(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(0, 1e9).Draw(t, "time"), 0)))
		return
	case opaque:
		v.Set(reflect.ValueOf(drawOpaque(t)))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		bits := v.Type().Bits() - 1
		n := rapid.Int64Range(-1<<bits, 1<<bits-1).Draw(t, "int")
		v.SetInt(n)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(rapid.Uint64Range(0, math.MaxUint64>>(64-v.Type().Bits())).Draw(t, "uint"))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(rapid.Float32Range(-1e6, 1e6).Draw(t, "float")))
	case reflect.Complex128:
		v.SetComplex(complex(rapid.Float64Range(0, 1).Draw(t, "re"), 1))
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "string"))
	case reflect.Interface:
		v.Set(reflect.ValueOf(rapid.String().Draw(t, "any")))
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(t, field)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	default:
		fillReference(t, v)
	}
}

// fillReference fills what may be nil.
func fillReference(t *rapid.T, v reflect.Value) {
	if rapid.IntRange(0, 4).Draw(t, "nil") == 0 {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Slice:
		n := rapid.IntRange(0, 3).Draw(t, "len")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range rapid.IntRange(0, 3).Draw(t, "len") {
			value := reflect.New(v.Type().Elem()).Elem()
			fill(t, value)
			v.SetMapIndex(reflect.ValueOf(fmt.Sprint(i)), value)
		}
	}
}

func drawOpaque(t *rapid.T) opaque {
	text := rapid.String().Draw(t, "opaque")
	return opaque{text: text, list: []int{len(text)}, next: &opaque{text: text + "!"}, any: len(text)}
}

// oracle maps by reflection, slowly and plainly. It reports whether every number
// fits.
func oracle(dst, src reflect.Value) bool {
	switch {
	case dst.Type() == src.Type() && (isObject(dst.Type()) || dst.Kind() == reflect.Interface):
		dst.Set(src)
		return true
	case dst.Kind() == reflect.Interface:
		if src.Kind() != reflect.Pointer || !src.IsNil() {
			dst.Set(src)
		}
		return true
	case src.Kind() == reflect.Pointer:
		if src.IsNil() {
			return true
		}
		if dst.Type() == src.Type() && sharedByPointer(src.Type().Elem()) {
			dst.Set(src)
			return true
		}
		if dst.Kind() == reflect.Pointer {
			dst.Set(reflect.New(dst.Type().Elem()))
			return oracle(dst.Elem(), src.Elem())
		}
		return oracle(dst, src.Elem())
	case dst.Kind() == reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		return oracle(dst.Elem(), src)
	}
	return oracleByKind(dst, src)
}

func oracleByKind(dst, src reflect.Value) bool {
	ok := true
	switch dst.Kind() {
	case reflect.Struct:
		for i := range dst.NumField() {
			ok = oracle(dst.Field(i), src.FieldByName(dst.Type().Field(i).Name)) && ok
		}
	case reflect.Slice:
		if src.IsNil() {
			return true
		}
		dst.Set(reflect.MakeSlice(dst.Type(), src.Len(), src.Len()))
		for i := range src.Len() {
			ok = oracle(dst.Index(i), src.Index(i)) && ok
		}
	case reflect.Array:
		for i := range src.Len() {
			ok = oracle(dst.Index(i), src.Index(i)) && ok
		}
	case reflect.Map:
		if src.IsNil() {
			return true
		}
		dst.Set(reflect.MakeMap(dst.Type()))
		for _, key := range src.MapKeys() {
			value := reflect.New(dst.Type().Elem()).Elem()
			ok = oracle(value, src.MapIndex(key)) && ok
			dst.SetMapIndex(key, value)
		}
	default:
		dst.Set(src.Convert(dst.Type()))
		return !isInteger(dst.Kind()) || dst.Convert(src.Type()).Equal(src) && negative(dst) == negative(src)
	}
	return ok
}

func negative(v reflect.Value) bool { return v.CanInt() && v.Int() < 0 }

// property: a compiled plan does what the oracle does, also while the collector
// runs, and fails where a number does not fit.
func property(t *rapid.T) {
	types := drawStruct(t, 3)
	src := reflect.New(types.src)
	fill(t, src.Elem())

	p, faults := planOf(types)
	require.Empty(t, faults)
	want := reflect.New(types.dst)
	fits := oracle(want.Elem(), src.Elem())

	got := reflect.New(types.dst)
	err := p.run(got.UnsafePointer(), src.UnsafePointer(), src.UnsafePointer(), 0)
	if rapid.IntRange(0, 20).Draw(t, "collect") == 0 {
		runtime.GC()
	}

	require.Equal(t, fits, err == nil, "%v", err)
	if fits {
		require.Equal(t, want.Elem().Interface(), got.Elem().Interface())
	}
}

func planOf(types typePair) (*plan, any) {
	rules := &pairRules{src: types.src, dst: types.dst, make: maker(types.dst), makeSlice: sliceMaker(types.dst)}
	m, faults := compile([]*Profile{{pairs: []*pairRules{rules}}})
	if len(faults) > 0 {
		return nil, faults
	}
	return m.routes.find(typeKeyOf(types.dst), typeKeyOf(types.src)).route.plan, nil
}

func TestPlansDoWhatTheOracleDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, property)
}

func FuzzPlansDoWhatTheOracleDoes(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(property))
}
