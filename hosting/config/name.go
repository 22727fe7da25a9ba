package config

import (
	"strings"
	"unicode"
)

// snake returns a Go name in snake_case with acronyms kept together:
// DatabaseURL is database_url, HTTPPort is http_port.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord says whether the upper-case rune at i begins a word: it follows a
// lower-case letter or digit, or is the last capital before one.
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if before == '_' {
		return false
	}
	if !unicode.IsUpper(before) {
		return true
	}
	return i+1 < len(runes) && unicode.IsLower(runes[i+1])
}

// Prefix returns the beginning of the variables of a service, without the
// underscore that follows it: "order-service" has ORDER_SERVICE.
func Prefix(service string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToUpper(r)
		}
		return '_'
	}, service)
}

// variable returns the environment variable of a key: kitchen.capacity of
// PIZZERIA is PIZZERIA_KITCHEN_CAPACITY.
func variable(prefix, key string) string {
	name := strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
	if prefix == "" {
		return name
	}
	return prefix + "_" + name
}

// join puts a dot between the parts of a key that are there.
func join(section, name string) string {
	if section == "" {
		return name
	}
	return section + "." + name
}
