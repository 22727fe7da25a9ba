package identity

import (
	"strings"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Bounds of a username, in characters.
const (
	UsernameMin = 5
	UsernameMax = 20
)

// Username is what a user is known by. It is unique, letter for letter.
type Username string

// NewUsername returns the text as a username, or the first rule that it breaks.
func NewUsername(text string) (Username, error) {
	switch length := utf8.RuneCountInString(text); {
	case length < UsernameMin || length > UsernameMax:
		return "", broken("username", "username_length", "a username has between 5 and 20 characters")
	case !isAlphanumeric(text[0]):
		return "", broken("username", "username_start", "a username begins with a letter (A-Z, a-z) or a digit (0-9)")
	case strings.ContainsFunc(text, func(r rune) bool { return r > utf8.RuneSelf || !isAlphanumeric(byte(r)) && !isSpecial(byte(r)) }):
		return "", broken("username", "username_charset", "a username is made of letters (A-Z, a-z), digits (0-9), dots (.), hyphens (-) and underscores (_)")
	}
	for i := range len(text) - 1 {
		if isSpecial(text[i]) && isSpecial(text[i+1]) {
			return "", broken("username", "username_consecutive", "a username has no two special characters in a row such as .., -- or __")
		}
	}
	if !isAlphanumeric(text[len(text)-1]) {
		return "", broken("username", "username_end", "a username ends with a letter (A-Z, a-z) or a digit (0-9)")
	}
	return Username(text), nil
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isSpecial(c byte) bool { return c == '.' || c == '-' || c == '_' }

// broken is the error of a rule about one value.
func broken(field, code, message string) error {
	return errs.Invalid("domain_rule", message).WithFields(errs.Field{In: "body", Pointer: "/" + field, Code: code, Message: message})
}
