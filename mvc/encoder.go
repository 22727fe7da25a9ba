package mvc

import (
	"io"
	"reflect"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// Encoder writes results in one media type. Encoders are registered in
// [Config.Encoders] and chosen by the Accept header of the request.
// Implementations are safe for concurrent use.
type Encoder interface {
	// MediaType is what the encoder writes, with parameters where it has some:
	// "text/csv; charset=utf-8".
	MediaType() string
	// Encodes reports whether results of the type can be written. It is asked at
	// Build.
	Encodes(t reflect.Type) bool
	// Encode writes the value that v points to.
	Encode(w io.Writer, v any) error
}

// mediaJSON is the media type of every result that asks for no other.
const mediaJSON = "application/json"

// jsonEncoder is the codec as an Encoder.
type jsonEncoder struct{ codec codec.Codec }

func (jsonEncoder) MediaType() string                 { return mediaJSON }
func (jsonEncoder) Encodes(reflect.Type) bool         { return true }
func (e jsonEncoder) Encode(w io.Writer, v any) error { return e.codec.Marshal(w, v) }
