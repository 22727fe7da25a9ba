package mvc

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// XML writes every result as XML that says what its JSON says: each member is an
// element of its name, each element of a list an <item>, null an empty element
// with nil="true", and the whole a <result>. A name that XML does not allow
// becomes <member name="…">. Register it in [Config.Encoders].
type XML struct {
	codec codec.Codec
}

// NewXML returns the encoder, which follows the JSON that c writes; nil means
// codec.New().
func NewXML(c codec.Codec) *XML {
	return &XML{codec: cmp.Or[codec.Codec](c, codec.New())}
}

var _ Encoder = (*XML)(nil)

// MediaType returns application/xml.
func (*XML) MediaType() string { return "application/xml" }

// Encodes reports true: whatever is JSON can be XML.
func (*XML) Encodes(reflect.Type) bool { return true }

// Encode writes the document.
func (x *XML) Encode(w io.Writer, v any) error {
	var text bytes.Buffer
	if err := x.codec.Marshal(&text, v); err != nil {
		return err
	}
	decoder := json.NewDecoder(&text)
	decoder.UseNumber()
	encoder := xml.NewEncoder(w)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	if err := writeElement(decoder, encoder, "result"); err != nil {
		return fmt.Errorf("encode XML: %w", err)
	}
	return encoder.Close()
}

// writeElement writes the next JSON value as an element.
func writeElement(from *json.Decoder, to *xml.Encoder, name string) error {
	token, err := from.Token()
	if err != nil {
		return err
	}
	start := startOf(name)
	if token == nil {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "nil"}, Value: "true"})
	}
	if err := to.EncodeToken(start); err != nil {
		return err
	}
	if err := writeInside(from, to, token); err != nil {
		return err
	}
	return to.EncodeToken(start.End())
}

func writeInside(from *json.Decoder, to *xml.Encoder, token json.Token) error {
	open, isContainer := token.(json.Delim)
	if !isContainer {
		if token == nil {
			return nil
		}
		return to.EncodeToken(xml.CharData(fmt.Sprint(token)))
	}
	for from.More() {
		name := "item"
		if open == '{' {
			key, err := from.Token()
			if err != nil {
				return err
			}
			name = fmt.Sprint(key)
		}
		if err := writeElement(from, to, name); err != nil {
			return err
		}
	}
	_, err := from.Token() // the closing bracket
	return err
}

func startOf(name string) xml.StartElement {
	if isXMLName(name) {
		return xml.StartElement{Name: xml.Name{Local: name}}
	}
	return xml.StartElement{
		Name: xml.Name{Local: "member"},
		Attr: []xml.Attr{{Name: xml.Name{Local: "name"}, Value: name}},
	}
}

// isXMLName accepts the names that are plain in both notations.
func isXMLName(name string) bool {
	return isName(name) && !strings.ContainsAny(name[:1], "-0123456789") && !strings.HasPrefix(strings.ToLower(name), "xml")
}
