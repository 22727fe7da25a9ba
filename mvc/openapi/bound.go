package openapi

import (
	"encoding/json"
	"strconv"
)

// bound writes a rule that bounds a length, a count or a number.
func (c constraint) bound() bool {
	if c.isNumber() {
		return c.numberBound()
	}
	n, err := strconv.Atoi(c.rule.Param)
	if err != nil {
		return false
	}
	var low, high **int
	switch {
	case c.isString():
		low, high = &c.schema.MinLength, &c.schema.MaxLength
	case c.isList():
		low, high = &c.schema.MinItems, &c.schema.MaxItems
	case c.isMap():
		low, high = &c.schema.MinProperties, &c.schema.MaxProperties
	default:
		return false
	}
	switch c.rule.Name {
	case "min", "gte":
		raise(low, n)
	case "max", "lte":
		lower(high, n)
	case "gt":
		raise(low, n+1)
	case "lt":
		lower(high, n-1)
	case "len":
		raise(low, n)
		lower(high, n)
	}
	return true
}

// raise and lower keep the tighter of two bounds.
func raise(bound **int, n int) {
	if *bound == nil || **bound < n {
		*bound = new(n)
	}
}

func lower(bound **int, n int) {
	if *bound == nil || **bound > n {
		*bound = new(max(n, 0))
	}
}

func (c constraint) numberBound() bool {
	n := json.Number(c.rule.Param)
	if !isJSONNumber(n) {
		return false
	}
	switch c.rule.Name {
	case "min", "gte":
		tighten(&c.schema.Minimum, n, 1)
	case "max", "lte":
		tighten(&c.schema.Maximum, n, -1)
	case "gt":
		tighten(&c.schema.ExclusiveMinimum, n, 1)
	case "lt":
		tighten(&c.schema.ExclusiveMaximum, n, -1)
	case "len":
		c.schema.Const = n
	}
	return true
}

// tighten replaces the bound when n lies on the side that sign names.
func tighten(bound *json.Number, n json.Number, sign int) {
	if order, ok := compare(n, *bound); *bound == "" || ok && order == sign {
		*bound = n
	}
}

func isJSONNumber(n json.Number) bool {
	_, ok := rational(n)
	return ok && json.Valid([]byte(n))
}
