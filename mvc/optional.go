package mvc

import "github.com/neuroglia-go/neuroglia/mvc/codec"

// Optional is a field of a merge patch (RFC 7396): it tells a member that is
// absent from one that is null and from one with a value. The zero value is
// absent.
//
//	type ChangeOrder struct {
//		ID    string               `path:"id"`
//		Notes mvc.Optional[string] `json:"notes" validate:"max=500"`
//	}
//
//	in.Notes.Apply(&order.Notes)
//
// Rules in its validate tag are those of a pointer to T: absent and null pass unless
// required, a value is checked.
type Optional[T any] = codec.Optional[T]
