package openapi

import (
	"regexp"
	"time"
)

// formats are the rules that a format of JSON Schema says.
var formats = map[string]string{
	"email": "email", "url": "uri", "http_url": "uri", "https_url": "uri", "uri": "uri-reference",
	"uuid": "uuid", "uuid3": "uuid", "uuid4": "uuid", "uuid5": "uuid",
	"uuid_rfc4122": "uuid", "uuid3_rfc4122": "uuid", "uuid4_rfc4122": "uuid", "uuid5_rfc4122": "uuid",
	"ipv4": "ipv4", "ip4_addr": "ipv4", "ipv6": "ipv6", "ip6_addr": "ipv6",
	"hostname": "hostname", "hostname_rfc1123": "hostname", "fqdn": "hostname",
}

// patterns are the rules that a regular expression says. They use the syntax that
// ECMA-262 and Go share.
var patterns = map[string]string{
	"alpha":            `^[a-zA-Z]+$`,
	"alphanum":         `^[a-zA-Z0-9]+$`,
	"alphaspace":       `^[a-zA-Z ]+$`,
	"alphanumspace":    `^[a-zA-Z0-9 ]+$`,
	"numeric":          `^[-+]?[0-9]+(\.[0-9]+)?$`,
	"number":           `^[0-9]+$`,
	"hexadecimal":      `^(0[xX])?[0-9a-fA-F]+$`,
	"hexcolor":         `^#([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$`,
	"lowercase":        `^[^A-Z]+$`,
	"uppercase":        `^[^a-z]+$`,
	"ascii":            `^[\x00-\x7F]*$`,
	"printascii":       `^[\x20-\x7E]*$`,
	"e164":             `^\+[1-9]?[0-9]{7,14}$`,
	"ulid":             `^[0-7a-zA-Z][0-9a-zA-Z]{25}$`,
	"md5":              `^[0-9a-f]{32}$`,
	"sha256":           `^[0-9a-f]{64}$`,
	"sha384":           `^[0-9a-f]{96}$`,
	"sha512":           `^[0-9a-f]{128}$`,
	"iso3166_1_alpha2": `^[A-Z]{2}$`,
	"iso3166_1_alpha3": `^[A-Z]{3}$`,
	"iso4217":          `^[A-Z]{3}$`,
	"jwt":              `^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`,
	"mac":              `^[0-9a-fA-F:.-]+$`,
}

// affixes are the rules about a part of a string; %s of them is the quoted param.
var affixes = map[string][2]string{
	"startswith": {"^", ""},
	"endswith":   {"", "$"},
	"contains":   {"", ""},
}

// text writes a rule about the characters of a string.
func (c constraint) text() bool {
	if !c.isString() {
		return false
	}
	name, param := c.rule.Name, c.rule.Param
	if format, ok := formats[name]; ok {
		c.schema.Format = format
		return true
	}
	if pattern, ok := patterns[name]; ok {
		c.pattern(pattern)
		return true
	}
	if affix, ok := affixes[name]; ok {
		c.pattern(affix[0] + regexp.QuoteMeta(param) + affix[1])
		return true
	}
	switch name {
	case "startsnotwith":
		c.not("^" + regexp.QuoteMeta(param))
	case "endsnotwith":
		c.not(regexp.QuoteMeta(param) + "$")
	case "excludes":
		c.not(regexp.QuoteMeta(param))
	case "ip", "ip_addr":
		c.schema.AnyOf = []*Schema{{Format: "ipv4"}, {Format: "ipv6"}}
	case "base64":
		c.schema.ContentEncoding = "base64"
	case "json":
		c.schema.ContentMediaType = MediaJSON
	case "datetime":
		return c.datetime(param)
	default:
		return false
	}
	return true
}

// pattern adds a pattern; a schema with several holds them in allOf.
func (c constraint) pattern(pattern string) {
	if c.schema.Pattern == "" {
		c.schema.Pattern = pattern
		return
	}
	c.schema.AllOf = append(c.schema.AllOf, &Schema{Pattern: pattern})
}

func (c constraint) not(pattern string) {
	c.schema.AllOf = append(c.schema.AllOf, &Schema{Not: &Schema{Pattern: pattern}})
}

// datetime knows the layouts that JSON Schema has a name for.
func (c constraint) datetime(layout string) bool {
	switch layout {
	case time.DateOnly:
		c.schema.Format = "date"
	case time.RFC3339, time.RFC3339Nano:
		c.schema.Format = "date-time"
	default:
		return false
	}
	return true
}
