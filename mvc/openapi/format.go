package openapi

import (
	"encoding/json"
	"math/big"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"time"
)

var (
	uuidText     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	hostnameText = regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.?$`)
)

// textFormats are the formats of strings that Check knows; every other format
// says nothing.
var textFormats = map[string]func(string) bool{
	"date-time": func(s string) bool { _, err := time.Parse(time.RFC3339, s); return err == nil },
	"date":      func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil },
	"uuid":      uuidText.MatchString,
	"hostname":  hostnameText.MatchString,
	"email": func(s string) bool {
		a, err := mail.ParseAddress(s)
		return err == nil && a.Address == s
	},
	"ipv4": func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() },
	"ipv6": func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() && a.Zone() == "" },
	"uri": func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && u.IsAbs()
	},
	"uri-reference": func(s string) bool { _, err := url.Parse(s); return err == nil },
}

// numberFormats are the formats of numbers that Check knows, with their limits.
var numberFormats = map[string][2]json.Number{
	"int32":  {"-2147483648", "2147483647"},
	"int64":  {"-9223372036854775808", "9223372036854775807"},
	"uint64": {"0", "18446744073709551615"},
}

func within(n json.Number, limits [2]json.Number) bool {
	low, okLow := compare(n, limits[0])
	high, okHigh := compare(n, limits[1])
	return okLow && okHigh && low >= 0 && high <= 0
}

func isMultiple(n, of json.Number) bool {
	x, okX := rational(n)
	y, okY := rational(of)
	return okX && okY && y.Sign() != 0 && new(big.Rat).Quo(x, y).IsInt()
}
