// Package codec reads and writes the JSON of an API: strictly, fast, and with
// faults that a client can act on.
//
//	c := codec.New()
//	err := c.Unmarshal(body, &order, codec.Options{MaxDepth: 32})
//	err = c.Marshal(w, &order)
//
// Both directions honour the tags and methods that encoding/json honours, so a
// type needs nothing special. A [Codec] of another library can take the place of
// [JSON]; the rules below are those of JSON.
//
// # Reading
//
//   - Names match exactly; "Name" does not fill a field tagged "name".
//   - A name that stands twice in an object, text that is not UTF-8, a second value
//     after the first and a comma too many are errors: errs.KindInvalid,
//     "malformed_body", with the byte and the place.
//   - Nesting deeper than [Options.MaxDepth] is refused before anything is read.
//   - Values that do not fit are errs.KindUnprocessable with one errs.Field for each
//     of them, not only the first; so are members that no field is named for,
//     unless [Options.UnknownFields] is [Ignore]. What does fit is in the value
//     nevertheless, so that validation can go on with it.
//   - null empties a field of whatever type; as the whole text it is a fault where
//     an object or a list is wanted.
//   - An integer takes whole numbers within its range and nothing else: no 1.0, no
//     1e3, no text. Digits are never lost: a float takes the nearest value, any
//     other precision belongs into a string or into json.Number. A field of type
//     any gets a float64.
//
// # Writing
//
//   - A nil slice is [] and a nil map is {}, so that a list is always a list. A nil
//     pointer is null.
//   - The members of a map are sorted by name.
//   - Only what JSON demands is escaped; < > & stand as they are, which is safe in
//     answers of the type application/json.
//   - Text that is not UTF-8 is written with U+FFFD in place of the broken bytes. NaN
//     and infinities are errors.
//   - omitempty leaves out what encoding/json leaves out; omitzero asks IsZero.
//
// # Both
//
// time.Time is RFC 3339 with nanoseconds, time.Duration the text of its String
// method ("1m30s"), []byte base64. Types with MarshalJSON, MarshalText and their
// opposites, such as UUIDs and exact decimals, are left to themselves. The string
// option of a tag quotes numbers.
//
// # Why these two
//
// Decoding is github.com/go-json-experiment/json, the implementation that becomes
// encoding/json/v2: 2.1 times as fast as encoding/json with a quarter of the
// allocations, and strict. For encoding it is slower than encoding/json, which in
// turn writes null for a nil slice, so encoding is done here by writers that are
// compiled once for a type: 1.8 times as fast as encoding/json, 2.3 times as fast as
// v2, without an allocation. BenchmarkJSON measures all of them; the tests hold what
// is written to what encoding/json writes.
package codec
