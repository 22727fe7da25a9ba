package validation_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

func fieldWith(tag string) reflect.StructField {
	return reflect.StructField{Name: "F", Type: reflect.TypeFor[string](), Tag: reflect.StructTag(`validate:"` + tag + `"`)}
}

// shown is a rule as its parts, for comparison.
type shown struct {
	Name, Param, Alias, Code string
	Any, Keys, Elem          []shown
}

func show(rules []validation.Rule) []shown {
	var list []shown
	for _, r := range rules {
		list = append(list, shown{r.Name, r.Param, r.Alias, r.Code(), show(r.Any), show(r.Keys), show(r.Elem)})
	}
	return list
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, tag string
		want      []shown
	}{
		{"none", "", nil},
		{"skipped", "-", nil},
		{"named", "required,min=3", []shown{{Name: "required", Code: "required"}, {Name: "min", Param: "3", Code: "min"}}},
		{"escapes", "contains=0x2C0x7C", []shown{{Name: "contains", Param: ",|", Code: "contains"}}},
		{"alternatives", "len=2|email", []shown{{Code: "len=2|email", Any: []shown{{Name: "len", Param: "2", Code: "len"}, {Name: "email", Code: "email"}}}}},
		{"dive", "min=1,dive,required,dive,max=2", []shown{
			{Name: "min", Param: "1", Code: "min"},
			{Name: "dive", Code: "dive", Elem: []shown{
				{Name: "required", Code: "required"},
				{Name: "dive", Code: "dive", Elem: []shown{{Name: "max", Param: "2", Code: "max"}}},
			}},
		}},
		{"keys", "dive,keys,len=2,endkeys,required", []shown{{
			Name: "dive", Code: "dive",
			Keys: []shown{{Name: "len", Param: "2", Code: "len"}}, Elem: []shown{{Name: "required", Code: "required"}},
		}}},
		{"dive in keys", "dive,keys,dive,len=2,endkeys,required", []shown{{
			Name: "dive", Code: "dive",
			Keys: []shown{{Name: "dive", Code: "dive", Elem: []shown{{Name: "len", Param: "2", Code: "len"}}}},
			Elem: []shown{{Name: "required", Code: "required"}},
		}}},
		{"alias", "omitempty,eu_country_code", []shown{
			{Name: "omitempty", Code: "omitempty"},
			{Alias: "eu_country_code", Code: "eu_country_code", Any: []shown{
				{Name: "iso3166_1_alpha2_eu", Alias: "eu_country_code", Code: "eu_country_code"},
				{Name: "iso3166_1_alpha3_eu", Alias: "eu_country_code", Code: "eu_country_code"},
				{Name: "iso3166_1_alpha_numeric_eu", Alias: "eu_country_code", Code: "eu_country_code"},
			}},
		}},
		{"alias among alternatives", "len=2|country_code", []shown{
			{Code: "country_code", Any: []shown{
				{Name: "len", Param: "2", Code: "len"},
				{Name: "iso3166_1_alpha2", Alias: "country_code", Code: "country_code"},
				{Name: "iso3166_1_alpha3", Alias: "country_code", Code: "country_code"},
				{Name: "iso3166_1_alpha_numeric", Alias: "country_code", Code: "country_code"},
			}},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			rules, err := validation.Rules(fieldWith(tc.tag))
			require.NoError(t, err)
			require.Equal(t, tc.want, show(rules))
		})
	}
}

func TestRuleStringIsTheTag(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{
		"required", "eq=", "contains=0x2C0x7C", "len=2|email", "dive,required", "dive,keys,min=1,max=3,endkeys,dive,len=2|email", "dive,keys,endkeys",
	} {
		rules, err := validation.Rules(fieldWith(tag))
		require.NoError(t, err)
		require.Len(t, rules, 1)
		require.Equal(t, tag, rules[0].String())
	}
}

func TestRulesOfAFaultyTag(t *testing.T) {
	t.Parallel()
	_, err := validation.Rules(fieldWith("keys,min=1"))
	require.EqualError(t, err, `"keys" must follow "dive" at once; write dive,keys,…,endkeys,…`)
	_, err = validation.Rules(fieldWith("dive,keys,min=1,,endkeys"))
	require.EqualError(t, err, "a rule has no name; take out the stray separator")
	_, err = validation.Rules(fieldWith("dive,=1"))
	require.EqualError(t, err, "a rule has no name; take out the stray separator")
}

// FuzzRules: whatever parses is written back as a tag with the same meaning.
func FuzzRules(f *testing.F) {
	for _, tag := range []string{"required,min=3", "dive,keys,len=2,endkeys,a|b=0x2C", "iscolor|x,dive", "dive,keys,dive,endkeys"} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		field := reflect.StructField{Tag: reflect.StructTag(`validate:` + quote(tag))}
		rules, err := validation.Rules(field)
		if err != nil || len(rules) == 0 {
			return
		}
		text := ""
		for i, r := range rules {
			if i > 0 {
				text += ","
			}
			text += r.String()
		}
		again, err := validation.Rules(reflect.StructField{Tag: reflect.StructTag(`validate:` + quote(text))})
		require.NoError(t, err, text)
		require.Equal(t, names(rules), names(again))
	})
}

func names(rules []validation.Rule) []string {
	var list []string
	for _, r := range rules {
		list = append(list, r.Name+"="+r.Param)
		list = append(append(append(list, names(r.Any)...), names(r.Keys)...), names(r.Elem)...)
	}
	return list
}
