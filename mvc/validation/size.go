package validation

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// sizeRules compare characters, elements, numbers or times with the param.
func sizeRules() map[string]builtin {
	const sizes = fitText | fitList | fitNumber
	sizeRule := func(op comparison) builtin {
		// A time is compared with now, so only other types need the param.
		return builtin{fits: sizes | fitTime, build: compareSize(op)}
	}
	return map[string]builtin{
		"len":            {fits: sizes, needsParam: true, build: compareSize(equal)},
		"min":            sizeRule(atLeast),
		"max":            sizeRule(atMost),
		"gt":             sizeRule(more),
		"gte":            sizeRule(atLeast),
		"lt":             sizeRule(less),
		"lte":            sizeRule(atMost),
		"eq":             {fits: sizes | fitBool, build: equalTo},
		"ne":             {fits: sizes | fitBool, build: notEqualTo},
		"eq_ignore_case": textParam("must be %s", strings.EqualFold),
		"ne_ignore_case": textNot("must not be %s", strings.EqualFold),
	}
}

// comparison is how a value is compared with a bound.
type comparison uint8

const (
	equal comparison = iota
	less
	atMost
	more
	atLeast
)

// holds reports whether the order of a value to its bound is as asked.
func (c comparison) holds(order int) bool {
	switch c {
	case less:
		return order < 0
	case atMost:
		return order <= 0
	case more:
		return order > 0
	case atLeast:
		return order >= 0
	}
	return order == 0
}

// compareSize compares what a type is measured by.
func compareSize(op comparison) builder {
	return func(t reflect.Type, param string) (test, error) {
		switch {
		case isTime(t):
			return compareTime(op), nil
		case isText(t):
			n, err := wholeNumber(param)
			return compareText(op, n), err
		case isList(t):
			n, err := wholeNumber(param)
			return compareLen(op, t, n), err
		}
		return compareNumber(op, t, param)
	}
}

// equalTo is eq: the text itself rather than its length.
func equalTo(t reflect.Type, param string) (test, error) {
	switch t.Kind() {
	case reflect.String:
		return func(p pointer) bool { return load[string](p) == param }, nil
	case reflect.Bool:
		want, err := strconv.ParseBool(param)
		if err != nil {
			return nil, fmt.Errorf("%q is neither true nor false", param)
		}
		return func(p pointer) bool { return load[bool](p) == want }, nil
	}
	return compareSize(equal)(t, param)
}

func notEqualTo(t reflect.Type, param string) (test, error) {
	same, err := equalTo(t, param)
	return func(p pointer) bool { return !same(p) }, err
}

func compareTime(op comparison) test {
	return func(p pointer) bool { return op.holds(load[time.Time](p).Compare(time.Now())) }
}

func compareLen(op comparison, t reflect.Type, n int64) test {
	switch t.Kind() {
	case reflect.Slice:
		return func(p pointer) bool {
			_, length := slice(p)
			return op.holds(cmp.Compare(int64(length), n))
		}
	case reflect.Map:
		return func(p pointer) bool { return op.holds(cmp.Compare(int64(view(t, p).Len()), n)) }
	}
	fits := op.holds(cmp.Compare(int64(t.Len()), n))
	return func(pointer) bool { return fits }
}

// compareText compares the number of characters with n.
func compareText(op comparison, n int64) test {
	// No string is that long; the bounds keep 4*n from overflowing.
	n = min(max(n, -2), 1<<60)
	switch op {
	case less:
		return func(p pointer) bool { return charactersAtMost(load[string](p), n-1) }
	case atMost:
		return func(p pointer) bool { return charactersAtMost(load[string](p), n) }
	case more:
		return func(p pointer) bool { return charactersAtLeast(load[string](p), n+1) }
	case atLeast:
		return func(p pointer) bool { return charactersAtLeast(load[string](p), n) }
	}
	return func(p pointer) bool {
		s := load[string](p)
		return charactersAtLeast(s, n) && charactersAtMost(s, n)
	}
}

// A character takes one to four bytes, so most lengths need no counting.

func charactersAtLeast(s string, n int64) bool {
	size := int64(len(s))
	return size >= 4*n || size >= n && int64(utf8.RuneCountInString(s)) >= n
}

func charactersAtMost(s string, n int64) bool {
	size := int64(len(s))
	return size <= n || size <= 4*n && int64(utf8.RuneCountInString(s)) <= n
}

// compareNumber compares numbers; a time.Duration takes a bound such as 1h30m.
func compareNumber(op comparison, t reflect.Type, param string) (test, error) {
	switch k := t.Kind(); {
	case k >= reflect.Int && k <= reflect.Int64:
		bound, err := integerBound(t, param)
		return compareSigned(op, k, bound), err
	case k >= reflect.Uint && k <= reflect.Uintptr:
		bound, err := strconv.ParseUint(param, 0, 64)
		if err != nil {
			err = fmt.Errorf("%q is no whole number from 0 on", param)
		}
		return compareUnsigned(op, k, bound), err
	}
	bits := t.Bits()
	bound, err := strconv.ParseFloat(param, bits)
	if err != nil {
		return nil, fmt.Errorf("%q is no number", param)
	}
	if bits == 32 {
		return compareAs[float32](op, bound), nil
	}
	return compareAs[float64](op, bound), nil
}

func compareSigned(op comparison, k reflect.Kind, bound int64) test {
	switch k {
	case reflect.Int8:
		return compareAs[int8](op, bound)
	case reflect.Int16:
		return compareAs[int16](op, bound)
	case reflect.Int32:
		return compareAs[int32](op, bound)
	case reflect.Int64:
		return compareAs[int64](op, bound)
	}
	return compareAs[int](op, bound)
}

func compareUnsigned(op comparison, k reflect.Kind, bound uint64) test {
	switch k {
	case reflect.Uint8:
		return compareAs[uint8](op, bound)
	case reflect.Uint16:
		return compareAs[uint16](op, bound)
	case reflect.Uint32:
		return compareAs[uint32](op, bound)
	case reflect.Uint64:
		return compareAs[uint64](op, bound)
	case reflect.Uintptr:
		return compareAs[uintptr](op, bound)
	}
	return compareAs[uint](op, bound)
}

type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

// compareAs compares a T with a bound of the widest type of its family. It uses
// the operators because NaN has no order.
func compareAs[T, Wide number](op comparison, bound Wide) test {
	switch op {
	case less:
		return func(p pointer) bool { return Wide(load[T](p)) < bound }
	case atMost:
		return func(p pointer) bool { return Wide(load[T](p)) <= bound }
	case more:
		return func(p pointer) bool { return Wide(load[T](p)) > bound }
	case atLeast:
		return func(p pointer) bool { return Wide(load[T](p)) >= bound }
	}
	return func(p pointer) bool { return Wide(load[T](p)) == bound }
}

func wholeNumber(param string) (int64, error) {
	n, err := strconv.ParseInt(param, 0, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number", param)
	}
	return n, nil
}

func integerBound(t reflect.Type, param string) (int64, error) {
	if t == reflect.TypeFor[time.Duration]() {
		if d, err := time.ParseDuration(param); err == nil {
			return int64(d), nil
		}
		if _, err := wholeNumber(param); err != nil {
			return 0, fmt.Errorf("%q is no duration such as 30s", param)
		}
	}
	return wholeNumber(param)
}
