package validation

import (
	"reflect"
	"strconv"
	"strings"
	"time"
)

// numberTextRules are for strings that are numbers, dates or truth values, and
// for values that are so by their type.
func numberTextRules() map[string]builtin {
	return map[string]builtin{
		"numeric":   {says: "must be a number", fits: fitText | fitNumber, build: orByType(isNumeric)},
		"number":    {says: "must hold digits only", fits: fitText | fitNumber, build: orByType(some(isDigit))},
		"boolean":   {says: "must be true or false", fits: fitText | fitBool, build: orByType(isBoolean)},
		"latitude":  {says: "must be a latitude from -90 to 90", fits: fitText | fitInteger | fitFloat, build: asText(isLatitude)},
		"longitude": {says: "must be a longitude from -180 to 180", fits: fitText | fitInteger | fitFloat, build: asText(isLongitude)},
		"port":      {says: "must be a port from 1 to 65535", fits: fitInteger | fitUintptr, build: port},
		"datetime": textParam("must be a date or time in the form %s", func(s, layout string) bool {
			_, err := time.Parse(layout, s)
			return err == nil
		}),
		"duration": text("must be a duration such as 1h30m", func(s string) bool {
			_, err := time.ParseDuration(s)
			return err == nil
		}),
		"e164":          text("must be a phone number such as +4930123456", isE164),
		"hexadecimal":   text("must be a hexadecimal number", isHexadecimal),
		"hexcolor":      text("must be a color such as #ff8800", isHexColor),
		"semver":        {says: "must be a semantic version such as 1.2.3", fits: fitText},
		"credit_card":   {says: "must be a credit card number", fits: fitText},
		"luhn_checksum": {says: "must have a correct check digit", fits: fitText | fitInteger},
	}
}

// orByType builds a rule for strings that every value of the other types keeps.
func orByType(match func(string) bool) builder {
	return func(t reflect.Type, _ string) (test, error) {
		if isText(t) {
			return func(p pointer) bool { return match(load[string](p)) }, nil
		}
		return func(pointer) bool { return true }, nil
	}
}

// asText builds a rule that looks at how a number is written.
func asText(match func(string) bool) builder {
	return func(t reflect.Type, _ string) (test, error) {
		if isText(t) {
			return func(p pointer) bool { return match(load[string](p)) }, nil
		}
		return func(p pointer) bool {
			var buf [32]byte
			return match(string(appendNumber(buf[:0], view(t, p))))
		}, nil
	}
}

func port(t reflect.Type, _ string) (test, error) {
	return func(p pointer) bool {
		v := view(t, p)
		if v.CanInt() {
			return v.Int() >= 1 && v.Int() <= 65535
		}
		return v.Uint() >= 1 && v.Uint() <= 65535
	}, nil
}

// isNumeric matches [-+]?[0-9]+(\.[0-9]+)?
func isNumeric(s string) bool {
	whole, fraction, ok := strings.Cut(unsigned(s), ".")
	return whole != "" && all(whole, isDigit) && (!ok || fraction != "" && all(fraction, isDigit))
}

func isBoolean(s string) bool {
	_, err := strconv.ParseBool(s)
	return err == nil
}

// isLatitude matches [-+]?([1-8]?\d(\.\d+)?|90(\.0+)?)
func isLatitude(s string) bool { return isDegrees(unsigned(s), 90) }

// isLongitude matches [-+]?(180(\.0+)?|(1[0-7]\d|[1-9]?\d)(\.\d+)?)
func isLongitude(s string) bool { return isDegrees(unsigned(s), 180) }

// isDegrees matches a number without leading zeros up to the limit.
func isDegrees(s string, limit int) bool {
	whole, fraction, ok := strings.Cut(s, ".")
	if ok && (fraction == "" || !all(fraction, isDigit)) {
		return false
	}
	if whole == "" || len(whole) > 3 || !all(whole, isDigit) || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	n := 0
	for _, digit := range whole {
		n = 10*n + int(digit-'0')
	}
	return n < limit || n == limit && strings.Trim(fraction, "0") == ""
}

// unsigned takes one sign off.
func unsigned(s string) string {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[1:]
	}
	return s
}

// isE164 matches \+?[1-9]\d{7,14}
func isE164(s string) bool {
	s = strings.TrimPrefix(s, "+")
	return len(s) >= 8 && len(s) <= 15 && s[0] != '0' && all(s, isDigit)
}

// isHexadecimal matches (0[xX])?[0-9a-fA-F]+
func isHexadecimal(s string) bool {
	if len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x' {
		s = s[2:]
	}
	return s != "" && all(s, isHex)
}

func isHexColor(s string) bool {
	if s == "" || s[0] != '#' {
		return false
	}
	switch len(s) {
	case 4, 5, 7, 9:
		return all(s[1:], isHex)
	}
	return false
}
