package data

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/neuroglia-go/neuroglia/data/query"
)

// codec turns the state of an object into the body of a document and back. It is
// safe for concurrent use.
type codec struct {
	encoding json.Options
	decoding json.Options
	writers  sync.Pool // of *writer
}

// plain is what Encode and Decode use; it is never changed.
var plain = newCodec(IgnoreUnknown)

// Encode returns a value as JSON the way stores keep it: the same bytes for the same
// value, times and durations as the package says under "What is stored".
func Encode(value any) ([]byte, error) { return plain.encode(value) }

// Decode fills the value that the pointer points at from what [Encode] returned. Members
// that its type does not have are left out.
func Decode(body []byte, value any) error { return plain.decode(body, value) }

// Unstored returns the fields of a type that [Encode] would leave out without a word, as
// "OrderState.total": those that are not exported, and whose type does not do its own
// encoding.
func Unstored(t reflect.Type) []string { return unstored(t) }

// newCodec returns a codec that writes the same bytes for the same state: members in
// the order of the fields, maps sorted, times as query compares them.
func newCodec(unknown UnknownFields) *codec {
	return &codec{
		encoding: json.JoinOptions(
			json.Deterministic(true),
			json.WithMarshalers(json.JoinMarshalers(json.MarshalToFunc(writeTime), json.MarshalToFunc(writeDuration))),
		),
		decoding: json.JoinOptions(
			json.RejectUnknownMembers(unknown == RefuseUnknown),
			json.WithUnmarshalers(json.UnmarshalFromFunc(readDuration)),
		),
	}
}

func (c *codec) encode(state any) ([]byte, error) { return json.Marshal(state, c.encoding) }

func (c *codec) decode(body []byte, state any) error { return json.Unmarshal(body, state, c.decoding) }

// writeTime writes the fixed width in UTC by which times sort as text.
func writeTime(enc *jsontext.Encoder, t time.Time) error {
	if year := t.UTC().Year(); year < 0 || year > 9999 {
		return fmt.Errorf("the year of the time %v has no four digits", t)
	}
	return enc.WriteToken(jsontext.String(query.FormatTime(t)))
}

// writeDuration writes nanoseconds, by which durations sort as numbers.
func writeDuration(enc *jsontext.Encoder, d time.Duration) error {
	return enc.WriteToken(jsontext.Int(int64(d)))
}

func readDuration(dec *jsontext.Decoder, d *time.Duration) error {
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(token.String(), 10, 64)
	if err != nil {
		return fmt.Errorf("a duration is a whole number of nanoseconds, not %s", token)
	}
	*d = time.Duration(n)
	return nil
}

// unstored returns the fields that JSON would leave out without a word, as
// "OrderState.total": those that are not exported, and whose type does not do its
// own encoding.
func unstored(t reflect.Type) []string {
	w := fieldWalk{seen: map[reflect.Type]bool{}}
	w.visit(t)
	return w.lost
}

type fieldWalk struct {
	seen map[reflect.Type]bool
	lost []string
}

func (w *fieldWalk) visit(t reflect.Type) {
	if w.seen[t] || encodesItself(t) {
		return
	}
	w.seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		w.visit(t.Elem())
	case reflect.Struct:
		for field := range t.Fields() {
			w.field(t, field)
		}
	}
}

func (w *fieldWalk) field(owner reflect.Type, field reflect.StructField) {
	tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	switch {
	case tag == "-", field.Name == "_":
	case field.IsExported() || field.Anonymous:
		w.visit(field.Type)
	default:
		w.lost = append(w.lost, owner.Name()+"."+field.Name)
	}
}

var selfEncoding = []reflect.Type{
	reflect.TypeFor[json.Marshaler](),
	reflect.TypeFor[json.MarshalerTo](),
	reflect.TypeFor[interface{ MarshalText() ([]byte, error) }](),
	reflect.TypeFor[interface{ AppendText([]byte) ([]byte, error) }](),
}

func encodesItself(t reflect.Type) bool {
	for _, marshaler := range selfEncoding {
		if t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler) {
			return true
		}
	}
	return false
}
