package codec

import "io"

// Codec turns values into JSON and JSON into values. Implementations are safe
// for concurrent use.
type Codec interface {
	// Marshal writes v to w as one JSON value.
	Marshal(w io.Writer, v any) error
	// Unmarshal reads data, exactly one JSON value, into the pointer v and keeps
	// nothing of data. Text that is no JSON is an [errs.KindInvalid] error with
	// the code "malformed_body". JSON that does not fit v is an
	// [errs.KindUnprocessable] error that lists every place, and v then holds
	// whatever did fit.
	//
	// v may point to a struct type made by package reflect that stands for an
	// input whose other fields are bound from elsewhere; its tags say all.
	Unmarshal(data []byte, v any, o Options) error
}

// Options are the limits for reading one value.
type Options struct {
	// UnknownFields says what happens to members no field is named for.
	UnknownFields UnknownFields
	// MaxDepth is how deep arrays and objects may nest; zero means [DefaultMaxDepth].
	MaxDepth int
}

// DefaultMaxDepth is the depth that no reasonable request comes near.
const DefaultMaxDepth = 64

// UnknownFields is what happens to a member of an object that no field is named
// for.
type UnknownFields uint8

// The policies. The zero value is Reject, so that a misspelt optional member is
// reported to the caller and not silently dropped.
const (
	// Reject makes each unknown member a fault with the code "unknown_field".
	Reject UnknownFields = iota
	// Ignore skips them.
	Ignore
)

// String returns "reject" or "ignore".
func (u UnknownFields) String() string {
	if u == Ignore {
		return "ignore"
	}
	return "reject"
}
