package mvc

import "github.com/neuroglia-go/neuroglia/mvc/codec"

// Optional is a field of a merge patch (RFC 7396): it tells a member that is
// absent from one that is null and from one with a value. The zero value is
// absent.
//
//	type ChangeOrder struct {
//		ID    string               `path:"id"`
//		Notes mvc.Optional[string] `json:"notes"`
//	}
//
//	in.Notes.Apply(&order.Notes)
type Optional[T any] = codec.Optional[T]
