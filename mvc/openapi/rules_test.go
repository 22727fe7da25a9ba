package openapi_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// ruled returns a struct type with the one field V of the type and the rules.
func ruled(t reflect.Type, rules string) reflect.Type {
	return reflect.StructOf([]reflect.StructField{{
		Name: "V", Type: t, Tag: reflect.StructTag(fmt.Sprintf(`json:"v" validate:%q`, rules)),
	}})
}

func TestRulesAreWrittenAsConstraints(t *testing.T) {
	t.Parallel()
	text, number, real := reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[float64]()
	list, table := reflect.TypeFor[[]string](), reflect.TypeFor[map[string]int]()
	const integer = `"type":"integer","format":"int64"`
	tests := []struct {
		name  string
		typ   reflect.Type
		rules string
		want  string
	}{
		{"required text", text, "required", `{"type":"string","minLength":1}`},
		{"required enumeration", reflect.TypeFor[Status](), "required", `{"$ref":"#/components/schemas/Status"}`},
		{"required list", list, "required", `{"type":"array","items":{"type":"string"}}`},
		{"required number", number, "required", `{` + integer + `,"not":{"enum":[0]}}`},
		{"required number above zero", number, "required,min=1", `{` + integer + `,"minimum":1}`},
		{"required number below zero", number, "required,lt=0", `{` + integer + `,"exclusiveMaximum":0}`},
		{"required number at least zero", number, "required,min=0", `{` + integer + `,"minimum":0,"not":{"enum":[0]}}`},
		{"required flag", reflect.TypeFor[bool](), "required", `{"type":"boolean","const":true}`},
		{"required pointer", reflect.TypeFor[*int](), "required", `{` + integer + `}`},
		{"required pointer to a flag", reflect.TypeFor[*bool](), "required", `{"type":"boolean"}`},
		{"length", text, "min=2,max=5", `{"type":"string","minLength":2,"maxLength":5}`},
		{"open length", text, "gt=2,lt=5", `{"type":"string","minLength":3,"maxLength":4}`},
		{"exact length", text, "len=3", `{"type":"string","minLength":3,"maxLength":3}`},
		{"tightest length", text, "min=2,gte=4,min=1,max=9,lte=7,max=8", `{"type":"string","minLength":4,"maxLength":7}`},
		{"no length", text, "lt=0", `{"type":"string","maxLength":0}`},
		{"bounds", number, "min=-1,max=10", `{` + integer + `,"minimum":-1,"maximum":10}`},
		{"tightest bounds", number, "min=1,gte=2,max=10,lte=9", `{` + integer + `,"minimum":2,"maximum":9}`},
		{"open bounds", real, "gt=0,lt=0.5", `{"type":"number","format":"double","exclusiveMinimum":0,"exclusiveMaximum":0.5}`},
		{"exact number", number, "len=7", `{` + integer + `,"const":7}`},
		{"count", list, "min=1,max=3", `{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3}`},
		{"count of a map", table, "len=2", `{"type":"object","additionalProperties":{` + integer + `},"minProperties":2,"maxProperties":2}`},
		{"equal text", text, "eq=a b", `{"type":"string","const":"a b"}`},
		{"equal number", number, "eq=3", `{` + integer + `,"const":3}`},
		{"equal flag", reflect.TypeFor[bool](), "eq=true", `{"type":"boolean","const":true}`},
		{"unequal", text, "ne=a,ne=b", `{"type":"string","not":{"enum":["a","b"]}}`},
		{"one of texts", text, "oneof=a 'b c'", `{"type":"string","enum":["a","b c"]}`},
		{"one of those listed anyway", reflect.TypeFor[Status](), "oneof=closed open", `{"$ref":"#/components/schemas/Status"}`},
		{"one of fewer", reflect.TypeFor[Status](), "oneof=open", `{"$ref":"#/components/schemas/Status","enum":["open"]}`},
		{"one of numbers", number, "oneof=1 2", `{` + integer + `,"enum":[1,2]}`},
		{"unique", list, "unique", `{"type":"array","items":{"type":"string"},"uniqueItems":true}`},
		{"elements", list, "max=3,dive,required,max=5", `{"type":"array","items":{"type":"string","minLength":1,"maxLength":5},"maxItems":3}`},
		{"elements of elements", reflect.TypeFor[[][]int](), "dive,min=1,dive,gt=0", `{"type":"array","items":{"type":"array","items":{` + integer + `,"exclusiveMinimum":0},"minItems":1}}`},
		{"keys and values", table, "dive,keys,max=3,endkeys,min=1", `{"type":"object","additionalProperties":{` + integer + `,"minimum":1},"propertyNames":{"type":"string","maxLength":3}}`},
		{"elements of a component", reflect.TypeFor[Tags](), "dive,max=3", `{"$ref":"#/components/schemas/Tags","items":{"type":"string","maxLength":3}}`},
		{"alternatives", text, "email|e164", `{"type":"string","anyOf":[{"format":"email"},{"pattern":"^\\+[1-9]?[0-9]{7,14}$"}]}`},
		{"alternatives twice", text, "email|uuid,alpha|len=3", `{"type":"string","anyOf":[{"format":"email"},{"format":"uuid"}],"allOf":[{"anyOf":[{"pattern":"^[a-zA-Z]+$"},{"minLength":3,"maxLength":3}]}]}`},
		{"alternatives of numbers", number, "eq=0|gte=10", `{` + integer + `,"anyOf":[{"const":0},{"minimum":10}]}`},
		{"alternatives beyond words", text, "email|cidr", `{"type":"string","x-validate":["email|cidr"]}`},
		{"format", text, "omitempty,email", `{"type":"string","format":"email"}`},
		{"address", text, "ip", `{"type":"string","anyOf":[{"format":"ipv4"},{"format":"ipv6"}]}`},
		{"two patterns", text, "startswith=a.,endswith=b,contains=c", `{"type":"string","pattern":"^a\\.","allOf":[{"pattern":"b$"},{"pattern":"c"}]}`},
		{"not a pattern", text, "excludes=x,startsnotwith=a,endsnotwith=b", `{"type":"string","allOf":[{"not":{"pattern":"x"}},{"not":{"pattern":"^a"}},{"not":{"pattern":"b$"}}]}`},
		{"date", text, "datetime=2006-01-02", `{"type":"string","format":"date"}`},
		{"moment", text, "datetime=2006-01-02T15:04:05Z07:00", `{"type":"string","format":"date-time"}`},
		{"base64", text, "base64", `{"type":"string","contentEncoding":"base64"}`},
		{"JSON", text, "json", `{"type":"string","contentMediaType":"application/json"}`},
		{"presence only", text, "omitempty", `{"type":"string"}`},

		{"no words for a layout", text, "datetime=15:04", `{"type":"string","x-validate":["datetime=15:04"]}`},
		{"no words for a condition", text, "required_if=A b,max=3", `{"type":"string","maxLength":3,"x-validate":["required_if=A b"]}`},
		{"no words for a span", reflect.TypeFor[time.Time](), "gt", `{"type":"string","format":"date-time","x-validate":["gt"]}`},
		{"no words for a duration", reflect.TypeFor[time.Duration](), "min=1s", ``},
		{"no words for bytes", reflect.TypeFor[[]byte](), "max=3", `{"type":"string","contentEncoding":"base64","x-validate":["max=3"]}`},
		{"no words for unique values", table, "unique", `{"type":"object","additionalProperties":{` + integer + `},"x-validate":["unique"]}`},
		{"no words for a float's text", reflect.TypeFor[float64](), "gt=0x1p", `{"type":"number","format":"double","x-validate":["gt=0x1p"]}`},
		{"no words for what is not listed", number, "oneof=a", `{` + integer + `,"x-validate":["oneof=a"]}`},
		{"no words for elements of bytes", reflect.TypeFor[[]byte](), "dive,gt=3", `{"type":"string","contentEncoding":"base64","x-validate":["dive,gt=3"]}`},
		{"no words for several", text, "cidr,isbn", `{"type":"string","x-validate":["cidr","isbn"]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := openapi.NewReflector(openapi.ReflectorConfig{})
			s := r.Input(ruled(test.typ, test.rules))
			require.NoError(t, r.Err())
			if test.want == "" {
				require.Contains(t, compact(t, s), `"x-validate":["`+test.rules)
				return
			}
			field := s.Properties.Get("v")
			if test.typ.Kind() == reflect.Pointer && !strings.Contains(test.rules, "required") {
				require.True(t, field.Type.Has("null"))
			}
			require.JSONEq(t, test.want, compact(t, field))
		})
	}
}

func TestRequiredAndNullDependOnTheDirection(t *testing.T) {
	t.Parallel()
	type T struct {
		A string  `json:"a" validate:"required"`
		B string  `json:"b"`
		C *string `json:"c" validate:"required"`
		D string  `json:"d,omitempty" validate:"required"`
		E string  `json:"e" default:"x" validate:"required"`
		F string  `json:"f" validate:"omitempty,min=3"`
	}
	r := openapi.NewReflector(openapi.ReflectorConfig{Closed: true})
	d := components(t, r.Input(reflect.TypeFor[T]()), r.Output(reflect.TypeFor[T]()))
	require.NoError(t, r.Publish(d))
	in, out := d.Components.Schemas["TInput"], d.Components.Schemas["T"]
	require.Equal(t, []string{"a", "c", "d"}, in.Required)
	require.Equal(t, []string{"a", "b", "c", "e", "f"}, out.Required)
	require.False(t, in.Properties.Get("c").Type.Has("null"))
	require.True(t, out.Properties.Get("c").Type.Has("null"))
	require.NotNil(t, in.Properties.Get("f").MinLength)
	require.Nil(t, out.Properties.Get("f").MinLength, "a response may hold the empty value")
	require.Equal(t, "false", compact(t, in.AdditionalProperties))
	require.Nil(t, out.AdditionalProperties)
}

func TestRegisteredRulesSayThemselvesWhatTheyMean(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{Rules: func(reflect.StructField) ([]validation.Rule, error) {
		return []validation.Rule{{Name: "iban", Schema: &validation.Schema{
			Format: "iban", Pattern: "^[A-Z]{2}", MinLength: 15, MaxLength: 34, Enum: []string{"DE1"}, Description: "An IBAN.", Example: "DE1",
		}}}, nil
	}})
	s := r.Input(ruled(reflect.TypeFor[string](), "iban"))
	require.JSONEq(t, `{"type":"string","format":"iban","pattern":"^[A-Z]{2}","minLength":15,"maxLength":34,"enum":["DE1"],"description":"An IBAN.","examples":["DE1"]}`, compact(t, s.Properties.Get("v")))
}

// texts are values that the rules of strings tell apart.
var texts = []string{
	"", "a", "ab", "abc", "ABC", "abc123", "123", "-1.5", "+1", "0x1F", "#fff", "#ffffff", "a b", "aXb", "ÄÖÜ", "日本", "\x7f", "tab\t", "a.b", "xab", "abx",
	"ann@example.com", "ann@", "https://example.com/x", "/x", "example.com", "http://", "018f2f6e-0000-7000-8000-000000000001", "018f2f6e-0000-4000-8000-000000000001",
	"192.0.2.1", "2001:db8::1", "+4930123456", "+49", "2026-01-02", "2026-01-02T03:04:05Z", "DE", "DEU", "EUR", "YWJj", `{"a":1}`, "a.b.c", "00:1b:63:84:45:e6",
	"d41d8cd98f00b204e9800998ecf8427e", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "localhost", "-x.com", "true",
}

// TestSchemasAreNeverStricterThanTheRules holds the table of rules to validator:
// whatever a rule accepts, the schema must accept.
func TestSchemasAreNeverStricterThanTheRules(t *testing.T) {
	t.Parallel()
	rules := []string{
		"required", "min=2", "max=3", "len=3", "gt=1", "lt=4", "gte=2", "lte=3", "eq=abc", "ne=abc", "oneof=a abc 'a b'",
		"alpha", "alphanum", "alphaspace", "alphanumspace", "numeric", "number", "hexadecimal", "hexcolor", "lowercase", "uppercase", "ascii", "printascii",
		"email", "url", "http_url", "https_url", "uri", "uuid", "uuid3", "uuid4", "uuid5", "uuid_rfc4122", "uuid4_rfc4122",
		"ipv4", "ip4_addr", "ipv6", "ip6_addr", "ip", "ip_addr", "hostname", "hostname_rfc1123", "fqdn", "e164", "ulid", "md5", "sha256", "sha384", "sha512",
		"iso3166_1_alpha2", "iso3166_1_alpha3", "iso4217", "jwt", "mac", "startswith=a", "endswith=b", "contains=b", "startsnotwith=a", "endsnotwith=b", "excludes=b",
		"datetime=2006-01-02", "datetime=2006-01-02T15:04:05Z07:00", "base64", "json", "email|uuid", "alpha|len=3", "eq=1|gt=2",
	}
	for _, rule := range rules {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			holdToValidator(t, ruled(reflect.TypeFor[string](), rule), anyOf(texts))
		})
	}
	numbers := anyOf([]int{-5, -1, 0, 1, 2, 3, 4, 7, 10})
	for _, rule := range []string{"required", "min=2", "max=3", "len=3", "gt=1", "lt=4", "gte=2", "lte=3", "eq=3", "ne=3", "oneof=1 3", "eq=0|gte=4"} {
		t.Run("number "+rule, func(t *testing.T) {
			t.Parallel()
			holdToValidator(t, ruled(reflect.TypeFor[int](), rule), numbers)
		})
	}
	t.Run("pointer required", func(t *testing.T) {
		t.Parallel()
		holdToValidator(t, ruled(reflect.TypeFor[*string](), "required"), []any{new(""), new("a")})
		holdToValidator(t, ruled(reflect.TypeFor[*int](), "required"), []any{new(0), new(1)})
		holdToValidator(t, ruled(reflect.TypeFor[*bool](), "required"), []any{new(false), new(true)})
	})
	lists := []any{[]string{}, []string{"a"}, []string{"a", "a"}, []string{"a", "bb"}, []string{"", "abc", "d"}}
	for _, rule := range []string{"required", "min=1", "max=2", "len=2", "gt=1", "lt=2", "unique", "dive,required", "max=2,dive,min=2"} {
		t.Run("list "+rule, func(t *testing.T) {
			t.Parallel()
			holdToValidator(t, ruled(reflect.TypeFor[[]string](), rule), lists)
		})
	}
}

func anyOf[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = list[i]
	}
	return out
}

func holdToValidator(t *testing.T, typ reflect.Type, values []any) {
	t.Helper()
	v := validation.New(validation.Config{})
	r := openapi.NewReflector(openapi.ReflectorConfig{Rules: v.Rules})
	schema := r.Input(typ)
	require.NoError(t, r.Err())
	document := &openapi.Document{}
	accepted := 0
	for _, value := range values {
		in := reflect.New(typ)
		in.Elem().Field(0).Set(reflect.ValueOf(value))
		if v.Validate(t.Context(), in.Interface()) != nil {
			continue
		}
		accepted++
		raw, err := json.Marshal(in.Interface())
		require.NoError(t, err)
		require.Empty(t, document.Check(schema, json.RawMessage(raw)), "validator accepts %q", value)
	}
	t.Logf("%d of %d accepted", accepted, len(values))
}
