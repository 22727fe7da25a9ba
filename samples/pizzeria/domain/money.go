package domain

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Money is an exact amount in dollars and cents. The zero value is no money. It
// is a JSON string with two decimals, "18.39", so that no reader turns it into a
// float on the way.
type Money struct{ cents int64 }

// maxDollars keeps every sum that the pizzeria makes far inside an int64.
const maxDollars = 1_000_000_000

// Cents returns the amount of n cents.
func Cents(n int64) Money { return Money{cents: n} }

// ParseMoney reads an amount such as "12.99", "12.9" or "12": digits, at most two
// of them after the point, no sign, below a billion.
func ParseMoney(text string) (Money, error) {
	dollars, cents, point := strings.Cut(text, ".")
	malformed := !digits(dollars) || point && !digits(cents) || len(cents) > 2
	whole, err := strconv.ParseInt(dollars, 10, 64)
	if malformed || err != nil || whole >= maxDollars {
		return Money{}, errs.Invalid("malformed_money", "%q is no amount; write digits and at most two decimals, such as 12.99", text)
	}
	fraction, _ := strconv.ParseInt((cents + "00")[:2], 10, 64)
	return Cents(whole*100 + fraction), nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Add returns the sum.
func (m Money) Add(other Money) Money { return Cents(m.cents + other.cents) }

// Sub returns the difference.
func (m Money) Sub(other Money) Money { return Cents(m.cents - other.cents) }

// Per returns the share of each of n, rounded half up to the cent; nothing for n = 0.
func (m Money) Per(n int) Money {
	if n == 0 {
		return Money{}
	}
	return Cents((2*m.cents + int64(n)) / (2 * int64(n)))
}

// InCents returns the amount as a number of cents.
func (m Money) InCents() int64 { return m.cents }

// Times returns the amount n times.
func (m Money) Times(n int) Money { return Cents(m.cents * int64(n)) }

// Tenths returns n tenths of the amount, rounded half up to the cent.
func (m Money) Tenths(n int64) Money { return Cents((m.cents*n + 5) / 10) }

// Positive reports whether the amount is more than nothing.
func (m Money) Positive() bool { return m.cents > 0 }

// String returns the amount with two decimals.
func (m Money) String() string { return fmt.Sprintf("%d.%02d", m.cents/100, m.cents%100) }

// MarshalText returns the amount as String does.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the amount as ParseMoney does.
func (m *Money) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMoney(string(text))
	return err
}

// TextFormat describes the text in documents: its format and its pattern.
func (Money) TextFormat() (format, pattern string) { return "decimal", `^\d{1,9}(\.\d{1,2})?$` }
