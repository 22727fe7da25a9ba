package codec

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// span is where a value stands in a text.
type span struct {
	member, start, end, next int // member..next is what to cut to leave valid JSON
}

// find returns where the value at the pointer stands.
func find(text []byte, pointer jsontext.Pointer) (span, bool) {
	at := span{end: len(text), next: len(text)}
	for token := range pointer.Tokens() {
		inner, ok := child(text[at.start:at.end], token)
		if !ok {
			return span{}, false
		}
		base := at.start
		at = span{base + inner.member, base + inner.start, base + inner.end, base + inner.next}
	}
	return at, true
}

// child returns where the member or element called name stands in a container.
func child(text []byte, name string) (span, bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	open, err := d.ReadToken()
	if err != nil || open.Kind() != '{' && open.Kind() != '[' {
		return span{}, false
	}
	for i := 0; ; i++ {
		before := int(d.InputOffset())
		key := strconv.Itoa(i)
		if open.Kind() == '{' {
			token, err := d.ReadToken()
			if err != nil || token.Kind() != '"' {
				return span{}, false
			}
			key = token.String()
		}
		value, err := d.ReadValue()
		if err != nil {
			return span{}, false
		}
		if end := int(d.InputOffset()); key == name {
			at := span{member: before, start: end - len(value), end: end, next: end}
			return at.withComma(text, i == 0), true
		}
	}
}

// withComma widens the cut over one comma. The offset before a member lies
// before the comma that leads to it, so only the first needs the one after it.
func (s span) withComma(text []byte, first bool) span {
	rest := text[s.end:]
	trimmed := bytes.TrimLeft(rest, " \t\r\n")
	if first && len(trimmed) > 0 && trimmed[0] == ',' {
		s.next = s.end + len(rest) - len(trimmed) + 1
	}
	return s
}
