package codec

import (
	"io"
	"sync"

	"github.com/go-json-experiment/json"
)

// JSON is the default codec. The zero value is ready to use; it must not be
// copied afterwards, because it remembers what it learnt about types.
type JSON struct {
	timed sync.Map // reflect.Type -> bool: holds a time.Duration
}

var _ Codec = (*JSON)(nil)

// New returns a JSON codec.
func New() *JSON { return &JSON{} }

// Marshal writes v to w.
func (*JSON) Marshal(w io.Writer, v any) error {
	return json.MarshalWrite(w, v)
}
