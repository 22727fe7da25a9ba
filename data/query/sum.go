package query

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// maxDecimal is how long a text may be to count as a number.
const maxDecimal = 64

// sum adds decimals exactly: one total of whole numbers for each number of places.
type sum struct {
	count  int64
	places map[int]*big.Int
	// whole is the total without places as long as it fits.
	whole int64
}

// add takes the value in, unless it is no number.
func (s *sum) add(v Value) bool {
	switch {
	case v.kind == Number && !v.isFloat:
		s.addInt(v.int, 0)
	case v.kind == Number:
		if math.IsInf(v.float, 0) {
			return false
		}
		s.addFloat(v.float)
	case v.kind == String:
		if !isDecimal(v.text) {
			return false
		}
		s.addText(v.text)
	default:
		return false
	}
	s.count++
	return true
}

// addInt adds n / 10^places.
func (s *sum) addInt(n int64, places int) {
	if places == 0 {
		if total := s.whole + n; (total > s.whole) == (n > 0) {
			s.whole = total
			return
		}
	}
	s.addBig(big.NewInt(n), places)
}

func (s *sum) addBig(n *big.Int, places int) {
	if s.places == nil {
		s.places = make(map[int]*big.Int)
	}
	if total, ok := s.places[places]; ok {
		total.Add(total, n)
		return
	}
	s.places[places] = n
}

// addFloat adds the shortest decimal that stands for f, which is what documents hold.
func (s *sum) addFloat(f float64) {
	digits, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	power, _ := strconv.Atoi(exponent)
	whole, fraction, _ := strings.Cut(digits, ".")
	n, _ := strconv.ParseInt(whole+fraction, 10, 64) // at most 17 digits
	s.addInt(n, len(fraction)-power)
}

func (s *sum) addText(text string) {
	whole, fraction, _ := strings.Cut(text, ".")
	if n, err := strconv.ParseInt(whole+fraction, 10, 64); err == nil {
		s.addInt(n, len(fraction))
		return
	}
	n, _ := new(big.Int).SetString(whole+fraction, 10)
	s.addBig(n, len(fraction))
}

// rat returns the total.
func (s *sum) rat() *big.Rat {
	total := new(big.Rat).SetInt64(s.whole)
	for places, n := range s.places {
		part := new(big.Rat).SetInt(n)
		power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil))
		if places > 0 {
			part.Quo(part, power)
		} else {
			part.Mul(part, power)
		}
		total.Add(total, part)
	}
	return total
}

// isDecimal reports whether the text is digits, perhaps with a sign and a fraction: a
// number for whoever reads it, in any language.
func isDecimal(text string) bool {
	if len(text) > maxDecimal {
		return false
	}
	whole, fraction, hasPoint := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return isDigits(whole) && (!hasPoint || isDigits(fraction))
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
