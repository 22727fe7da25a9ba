package validation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// textRules compare strings with the param.
func textRules() map[string]builtin {
	return map[string]builtin{
		"contains":      textParam("must contain %s", strings.Contains),
		"containsany":   textParam("must contain one of the characters %s", strings.ContainsAny),
		"containsrune":  textParam("must contain the character %s", containsRune),
		"excludes":      textNot("must not contain %s", strings.Contains),
		"excludesall":   textNot("must contain none of the characters %s", strings.ContainsAny),
		"excludesrune":  textNot("must not contain the character %s", containsRune),
		"startswith":    textParam("must start with %s", strings.HasPrefix),
		"endswith":      textParam("must end with %s", strings.HasSuffix),
		"startsnotwith": textNot("must not start with %s", strings.HasPrefix),
		"endsnotwith":   textNot("must not end with %s", strings.HasSuffix),
		"lowercase":     text("must be lower case", isLowercase),
		"uppercase":     text("must be upper case", isUppercase),
	}
}

// characterRules say which characters a string may hold.
func characterRules() map[string]builtin {
	return map[string]builtin{
		"alpha":           text("must hold letters a to z only", some(isLetter)),
		"alphaspace":      text("must hold letters a to z and spaces only", some(orSpace(isLetter))),
		"alphanum":        text("must hold letters a to z and digits only", some(isLetterOrDigit)),
		"alphanumspace":   text("must hold letters a to z, digits and spaces only", some(orSpace(isLetterOrDigit))),
		"alphaunicode":    text("must hold letters only", someRunes(unicode.IsLetter)),
		"alphanumunicode": text("must hold letters and digits only", someRunes(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })),
		"ascii":           text("must hold ASCII characters only", func(s string) bool { return all(s, isASCII) }),
		"printascii":      text("must hold printable ASCII characters only", func(s string) bool { return all(s, isPrintable) }),
		"multibyte":       text("must hold a character outside ASCII", func(s string) bool { return s == "" || !all(s, isASCII) }),
	}
}

func containsRune(s, param string) bool {
	r, _ := utf8.DecodeRuneInString(param)
	return strings.ContainsRune(s, r)
}

func isLowercase(s string) bool { return s != "" && s == strings.ToLower(s) }

func isUppercase(s string) bool { return s != "" && s == strings.ToUpper(s) }

// Sets of bytes. Bytes do for ASCII since no byte of a longer character is one.

func isDigit(b byte) bool { return b-'0' <= 9 }

func isLetter(b byte) bool { return b|0x20-'a' <= 'z'-'a' }

func isLetterOrDigit(b byte) bool { return isLetter(b) || isDigit(b) }

func isLowerHex(b byte) bool { return isDigit(b) || b-'a' <= 'f'-'a' }

func isHex(b byte) bool { return isDigit(b) || b|0x20-'a' <= 'f'-'a' }

func isASCII(b byte) bool { return b < utf8.RuneSelf }

func isPrintable(b byte) bool { return b >= ' ' && b <= '~' }

func orSpace(in func(byte) bool) func(byte) bool {
	return func(b byte) bool { return b == ' ' || in(b) }
}

// all reports whether every byte is in the set.
func all(s string, in func(byte) bool) bool {
	for i := range len(s) {
		if !in(s[i]) {
			return false
		}
	}
	return true
}

// some matches one or more bytes of the set.
func some(in func(byte) bool) func(string) bool {
	return func(s string) bool { return s != "" && all(s, in) }
}

// someRunes matches one or more characters of the set.
func someRunes(in func(rune) bool) func(string) bool {
	return func(s string) bool {
		for _, r := range s {
			if !in(r) {
				return false
			}
		}
		return s != ""
	}
}

// exactly matches n bytes of the set.
func exactly(n int, in func(byte) bool) func(string) bool {
	return func(s string) bool { return len(s) == n && all(s, in) }
}
