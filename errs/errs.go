package errs

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Error is a failure that a caller can act on. The zero value is an internal
// error without words. An Error is immutable once it is returned and safe for
// concurrent use; the With and Wrap methods return a changed copy.
type Error struct {
	// Kind decides how each edge answers.
	Kind Kind
	// Code is the stable snake_case reason; empty means the name of the kind.
	Code string
	// Message is one sentence for a person who did not write the program.
	Message string
	// Fields are the single faults of an input, in the order they were found.
	Fields []Field

	cause error
}

// Field is one fault of an input.
type Field struct {
	// In says which part of the request holds the value: body, path, query,
	// header, cookie or form. Empty means the value came from no request.
	In string `json:"in,omitempty"`
	// Pointer is the RFC 6901 JSON pointer of the value within In: "/pizzas/0/size".
	// "" points at the whole.
	Pointer string `json:"pointer"`
	// Code is the rule that was broken: required, min, oneof.
	Code string `json:"code"`
	// Message is one sentence that says what is expected.
	Message string `json:"message"`
}

// String returns the field as "/pointer: message", for logs.
func (f Field) String() string {
	where := f.Pointer
	if f.In != "" {
		where = f.In + " " + where
	}
	return where + ": " + f.Message
}

// New returns an error of the kind. The message is formatted as by
// fmt.Sprintf when there are args.
func New(kind Kind, code, message string, args ...any) *Error {
	if len(args) > 0 {
		message = fmt.Sprintf(message, args...)
	}
	return &Error{Kind: kind, Code: code, Message: message}
}

// Invalid returns an error of [KindInvalid].
func Invalid(code, message string, args ...any) *Error {
	return New(KindInvalid, code, message, args...)
}

// Validation returns the error of [KindUnprocessable] that lists every fault of
// an input under the code "validation_failed".
func Validation(fields ...Field) *Error {
	noun := "values are"
	if len(fields) == 1 {
		noun = "value is"
	}
	e := New(KindUnprocessable, "validation_failed", "%d %s not as required", len(fields), noun)
	e.Fields = fields
	return e
}

// Unauthenticated returns an error of [KindUnauthenticated].
func Unauthenticated(code, message string, args ...any) *Error {
	return New(KindUnauthenticated, code, message, args...)
}

// Forbidden returns an error of [KindForbidden].
func Forbidden(code, message string, args ...any) *Error {
	return New(KindForbidden, code, message, args...)
}

// NotFound returns an error of [KindNotFound].
func NotFound(code, message string, args ...any) *Error {
	return New(KindNotFound, code, message, args...)
}

// Conflict returns an error of [KindConflict].
func Conflict(code, message string, args ...any) *Error {
	return New(KindConflict, code, message, args...)
}

// PreconditionFailed returns an error of [KindPreconditionFailed].
func PreconditionFailed(code, message string, args ...any) *Error {
	return New(KindPreconditionFailed, code, message, args...)
}

// Unavailable returns an error of [KindUnavailable].
func Unavailable(code, message string, args ...any) *Error {
	return New(KindUnavailable, code, message, args...)
}

// Timeout returns an error of [KindTimeout].
func Timeout(code, message string, args ...any) *Error {
	return New(KindTimeout, code, message, args...)
}

// Internal returns an error of [KindInternal]. Its message reaches logs only.
func Internal(code, message string, args ...any) *Error {
	return New(KindInternal, code, message, args...)
}

// Wrap returns a copy of e with the cause, which logs show and clients do not.
func (e *Error) Wrap(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// WithFields returns a copy of e with the fields added.
func (e *Error) WithFields(fields ...Field) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), fields...)
	return &c
}

// Error returns the message, the fields and the cause in one line, for logs.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Message == "" {
		b.WriteString(e.Reason())
	}
	for i, f := range e.Fields {
		b.WriteString([...]string{": ", "; "}[min(i, 1)])
		b.WriteString(f.String())
	}
	if e.cause != nil {
		b.WriteString(": ")
		b.WriteString(e.cause.Error())
	}
	return b.String()
}

// Reason returns the code, or the name of the kind where there is none.
func (e *Error) Reason() string {
	if e.Code == "" {
		return e.Kind.String()
	}
	return e.Code
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is e's kind, or an Error with the same kind and a
// code that is empty or the same. It makes errors.Is work with kinds and with
// sentinel Errors.
func (e *Error) Is(target error) bool {
	switch t := target.(type) {
	case Kind:
		return e.Kind == t
	case *Error:
		return t.Kind == e.Kind && (t.Code == "" || t.Code == e.Code)
	}
	return false
}

// From returns err as an Error. An Error in the chain is returned as it is; a
// context's deadline becomes [KindTimeout], a cancelled context
// [KindUnavailable]; anything else becomes a masked internal error whose cause
// is err. From(nil) is nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout("timeout", "the work did not end in the time given").Wrap(err)
	case errors.Is(err, context.Canceled):
		return Unavailable("canceled", "the work was cancelled before it ended").Wrap(err)
	}
	return Internal("internal", "an internal error occurred").Wrap(err)
}

// KindOf returns the kind of err, [KindInternal] for an error nobody classified.
// It panics for a nil error, which has no kind.
func KindOf(err error) Kind { return From(err).Kind }

// CodeOf returns the stable reason of err, "internal" for an error nobody
// classified. It panics for a nil error, which has no code.
func CodeOf(err error) string { return From(err).Reason() }
