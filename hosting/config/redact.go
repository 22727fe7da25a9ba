package config

import (
	"net/url"
	"strings"
)

// Redact returns the text with what looks like a password in it replaced:
// "postgres://app:s3cret@db/orders" is "postgres://app:[redacted]@db/orders", and
// so are secret query parameters and the password of "host=db password=s3cret".
// In doubt it hides too much. Other text is returned as it is.
func Redact(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return redactPairs(text, " ")
	}
	rest, query, hasQuery := strings.Cut(rest, "?")
	redacted := scheme + "://" + redactUser(scheme, rest)
	if hasQuery {
		redacted += "?" + redactPairs(query, "&")
	}
	return redacted
}

// redactUser replaces the password before the host.
func redactUser(scheme, rest string) string {
	authority, _, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		// A password with an unescaped slash makes no URL, but it is a password.
		at = strings.LastIndexByte(rest, '@')
		if _, err := url.Parse(scheme + "://" + rest); err == nil || at < 0 {
			return rest
		}
	}
	user, _, hasPassword := strings.Cut(rest[:at], ":")
	if !hasPassword {
		return rest
	}
	return user + ":" + Redacted + rest[at:]
}

// redactPairs replaces the values of secret names among name=value pairs.
func redactPairs(text, separator string) string {
	if !strings.Contains(text, "=") {
		return text
	}
	pairs := strings.Split(text, separator)
	for i, pair := range pairs {
		if name, _, ok := strings.Cut(pair, "="); ok && SecretName(name) {
			pairs[i] = name + "=" + Redacted
		}
	}
	return strings.Join(pairs, separator)
}
