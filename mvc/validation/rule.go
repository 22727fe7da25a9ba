package validation

import (
	"reflect"
	"strings"
)

// TagName is the struct tag that holds the rules.
const TagName = "validate"

// The words of the tag language that are no checks of a value by themselves.
const (
	ruleDive          = "dive"
	ruleKeys          = "keys"
	ruleEndKeys       = "endkeys"
	ruleOmitEmpty     = "omitempty"
	ruleOmitNil       = "omitnil"
	ruleOmitZero      = "omitzero"
	ruleStructOnly    = "structonly"
	ruleNoStructLevel = "nostructlevel"
	ruleSkip          = "-"
)

// Rule is one rule of a validate tag. A Rule has one of three shapes:
//
//   - a named rule: Name and, after its "=", Param: max=100, required, omitempty
//   - alternatives, written a|b: Name is empty and Any holds two or more named rules
//   - a level of nesting: Name is "dive", Elem holds the rules of each element of
//     the slice, array or map, Keys those between keys and endkeys
//
// Rules apply in order and the first one that is broken ends the field.
type Rule struct {
	// Name is the rule: "min", "oneof", "dive". It is empty for alternatives.
	Name string
	// Param is what follows "=", with the escapes 0x2C and 0x7C turned back into
	// a comma and a pipe. Empty when there is none.
	Param string
	// Alias is the alias the rule came from, and the code a broken rule is
	// reported under. Empty for a rule that stands in the tag itself.
	Alias string
	// Any holds the alternatives of a|b.
	Any []Rule
	// Keys holds the rules of the keys of a map; only for "dive".
	Keys []Rule
	// Elem holds the rules of each element; only for "dive".
	Elem []Rule
	// Schema is what the registration of a custom rule said about OpenAPI, nil for
	// rules that validator brings along and in what the function [Rules] returns.
	Schema *Schema

	hasParam bool
	hasKeys  bool
}

// Schema is what a custom rule tells OpenAPI about the values it accepts. Empty
// fields say nothing.
type Schema struct {
	// Format is the JSON Schema format: "iban".
	Format string
	// Pattern is an ECMA-262 regular expression.
	Pattern string
	// MinLength and MaxLength bound the characters; zero means no bound.
	MinLength, MaxLength int
	// Enum lists every accepted value.
	Enum []string
	// Description is added to what the field's doc says.
	Description string
	// Example is an accepted value.
	Example string
}

// Code returns what a fault of the rule is reported under: the alias, or the
// name, or all alternatives joined by "|" as they stand in the tag.
func (r Rule) Code() string {
	switch n := len(r.Any); {
	case r.Alias != "":
		return r.Alias
	case n > 0 && r.Any[n-1].Alias != "":
		return r.Any[n-1].Alias // as validator does: the last alternative decides
	case n > 0:
		return r.join(Rule.text)
	}
	return r.Name
}

// String returns the rule as it would stand in a tag, aliases expanded.
func (r Rule) String() string {
	switch {
	case len(r.Any) > 0:
		return r.join(Rule.String)
	case r.Name == ruleDive:
		parts := []string{ruleDive}
		if r.hasKeys {
			parts = append(parts, ruleKeys)
			for _, k := range r.Keys {
				parts = append(parts, k.String())
			}
			parts = append(parts, ruleEndKeys)
		}
		for _, e := range r.Elem {
			parts = append(parts, e.String())
		}
		return strings.Join(parts, ",")
	case r.hasParam:
		return r.Name + "=" + strings.NewReplacer(",", "0x2C", "|", "0x7C").Replace(r.Param)
	}
	return r.Name
}

// text is the rule with its param as it is, the form validator reports
// alternatives in.
func (r Rule) text() string {
	if r.hasParam {
		return r.Name + "=" + r.Param
	}
	return r.Name
}

func (r Rule) join(text func(Rule) string) string {
	parts := make([]string, len(r.Any))
	for i, a := range r.Any {
		parts[i] = text(a)
	}
	return strings.Join(parts, "|")
}

// Rules returns the rules of the field's validate tag in order, with the aliases
// that validator brings along expanded. A field without the tag, or with "-",
// has none. The error names what cannot be parsed; a name no rule is known under
// is not an error here, see [Compile].
//
// [Validator.Rules] knows registered rules and aliases too.
func Rules(field reflect.StructField) ([]Rule, error) {
	return parseTag(field.Tag.Get(TagName), bakedInAlias)
}

// bakedInAlias is the alias table validator starts with.
func bakedInAlias(name string) (string, bool) {
	switch name {
	case "iscolor":
		return "hexcolor|rgb|rgba|hsl|hsla|cmyk", true
	case "country_code":
		return "iso3166_1_alpha2|iso3166_1_alpha3|iso3166_1_alpha_numeric", true
	case "eu_country_code":
		return "iso3166_1_alpha2_eu|iso3166_1_alpha3_eu|iso3166_1_alpha_numeric_eu", true
	}
	return "", false
}
