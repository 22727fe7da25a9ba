package identity

import "unicode/utf8"

// PasswordMin is how many characters a password has at least. There is no rule about which
// they are: length is what makes one strong.
const PasswordMin = 6

// PasswordMax is how many bytes a password has at most, which bounds the work of hashing it.
const PasswordMax = 1024

// CheckPassword returns the rule that a password breaks. The text is not kept.
func CheckPassword(text string) error {
	if utf8.RuneCountInString(text) < PasswordMin {
		return broken("password", "password_length", "a password has at least 6 characters")
	}
	if len(text) > PasswordMax {
		return broken("password", "password_length", "a password has at most 1024 bytes")
	}
	return nil
}
