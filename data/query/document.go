package query

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Document is a decoded JSON document with its identity, ready to be matched and
// sorted by a [Query]. It is immutable and safe for concurrent use.
type Document struct {
	id   string
	root node
}

// NewDocument decodes body, which is not kept. Integers of up to 64 bits keep
// every digit.
func NewDocument(id string, body []byte) (Document, error) {
	root, err := parse(body)
	if err != nil {
		return Document{}, fmt.Errorf("decode document %q: %w", id, err)
	}
	return Document{id: id, root: root}, nil
}

// ID returns the identity of the document.
func (d Document) ID() string { return d.id }

// node is a JSON value. Members are found by a scan: documents have few.
type node struct {
	value    Value // of an array or object: the kind, and its compact JSON as text
	elements []node
	members  []member
}

type member struct {
	name string
	node node
}

var nullNode node

// at returns the value at the path; missing is null.
func (d *Document) at(path Path) *node {
	if path.IsID() {
		return &node{value: Value{kind: String, text: d.id}}
	}
	n, rest := &d.root, string(path)
	for more := true; more; {
		var name string
		name, rest, more = strings.Cut(rest, ".")
		if n = n.member(name); n == nil {
			return &nullNode
		}
	}
	return n
}

func (n *node) member(name string) *node {
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i].node
		}
	}
	return nil
}

func parse(body []byte) (node, error) {
	compact := jsontext.Value(bytes.Clone(body))
	if err := compact.Compact(); err != nil {
		return node{}, err
	}
	p := parser{dec: jsontext.NewDecoder(bytes.NewReader(compact)), body: string(compact)}
	return p.node()
}

type parser struct {
	dec  *jsontext.Decoder
	body string
}

func (p *parser) node() (node, error) {
	switch p.dec.PeekKind() {
	case '{', '[':
		return p.composite()
	}
	token, err := p.dec.ReadToken()
	if err != nil {
		return node{}, err
	}
	switch token.Kind() {
	case 't', 'f':
		return node{value: boolValue(token.Bool())}, nil
	case '"':
		return node{value: Value{kind: String, text: token.String()}}, nil
	case '0':
		return node{value: numberValue(token.String())}, nil
	}
	return node{}, nil
}

func (p *parser) composite() (node, error) {
	open, err := p.dec.ReadToken()
	if err != nil {
		return node{}, err
	}
	start := p.dec.InputOffset() - 1
	n := node{value: Value{kind: Array}}
	if open.Kind() == '{' {
		n.value.kind = Object
	}
	for kind := p.dec.PeekKind(); kind != '}' && kind != ']'; kind = p.dec.PeekKind() {
		if err := p.child(&n); err != nil {
			return node{}, err
		}
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return node{}, err
	}
	n.value.text = p.body[start:p.dec.InputOffset()]
	return n, nil
}

func (p *parser) child(parent *node) error {
	var name string
	if parent.value.kind == Object {
		token, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		name = token.String()
	}
	child, err := p.node()
	if err != nil {
		return err
	}
	if parent.value.kind == Object {
		parent.members = append(parent.members, member{name, child})
	} else {
		parent.elements = append(parent.elements, child)
	}
	return nil
}

// numberValue keeps integers of 64 bits exact; everything else is the nearest
// float64, as in every database that reads JSON.
func numberValue(literal string) Value {
	if i, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return Value{kind: Number, int: i}
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		f = math.Copysign(math.Inf(1), f)
	}
	return Value{kind: Number, isFloat: true, float: f}
}

// parseFloat widens a float of any size by way of its shortest decimal, which is
// what a document holds of it.
func parseFloat(r reflect.Value) (Value, error) {
	f, err := strconv.ParseFloat(strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits()), 64)
	if err != nil {
		return Value{}, err
	}
	return floatValue(f)
}
