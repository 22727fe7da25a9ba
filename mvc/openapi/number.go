package openapi

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
)

// maxExponent keeps a number such as 1e999999999 from being written out.
const maxExponent = 400

// rational returns the number without loss; false for text that is no number or
// has an exponent beyond what a float64 can hold.
func rational(n json.Number) (*big.Rat, bool) {
	if i := strings.IndexAny(n.String(), "eE"); i >= 0 {
		exponent, err := strconv.Atoi(n.String()[i+1:])
		if err != nil || exponent > maxExponent || exponent < -maxExponent {
			return nil, false
		}
	}
	return new(big.Rat).SetString(n.String())
}

// isInteger reports whether the number has no fraction; 2.0 is an integer, as in
// JSON Schema.
func isInteger(n json.Number) bool {
	r, ok := rational(n)
	return ok && r.IsInt()
}

// compare returns the sign of a-b; false when one of them is no number.
func compare(a, b json.Number) (int, bool) {
	x, okX := rational(a)
	y, okY := rational(b)
	if !okX || !okY {
		return 0, false
	}
	return x.Cmp(y), true
}
