package mvc

import (
	"fmt"
	"net/http"
	"runtime/debug"
)

// PanicError is a panic of a controller or a middleware, answered as an internal
// error and logged with its stack. Scopes are closed with it.
type PanicError struct {
	// Value is what panic was called with.
	Value any
	// Stack is where it happened.
	Stack []byte
}

// Error returns "panic: " and the value.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value where it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// panicError turns a recovered value into an error. http.ErrAbortHandler is the
// server's own signal and goes on.
func panicError(value any) *PanicError {
	if value == http.ErrAbortHandler { //nolint:errorlint // the value is compared as net/http does
		panic(value)
	}
	return &PanicError{Value: value, Stack: debug.Stack()}
}
