package validation

import (
	"fmt"
	"reflect"
	"strings"
)

// sentence is what a client reads when a value of type t breaks the rule. owner,
// which may be nil, is the struct whose fields the param may name. t is nil where
// there is no value at all.
func (v *Validator) sentence(r Rule, t, owner reflect.Type) string {
	if len(r.Any) > 0 {
		parts := make([]string, len(r.Any))
		for i, a := range r.Any {
			parts[i] = v.sentence(a, t, owner)
		}
		return strings.Join(parts, " or ")
	}
	custom, isCustom := v.custom[r.Name]
	if custom.message != "" {
		return custom.message
	}
	if t != nil && !isCustom {
		if text := sizeSentence(r, t); text != "" {
			return text
		}
	}
	rule, ok := v.known[r.Name]
	switch {
	case isCustom:
		return fmt.Sprintf("must keep the rule %s", r.text())
	case r.Name == "oneof" || r.Name == "oneofci":
		return "must be one of " + strings.Join(words(r.Param), ", ")
	case r.Name == "noneof" || r.Name == "noneofci":
		return "must be none of " + strings.Join(words(r.Param), ", ")
	case r.Name == "unique":
		return uniqueSentence(r, t, owner)
	case rule.siblings == pairSiblings:
		return fmt.Sprintf(rule.says, pairText(owner, words(r.Param)))
	case rule.siblings != noSiblings:
		return fmt.Sprintf(rule.says, namesText(owner, words(r.Param)))
	case strings.Contains(rule.says, "%s"):
		return fmt.Sprintf(rule.says, r.Param)
	case !ok || rule.says == "":
		return fmt.Sprintf("must keep the rule %s", r.text())
	}
	return rule.says
}

// sizeSentence words the rules that mean something else for each kind of value.
func sizeSentence(r Rule, t reflect.Type) string {
	switch {
	case isTime(t):
		return map[string]string{
			"gt": "must be in the future", "gte": "must not be in the past", "min": "must not be in the past",
			"lt": "must be in the past", "lte": "must not be in the future", "max": "must not be in the future",
		}[r.Name]
	case isText(t) && (r.Name == "eq" || r.Name == "ne") || !isText(t) && !isList(t):
		return amountSentence(r)
	case isText(t):
		return countSentence(r, "character", "characters")
	case t.Kind() == reflect.Map:
		return countSentence(r, "entry", "entries")
	}
	return countSentence(r, "item", "items")
}

func amountSentence(r Rule) string {
	says, ok := map[string]string{
		"len": "must be %s", "eq": "must be %s", "ne": "must not be %s",
		"min": "must be at least %s", "gte": "must be at least %s", "gt": "must be greater than %s",
		"max": "must be at most %s", "lte": "must be at most %s", "lt": "must be less than %s",
	}[r.Name]
	if !ok {
		return ""
	}
	return fmt.Sprintf(says, r.Param)
}

func countSentence(r Rule, one, many string) string {
	says, ok := map[string]string{
		"len": "must have exactly %s %s", "eq": "must have exactly %s %s", "ne": "must not have %s %s",
		"min": "must have at least %s %s", "gte": "must have at least %s %s", "gt": "must have more than %s %s",
		"max": "must have at most %s %s", "lte": "must have at most %s %s", "lt": "must have fewer than %s %s",
	}[r.Name]
	if !ok {
		return ""
	}
	if r.Param == "1" {
		many = one
	}
	return fmt.Sprintf(says, r.Param, many)
}

func uniqueSentence(r Rule, t, owner reflect.Type) string {
	switch {
	case t == nil || r.Param == "":
		return "must not hold the same item twice"
	case !isList(t):
		return "must differ from " + clientName(owner, r.Param)
	}
	elem := t.Elem()
	for elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	return fmt.Sprintf("must not hold two items with the same %s", clientName(elem, r.Param))
}

// clientName is how a client knows a field that a tag names as Go does.
func clientName(owner reflect.Type, name string) string {
	if owner != nil {
		if field, ok := fieldOf(owner, name); ok {
			return nameOf(field).name
		}
	}
	return name
}

func namesText(owner reflect.Type, names []string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = clientName(owner, name)
	}
	return strings.Join(parts, ", ")
}

func pairText(owner reflect.Type, pairs []string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, clientName(owner, pairs[i])+" is "+pairs[i+1])
	}
	return strings.Join(parts, " and ")
}
