package validation

import (
	"fmt"
	"slices"
	"strings"
)

// aliasLookup returns the rules an alias stands for.
type aliasLookup func(name string) (tag string, ok bool)

// tagError says what cannot be read in a tag, and what to write instead.
type tagError struct{ problem, fix string }

func (e *tagError) Error() string { return e.problem + "; " + e.fix }

const writeKeys = "write dive,keys,…,endkeys,…"

// parseTag parses a whole tag.
func parseTag(tag string, alias aliasLookup) ([]Rule, error) {
	if tag == "" || tag == ruleSkip {
		return nil, nil
	}
	words, err := expand(tag, alias, "", nil)
	if err != nil {
		return nil, err
	}
	p := &tagParser{words: words, alias: alias}
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
		if slices.Contains(within, text) {
			return nil, &tagError{fmt.Sprintf("alias %q stands for itself", text), "take it out of its own rules"}
		}
		more, err := expand(inner, alias, text, append(within, text))
		if err != nil {
			return nil, err
		}
		words = append(words, more...)
	}
	return words, nil
}

// tagParser turns words into rules.
type tagParser struct {
	words []word
	alias aliasLookup
	next  int
}

// rules parses up to the end, or, of the keys of a map, up to endkeys.
func (p *tagParser) rules(keys bool) ([]Rule, error) {
	var rules []Rule
	for p.next < len(p.words) {
		w := p.words[p.next]
		p.next++
		switch w.text {
		case ruleEndKeys:
			if !keys {
				return nil, &tagError{`"endkeys" has no "keys" before it`, writeKeys}
			}
			return rules, nil
		case ruleKeys:
			return nil, &tagError{`"keys" must follow "dive" at once`, writeKeys}
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
		return nil, &tagError{`"keys" has no "endkeys" after it`, writeKeys}
	}
	return rules, nil
}

// dive parses what follows the word dive: it takes all the rest of the level.
func (p *tagParser) dive(w word, keys bool) (rule Rule, err error) {
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
func (p *tagParser) rule(w word) (Rule, error) {
	var choices []Rule
	for text := range strings.SplitSeq(w.text, "|") {
		name, param, hasParam := strings.Cut(text, "=")
		if name == "" {
			return Rule{}, &tagError{"a rule has no name", "take out the stray separator"}
		}
		if hasParam && isWord(name) {
			return Rule{}, &tagError{fmt.Sprintf("%q takes no parameter", name), "take out what follows it"}
		}
		inner, ok := p.alias(name)
		if ok && hasParam {
			return Rule{}, &tagError{fmt.Sprintf("%q is an alias and takes no parameter", name), "take out what follows it"}
		}
		if !ok {
			choices = append(choices, Rule{Name: name, Param: unescape(param), hasParam: hasParam, Alias: w.alias})
			continue
		}
		// An alias among alternatives adds its own alternatives.
		words, err := expand(inner, p.alias, name, []string{name})
		if err != nil {
			return Rule{}, err
		}
		if len(words) != 1 {
			return Rule{}, &tagError{fmt.Sprintf("alias %q stands for several rules and cannot be an alternative", name), "write its rules out"}
		}
		more, err := p.rule(words[0])
		if err != nil {
			return Rule{}, err
		}
		if len(more.Any) == 0 {
			more = Rule{Any: []Rule{more}}
		}
		choices = append(choices, more.Any...)
	}
	if len(choices) == 1 {
		return choices[0], nil
	}
	return Rule{Any: choices, Alias: w.alias}, nil
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
