package validation_test

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

func quote(s string) string { return strconv.Quote(s) }

func TestMessages(t *testing.T) {
	t.Parallel()
	type item struct {
		SKU string `json:"sku"`
	}
	past, future := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		value     any
		tag, want string
	}{
		{"", "required", "is required"},
		{"x", "isdefault", "must not be set"},
		{"x", "min=10", "must have at least 10 characters"},
		{"", "min=1", "must have at least 1 character"},
		{"xx", "max=1", "must have at most 1 character"},
		{"xx", "len=3", "must have exactly 3 characters"},
		{"xx", "gt=2", "must have more than 2 characters"},
		{"xx", "lt=2", "must have fewer than 2 characters"},
		{"xx", "eq=y", "must be y"},
		{"xx", "ne=xx", "must not be xx"},
		{1, "min=2", "must be at least 2"},
		{1, "gt=2", "must be greater than 2"},
		{3, "lte=2", "must be at most 2"},
		{3, "lt=2", "must be less than 2"},
		{3.5, "eq=2", "must be 2"},
		{time.Second, "min=1m", "must be at least 1m"},
		{true, "eq=false", "must be false"},
		{[]int{}, "min=1", "must have at least 1 item"},
		{[]int{1}, "eq=2", "must have exactly 2 items"},
		{[]int{1}, "ne=1", "must not have 1 item"},
		{map[string]int{}, "min=2", "must have at least 2 entries"},
		{map[string]int{"a": 1, "b": 2}, "max=1", "must have at most 1 entry"},
		{past, "gt", "must be in the future"},
		{past, "gte", "must not be in the past"},
		{future, "lt", "must be in the past"},
		{future, "lte", "must not be in the future"},
		{"huge", "oneof=small 'dark green' large", "must be one of small, dark green, large"},
		{"small", "noneof=small", "must be none of small"},
		{[]int{1, 1}, "unique", "must not hold the same item twice"},
		{[]item{{}, {}}, "unique=SKU", "must not hold two items with the same sku"},
		{[]*item{{}, {}}, "unique=SKU", "must not hold two items with the same sku"},
		{"x", "unique=Other", "must differ from other"},
		{"x", "email", "must be an email address"},
		{"x", "startswith=a,max=1", "must start with a"},
		{"y", "eqfield=Other", "must be the same as other"},
		{"", "required_with=Other Flag", "is required together with other, Flag"},
		{"", "required_if=Other x Flag true", "is required when other is x and Flag is true"},
		{"x", "len=2|email", "must have exactly 2 characters or must be an email address"},
		{"x", "iscolor", "must be a color such as #ff8800 or must be an RGB color or must be an RGBA color or must be an HSL color or must be an HSLA color or must be a CMYK color"},
		{(*string)(nil), "min=3", "is required"},
		{any(nil), "eq=3", "is required"},
		{(*string)(nil), "required_with=Other", "is required together with other"},
	} {
		t.Run(tc.tag, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, messageOf(t, tc.value, tc.tag))
		})
	}
}

// messageOf checks the value as a field beside two others.
func messageOf(t *testing.T, value any, tag string) string {
	typ := reflect.TypeOf(&value).Elem()
	if value != nil {
		typ = reflect.TypeOf(value)
	}
	holder := reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "Value", Type: typ, Tag: reflect.StructTag(fmt.Sprintf("validate:%q", tag))},
		{Name: "Other", Type: reflect.TypeFor[string](), Tag: `json:"other"`},
		{Name: "Flag", Type: reflect.TypeFor[bool]()},
	})).Elem()
	if value != nil {
		holder.Field(0).Set(reflect.ValueOf(value))
	}
	holder.Field(1).SetString("x")
	holder.Field(2).SetBool(true)
	fields := faultsOf(t, validation.New(validation.Config{}), holder.Addr().Interface())
	require.Len(t, fields, 1)
	return fields[0].Message
}
