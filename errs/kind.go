package errs

// Kind says what kind of failure an error is. The zero value is [KindInternal]:
// whatever nobody classified is a fault of ours. A Kind is an error itself, so
// that errors.Is(err, errs.KindConflict) reads as it sounds.
type Kind uint8

// The kinds, a closed list. The comment says when a handler returns it.
const (
	// KindInternal is a fault of the program; the text is masked at every edge.
	KindInternal Kind = iota
	// KindInvalid is a request that makes no sense as it stands.
	KindInvalid
	// KindUnprocessable is a well-formed request whose values break the rules stated for them.
	KindUnprocessable
	// KindUnauthenticated is a caller that has not shown who it is.
	KindUnauthenticated
	// KindForbidden is a known caller that may not do this.
	KindForbidden
	// KindNotFound is a thing that does not exist, or that the caller may not know of.
	KindNotFound
	// KindConflict is a request at odds with the present state.
	KindConflict
	// KindPreconditionFailed is a stated condition, such as a version, that no longer holds.
	KindPreconditionFailed
	// KindPreconditionRequired is a request that must state a condition and does not.
	KindPreconditionRequired
	// KindTooMany is a caller that asks too often or for too much at once.
	KindTooMany
	// KindUnavailable is a dependency or the service itself that cannot answer now.
	KindUnavailable
	// KindTimeout is work that did not end in the time given.
	KindTimeout
	// KindNotImplemented is a thing the program does not offer.
	KindNotImplemented
	// KindGone is a thing that existed and does not any more.
	KindGone
	// KindTooLarge is input beyond a stated size.
	KindTooLarge
	// KindUnsupported is input of a type the program does not read.
	KindUnsupported

	kindCount
)

var kindNames = [kindCount]string{
	KindInternal:             "internal",
	KindInvalid:              "invalid",
	KindUnprocessable:        "unprocessable",
	KindUnauthenticated:      "unauthenticated",
	KindForbidden:            "forbidden",
	KindNotFound:             "not_found",
	KindConflict:             "conflict",
	KindPreconditionFailed:   "precondition_failed",
	KindPreconditionRequired: "precondition_required",
	KindTooMany:              "too_many",
	KindUnavailable:          "unavailable",
	KindTimeout:              "timeout",
	KindNotImplemented:       "not_implemented",
	KindGone:                 "gone",
	KindTooLarge:             "too_large",
	KindUnsupported:          "unsupported",
}

// Kinds returns every kind in declaration order, for tables that must have a
// row for each.
func Kinds() []Kind {
	kinds := make([]Kind, kindCount)
	for i := range kinds {
		kinds[i] = Kind(i)
	}
	return kinds
}

// String returns the snake_case name of the kind, "internal" for a value
// outside the list.
func (k Kind) String() string {
	if k >= kindCount {
		return kindNames[KindInternal]
	}
	return kindNames[k]
}

// Error makes a Kind usable as the target of errors.Is.
func (k Kind) Error() string { return k.String() }
