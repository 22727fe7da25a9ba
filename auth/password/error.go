package password

import "fmt"

// Codes of the errors of a [Hasher].
const (
	// CodeBusy is an errs.KindUnavailable: more hashes are waiting than are done in time.
	// The error has a method RetryAfter() time.Duration.
	CodeBusy = "hasher_busy"
	// CodeLength is an errs.KindInvalid: the password is too short or too long.
	CodeLength = "password_length"
	// CodeUnreadable is an errs.KindInternal: what is stored is no hash of a known scheme
	// and pepper.
	CodeUnreadable = "password_hash_unreadable"
)

func positive[T ~int | ~int64](name string, value T) error {
	if value <= 0 {
		return fmt.Errorf("password: %s is %v and must be more than 0", name, value)
	}
	return nil
}

func atLeast(longest, shortest int) error {
	if longest < shortest {
		return fmt.Errorf("password: MaxBytes is %d, less than MinBytes %d", longest, shortest)
	}
	return nil
}
