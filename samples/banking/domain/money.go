package domain

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Amount is an exact amount of money in hundredths, of the currency of its account. It is a
// JSON string with two decimals, "18.39", so that no reader turns it into a float. The zero
// value is no money; what is owed is negative.
type Amount struct{ cents int64 }

// maxWhole keeps every sum that the bank makes far inside an int64.
const maxWhole = 1_000_000_000_000

// Cents returns the amount of n hundredths.
func Cents(n int64) Amount { return Amount{cents: n} }

// ParseAmount reads an amount such as "12.99", "12.9", "12" or "-3.50": at most two
// decimals, below a trillion.
func ParseAmount(text string) (Amount, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, cents, point := strings.Cut(digits, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || !isDigits(whole) || point && !isDigits(cents) || len(cents) > 2 || n >= maxWhole {
		return Amount{}, errs.Invalid("malformed_amount", "%q is no amount; write digits and at most two decimals, such as 12.99", text)
	}
	fraction, _ := strconv.ParseInt((cents + "00")[:2], 10, 64)
	n = n*100 + fraction
	if negative {
		n = -n
	}
	return Cents(n), nil
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Add returns the sum.
func (a Amount) Add(other Amount) Amount { return Cents(a.cents + other.cents) }

// Sub returns the difference.
func (a Amount) Sub(other Amount) Amount { return Cents(a.cents - other.cents) }

// Neg returns the amount with the other sign.
func (a Amount) Neg() Amount { return Cents(-a.cents) }

// Cmp returns -1, 0 or 1 as the amount is less than, equal to or more than the other.
func (a Amount) Cmp(other Amount) int {
	switch {
	case a.cents < other.cents:
		return -1
	case a.cents > other.cents:
		return 1
	}
	return 0
}

// Sign returns -1, 0 or 1 as the amount is negative, zero or positive.
func (a Amount) Sign() int { return a.Cmp(Amount{}) }

// IsZero reports whether the amount is nothing.
func (a Amount) IsZero() bool { return a.cents == 0 }

// InCents returns the amount in hundredths.
func (a Amount) InCents() int64 { return a.cents }

// String returns the amount with two decimals.
func (a Amount) String() string {
	sign, n := "", a.cents
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// MarshalText returns the amount as String does.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the amount as ParseAmount does.
func (a *Amount) UnmarshalText(text []byte) (err error) {
	*a, err = ParseAmount(string(text))
	return err
}

// TextFormat describes the text in documents: its format and its pattern.
func (Amount) TextFormat() (format, pattern string) { return "decimal", `^-?\d{1,12}(\.\d{1,2})?$` }

// Currency is the ISO 4217 code of a currency with hundredths.
type Currency string

// The currencies in which accounts are kept.
const (
	EUR Currency = "EUR"
	USD Currency = "USD"
	GBP Currency = "GBP"
	CHF Currency = "CHF"
)

// Values returns the currencies, for validation and documents.
func (Currency) Values() []string {
	return []string{string(EUR), string(USD), string(GBP), string(CHF)}
}
