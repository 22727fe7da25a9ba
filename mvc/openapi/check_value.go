package openapi

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

func (c *checker) text(s *Schema, v, at string) {
	n := utf8.RuneCountInString(v)
	if s.MinLength != nil && n < *s.MinLength {
		c.fault(at, "must have at least %d characters, has %d", *s.MinLength, n)
	}
	if s.MaxLength != nil && n > *s.MaxLength {
		c.fault(at, "must have at most %d characters, has %d", *s.MaxLength, n)
	}
	if s.Pattern != "" {
		pattern, err := regexp.Compile(s.Pattern)
		switch {
		case err != nil:
			c.fault(at, "the pattern of the schema cannot be read: %v", err)
		case !pattern.MatchString(v):
			c.fault(at, "must match %s, is %q", s.Pattern, v)
		}
	}
	if fits := textFormats[s.Format]; fits != nil && !fits(v) {
		c.fault(at, "must be of the format %s, is %q", s.Format, v)
	}
}

func (c *checker) number(s *Schema, v json.Number, at string) {
	bounds := []struct {
		bound    json.Number
		words    string
		accepted func(order int) bool
	}{
		{s.Minimum, "at least", func(o int) bool { return o >= 0 }},
		{s.Maximum, "at most", func(o int) bool { return o <= 0 }},
		{s.ExclusiveMinimum, "more than", func(o int) bool { return o > 0 }},
		{s.ExclusiveMaximum, "less than", func(o int) bool { return o < 0 }},
	}
	for _, b := range bounds {
		if b.bound == "" {
			continue
		}
		if order, ok := compare(v, b.bound); !ok || !b.accepted(order) {
			c.fault(at, "must be %s %s, is %s", b.words, b.bound, v)
		}
	}
	if s.MultipleOf != "" && !isMultiple(v, s.MultipleOf) {
		c.fault(at, "must be a multiple of %s, is %s", s.MultipleOf, v)
	}
	if limits, ok := numberFormats[s.Format]; ok && !within(v, limits) {
		c.fault(at, "must be of the format %s, is %s", s.Format, v)
	}
}

func (c *checker) list(s *Schema, v []any, at string) {
	if s.MinItems != nil && len(v) < *s.MinItems {
		c.fault(at, "must have at least %d items, has %d", *s.MinItems, len(v))
	}
	if s.MaxItems != nil && len(v) > *s.MaxItems {
		c.fault(at, "must have at most %d items, has %d", *s.MaxItems, len(v))
	}
	for i, item := range v {
		c.check(s.Items, item, at+"/"+strconv.Itoa(i))
		if first := slices.IndexFunc(v[:i], func(other any) bool { return equalTrees(other, item) }); s.UniqueItems && first >= 0 {
			c.fault(at+"/"+strconv.Itoa(i), "must be unique, is the same as item %d", first)
		}
	}
}

func (c *checker) object(s *Schema, v object, at string) {
	for _, name := range s.Required {
		if _, ok := v.get(name); !ok {
			c.fault(at+"/"+escapePointer(name), "is required and missing")
		}
	}
	if s.MinProperties != nil && len(v) < *s.MinProperties {
		c.fault(at, "must have at least %d properties, has %d", *s.MinProperties, len(v))
	}
	if s.MaxProperties != nil && len(v) > *s.MaxProperties {
		c.fault(at, "must have at most %d properties, has %d", *s.MaxProperties, len(v))
	}
	for _, m := range v {
		place := at + "/" + escapePointer(m.name)
		if s.PropertyNames != nil && !c.fits(s.PropertyNames, m.name) {
			c.fault(place, "is no name that is accepted here")
		}
		if property := s.Properties.Get(m.name); property != nil {
			c.check(property, m.value, place)
			continue
		}
		c.check(s.AdditionalProperties, m.value, place)
	}
}
