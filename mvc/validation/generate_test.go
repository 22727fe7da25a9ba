package validation_test

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"pgregory.net/rapid"
)

// This file generates struct types with validate tags, and values of them, for
// the comparison with validator.

type status string

type ident [2]byte

func (i ident) String() string {
	if i[0] == 1 {
		return "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	}
	return "none"
}

// wrapped is a validator.Valuer: another value is checked in its place.
type wrapped struct{ Inner string }

func (w wrapped) ValidatorValue() any { return w.Inner }

type embedded struct {
	Code string `validate:"omitempty,len=2"`
}

type moment time.Time

var leafTypes = []reflect.Type{
	reflect.TypeFor[string](), reflect.TypeFor[string](), reflect.TypeFor[string](), reflect.TypeFor[status](),
	reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
	reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](), reflect.TypeFor[uintptr](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[bool](), reflect.TypeFor[time.Time](), reflect.TypeFor[moment](),
	reflect.TypeFor[time.Duration](), reflect.TypeFor[[]byte](), reflect.TypeFor[any](), reflect.TypeFor[ident](),
	reflect.TypeFor[complex64](), reflect.TypeFor[chan int](), reflect.TypeFor[func()](), reflect.TypeFor[wrapped](), reflect.TypeFor[embedded](),
}

var presenceTags = []string{"required", "isdefault", "omitempty", "omitnil", "omitzero", "required_with=F0", "required_without=F0", "excluded_with=F1", "required_if=F0 x", "custom"}

var sizeTags = []string{"min=1", "min=0x2", "max=3", "len=2", "gt=0", "gte=1", "lt=4", "lte=2", "eq=2", "ne=2", "min=-1", "max=1000000000000000000"}

var textTags = []string{
	"eq=small", "ne=small", "oneof=small 'dark green' large", "oneofci=SMALL large", "noneof=small large", "noneofci=SMALL",
	"eq_ignore_case=SMALL", "ne_ignore_case=small", "email", "url", "uri", "http_url", "https_url", "uuid", "uuid4", "uuid7", "uuid_rfc4122", "ulid",
	"alpha", "alphanum", "alphaspace", "alphanumspace", "alphaunicode", "alphanumunicode", "numeric", "number", "boolean", "hexadecimal",
	"ascii", "printascii", "multibyte", "lowercase", "uppercase", "contains=a", "contains=0x2C", "containsany=xyz", "containsrune=ö", "excludes=a",
	"excludesall=0x7C!", "excludesrune=ö", "startswith=a", "endswith=z", "startsnotwith=a", "endsnotwith=z", "datetime=2006-01-02",
	"ip", "ipv4", "ipv6", "cidr", "cidrv4", "cidrv6", "mac", "hostname", "hostname_rfc1123", "hostname_port", "fqdn", "e164",
	"json", "base64", "base64url", "base64rawurl", "base32", "jwt", "iso3166_1_alpha2", "iso4217", "latitude", "longitude", "hexcolor",
	"duration", "url_encoded", "semver", "isbn", "timezone", "cron", "rgb|hexcolor", "len=2|email", "iscolor", "short", "code", "either", "alpha|short",
	"eqfield=F0", "nefield=F0", "fieldcontains=F0", "even|len=3", "even",
}

// tagsOf draws the rules of one level for a type.
func tagsOf(t *rapid.T, typ reflect.Type) []string {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	pool := append([]string{}, presenceTags...)
	switch k := typ.Kind(); {
	case k == reflect.String:
		pool = append(append(pool, sizeTags...), textTags...)
		pool = append(pool, textTags...)
	case typ == reflect.TypeFor[time.Duration]():
		pool = append(append(pool, sizeTags...), "min=1s", "max=2m", "eq=3ns")
	case k >= reflect.Int && k <= reflect.Float64:
		pool = append(append(pool, sizeTags...), "oneof=1 2 3", "noneof=1", "numeric", "number", "port", "latitude", "longitude", "gtfield=F0", "even", "short")
	case k == reflect.Bool:
		pool = append(pool, "eq=true", "ne=true", "boolean")
	case k == reflect.Struct && typ.ConvertibleTo(reflect.TypeFor[time.Time]()):
		pool = append(pool, "gt", "gte", "lt", "lte", "min", "max", "gtfield=F0")
	case typ == reflect.TypeFor[wrapped]():
		pool = append(append(pool, sizeTags...), textTags...)
	case k == reflect.Struct:
		pool = append(pool, "structonly", "nostructlevel", "required", "")
	case k == reflect.Slice || k == reflect.Array || k == reflect.Map:
		pool = append(append(pool, sizeTags...), "unique", "json", "uuid", "unique=F0")
	case k == reflect.Interface:
		pool = append(pool, "min=1", "email", "oneof=small")
	}
	n := rapid.IntRange(0, 3).Draw(t, "rules")
	tags := make([]string, 0, n)
	for range n {
		if tag := rapid.SampledFrom(pool).Draw(t, "rule"); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// tagOf draws a whole tag, diving where there is something to dive into.
func tagOf(t *rapid.T, typ reflect.Type) []string {
	tags := tagsOf(t, typ)
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch typ.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		if rapid.IntRange(0, 4).Draw(t, "dive") == 0 {
			return tags
		}
		tags = append(tags, "dive")
		if typ.Kind() == reflect.Map && rapid.Bool().Draw(t, "keys") {
			if keys := tagsOf(t, typ.Key()); len(keys) > 0 {
				tags = append(append(append(tags, "keys"), keys...), "endkeys")
			}
		}
		tags = append(tags, tagOf(t, typ.Elem())...)
	}
	return tags
}

func typeOf(t *rapid.T, depth int) reflect.Type {
	shape := 0
	if depth > 0 {
		shape = rapid.IntRange(0, 11).Draw(t, "shape")
	}
	switch shape {
	case 6:
		return reflect.PointerTo(typeOf(t, depth-1))
	case 7:
		return reflect.SliceOf(typeOf(t, depth-1))
	case 8:
		return reflect.ArrayOf(rapid.IntRange(0, 3).Draw(t, "array"), typeOf(t, depth-1))
	case 9:
		keys := []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[status]()}
		return reflect.MapOf(rapid.SampledFrom(keys).Draw(t, "key"), typeOf(t, depth-1))
	case 10, 11:
		return structOf(t, depth-1)
	}
	return rapid.SampledFrom(leafTypes).Draw(t, "leaf")
}

func structOf(t *rapid.T, depth int) reflect.Type {
	fields := make([]reflect.StructField, rapid.IntRange(1, 4).Draw(t, "fields"))
	for i := range fields {
		typ := typeOf(t, depth)
		tag := ""
		for j, rule := range tagOf(t, typ) {
			if j > 0 {
				tag += ","
			}
			tag += rule
		}
		fields[i] = reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: typ}
		if tag != "" {
			fields[i].Tag = reflect.StructTag(fmt.Sprintf("validate:%q", tag))
		}
	}
	return reflect.StructOf(fields)
}

var textValues = []string{
	"", "", "a", "x", "ab", "DE", "EUR", "small", "SMALL", "dark green", "large", "äöü", "日本", "a\xffb", "  ", "a,b", "a|b!", "Straße", "ſtrange", "K",
	"ada@example.com", "a.b+c@sub.example.org", "\"q\"@example.com", "a..b@example.com", "ü@example.com", "a@b", "https://example.com/x?y#z", "file:///", "mailto:x@y",
	"6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6BA7B810-9DAD-41D1-80B4-00C04FD430C8", "01890a5d-ac96-774b-bcce-b302099a8057", "01ARZ3NDEKTSV4RRFFQ69G5FAV",
	"12", "-1.5", "+7", "0x1F", "1e3", "true", "T", "2024-02-29", "2023-02-29", "1h30m", "10.0.0.0/8", "10.0.0.1/8", "192.168.0.1", "::1", "::ffff:1.2.3.4", "fe80::1%eth0",
	"00:11:22:33:44:55", "example.com", "1example.com", "example.com.", "-bad.com", "localhost:80", ":80", "+4930123456", "{}", "{\"a\":1}", "aGVsbG8=", "_-8=", "MZXW6===",
	"a.b.c", "a.b.", "90", "90.0", "90.1", "-180", "180.5", "#fff", "#ff8800", "rgb(1,2,3)", "1.2.3-rc.1", "%41", "%4", "Europe/Berlin", "* * * * *", "z",
}

// fill draws a value into v.
func fill(t *rapid.T, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(drawText(t))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(rapid.SampledFrom([]int64{0, 1, 2, 3, 4, -1, 100, int64(time.Second), math.MaxInt64}).Draw(t, "int"))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		v.SetUint(rapid.SampledFrom([]uint64{0, 1, 2, 3, 4, 90, 181, math.MaxUint64}).Draw(t, "uint"))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1, 2, 2.5, 4, -90.5, 179.99, math.NaN(), math.Inf(1), math.Inf(-1)}).Draw(t, "float"))
	case reflect.Complex64:
		v.SetComplex(complex(rapid.SampledFrom([]float64{0, 1}).Draw(t, "complex"), 0))
	case reflect.Chan:
		if rapid.Bool().Draw(t, "chan") {
			v.Set(reflect.MakeChan(v.Type(), 0))
		}
	case reflect.Func:
		if rapid.Bool().Draw(t, "func") {
			v.Set(reflect.ValueOf(func() {}))
		}
	case reflect.Interface:
		fillInterface(t, v, depth)
	default:
		fillDeep(t, v, depth)
	}
}

func fillDeep(t *rapid.T, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if rapid.IntRange(0, 2).Draw(t, "nil") > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth)
		}
	case reflect.Slice:
		if n := rapid.IntRange(-1, 3).Draw(t, "len"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i), depth)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), depth)
		}
	case reflect.Map:
		if n := rapid.IntRange(-1, 3).Draw(t, "entries"); n >= 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				fillEntry(t, v, depth)
			}
		}
	case reflect.Struct:
		if v.Type().ConvertibleTo(reflect.TypeFor[time.Time]()) {
			times := []time.Time{{}, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.Local), time.Time{}.In(time.FixedZone("x", 60))}
			v.Set(reflect.ValueOf(rapid.SampledFrom(times).Draw(t, "time")).Convert(v.Type()))
			return
		}
		for _, field := range v.Fields() {
			fill(t, field, depth)
		}
	}
}

// fillEntry adds an entry whose key shows in a namespace as it does in a pointer.
func fillEntry(t *rapid.T, v reflect.Value, depth int) {
	key := reflect.New(v.Type().Key()).Elem()
	if key.Kind() == reflect.String {
		key.SetString(rapid.SampledFrom([]string{"a", "ab", "DE", "12", ""}).Draw(t, "text key"))
	} else {
		key.SetInt(rapid.SampledFrom([]int64{0, 1, 2, 7}).Draw(t, "int key"))
	}
	value := reflect.New(v.Type().Elem()).Elem()
	fill(t, value, depth)
	v.SetMapIndex(key, value)
}

func fillInterface(t *rapid.T, v reflect.Value, depth int) {
	if depth <= 0 || rapid.IntRange(0, 3).Draw(t, "nil interface") == 0 {
		return
	}
	held := reflect.New(typeOf(t, depth-1))
	fill(t, held.Elem(), depth-1)
	if rapid.Bool().Draw(t, "held by value") {
		held = held.Elem()
	}
	if held.Type().Implements(v.Type()) {
		v.Set(held)
	}
}

func drawText(t *rapid.T) string {
	if rapid.IntRange(0, 3).Draw(t, "any text") == 0 {
		return rapid.String().Draw(t, "text")
	}
	return rapid.SampledFrom(textValues).Draw(t, "sample")
}
