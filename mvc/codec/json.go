package codec

import "sync"

// JSON is the default codec. The zero value is ready to use; it must not be
// copied afterwards, because it remembers what it learnt about types.
type JSON struct {
	special sync.Map // reflect.Type -> bool, see isSpecial
	writers sync.Map // reflect.Type -> write

	encoders sync.Pool // of *encoder
}

var _ Codec = (*JSON)(nil)

// New returns a JSON codec.
func New() *JSON { return &JSON{} }
