package validation

import (
	"fmt"
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

// aliasLookup returns the rules an alias stands for.
type aliasLookup func(name string) (tag string, ok bool)

// parseTag parses a whole tag.
func parseTag(tag string, alias aliasLookup) ([]Rule, error) {
	if tag == "" || tag == ruleSkip {
		return nil, nil
	}
	words, err := expand(tag, alias, "", nil)
	if err != nil {
		return nil, err
	}
	p := &parser{words: words, alias: alias}
	return p.rules(false)
}

// word is one comma-separated part of a tag after aliases are expanded.
type word struct{ text, alias string }

// expand splits the tag and replaces aliases by what they stand for. within
// holds the aliases being expanded, outermost first.
func expand(tag string, alias aliasLookup, name string, within []string) ([]word, error) {
	var words []word
	for text := range strings.SplitSeq(tag, ",") {
		inner, ok := alias(text)
		if !ok {
			words = append(words, word{text, name})
			continue
		}
		for _, outer := range within {
			if outer == text {
				return nil, fmt.Errorf("alias %q stands for itself; take it out of its own rules", text)
			}
		}
		more, err := expand(inner, alias, text, append(within, text))
		if err != nil {
			return nil, err
		}
		words = append(words, more...)
	}
	return words, nil
}

// parser turns words into rules.
type parser struct {
	words []word
	alias aliasLookup
	next  int
}

// rules parses up to the end, or, of the keys of a map, up to endkeys.
func (p *parser) rules(keys bool) ([]Rule, error) {
	var rules []Rule
	for p.next < len(p.words) {
		w := p.words[p.next]
		p.next++
		switch w.text {
		case ruleEndKeys:
			if !keys {
				return nil, fmt.Errorf(`"endkeys" has no "keys" before it; write dive,keys,…,endkeys,…`)
			}
			return rules, nil
		case ruleKeys:
			return nil, fmt.Errorf(`"keys" must follow "dive" at once; write dive,keys,…,endkeys,…`)
		case ruleDive:
			rule, err := p.dive(w, keys)
			return append(rules, rule), err
		default:
			rule, err := p.rule(w)
			if err != nil {
				return nil, err
			}
			rules = append(rules, rule)
		}
	}
	if keys {
		return nil, fmt.Errorf(`"keys" has no "endkeys" after it; write dive,keys,…,endkeys,…`)
	}
	return rules, nil
}

// dive parses what follows the word dive: it takes all the rest of the level.
func (p *parser) dive(w word, keys bool) (rule Rule, err error) {
	rule = Rule{Name: ruleDive, Alias: w.alias}
	if p.next < len(p.words) && p.words[p.next].text == ruleKeys {
		p.next++
		rule.hasKeys = true
		if rule.Keys, err = p.rules(true); err != nil {
			return rule, err
		}
	}
	rule.Elem, err = p.rules(keys)
	return rule, err
}

// rule parses a named rule or alternatives.
func (p *parser) rule(w word) (Rule, error) {
	var any []Rule
	for text := range strings.SplitSeq(w.text, "|") {
		name, param, hasParam := strings.Cut(text, "=")
		if name == "" {
			return Rule{}, fmt.Errorf("a rule has no name; take out the stray separator")
		}
		if hasParam && isWord(name) {
			return Rule{}, fmt.Errorf("%q takes no parameter; take out what follows it", name)
		}
		inner, ok := p.alias(name)
		if ok && hasParam {
			return Rule{}, fmt.Errorf("%q is an alias and takes no parameter; take out what follows it", name)
		}
		if !ok {
			any = append(any, Rule{Name: name, Param: unescape(param), hasParam: hasParam, Alias: w.alias})
			continue
		}
		// An alias among alternatives adds its own alternatives.
		words, err := expand(inner, p.alias, name, []string{name})
		if err != nil {
			return Rule{}, err
		}
		if len(words) != 1 {
			return Rule{}, fmt.Errorf("alias %q stands for several rules and cannot be an alternative; write its rules out", name)
		}
		more, err := p.rule(words[0])
		if err != nil {
			return Rule{}, err
		}
		if len(more.Any) == 0 {
			more = Rule{Any: []Rule{more}}
		}
		any = append(any, more.Any...)
	}
	if len(any) == 1 {
		return any[0], nil
	}
	return Rule{Any: any, Alias: w.alias}, nil
}

// isWord reports whether the name is part of the tag language and checks nothing.
func isWord(name string) bool {
	switch name {
	case ruleDive, ruleKeys, ruleEndKeys, ruleOmitEmpty, ruleOmitNil, ruleOmitZero, ruleStructOnly, ruleNoStructLevel:
		return true
	}
	return false
}

func unescape(param string) string {
	return strings.ReplaceAll(strings.ReplaceAll(param, "0x2C", ","), "0x7C", "|")
}
