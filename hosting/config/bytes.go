package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Bytes is a size. As text it is a number with an optional unit: B, KB, MB, GB,
// TB count in thousands, KiB, MiB, GiB, TiB in 1024s; case does not matter and a
// number alone counts bytes.
type Bytes int64

// Sizes of the binary units.
const (
	KiB Bytes = 1 << (10 * (iota + 1))
	MiB
	GiB
	TiB
)

type unit struct {
	name string
	size Bytes
}

// units has longer names before the shorter ones that end them.
var units = [...]unit{
	{"TiB", TiB},
	{"GiB", GiB},
	{"MiB", MiB},
	{"KiB", KiB},
	{"TB", 1e12},
	{"GB", 1e9},
	{"MB", 1e6},
	{"KB", 1e3},
	{"B", 1},
}

// ParseBytes reads a size such as "1.5MiB".
func ParseBytes(text string) (Bytes, error) {
	number, size := strings.TrimSpace(text), Bytes(1)
	for _, u := range units {
		if rest := len(number) - len(u.name); rest > 0 && strings.EqualFold(number[rest:], u.name) {
			number, size = strings.TrimSpace(number[:rest]), u.size
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n < 0 || math.IsNaN(n) {
		return 0, fmt.Errorf("%q is not a size; write a number and a unit: 512KiB, 10MB, 1GiB", text)
	}
	if n*float64(size) >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is too large for a size", text)
	}
	return Bytes(n * float64(size)), nil
}

// String returns the size in the largest unit that divides it: "10MiB", "1500B".
func (b Bytes) String() string {
	if b == 0 {
		return "0B"
	}
	for _, u := range units {
		if b%u.size == 0 {
			return strconv.FormatInt(int64(b/u.size), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(b), 10) + "B"
}

// MarshalText returns the text of String.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads the text as [ParseBytes] does.
func (b *Bytes) UnmarshalText(text []byte) error {
	parsed, err := ParseBytes(string(text))
	if err != nil {
		return err
	}
	*b = parsed
	return nil
}
