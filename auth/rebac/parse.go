package rebac

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ParseModel reads a model in the OpenFGA modelling language, schema 1.1. The error is a
// [*ModelError] with every fault of the text. Relations that nobody can have are refused; an
// OpenFGA server refuses some more, which lead in a circle beside other ways.
func ParseModel(text string) (*Model, error) {
	p := &parser{tokens: lex(text), model: &Model{byName: make(map[string]*typeDef)}}
	p.file()
	if len(p.faults) == 0 {
		p.faults = p.model.faults()
	}
	if len(p.faults) > 0 {
		slices.SortStableFunc(p.faults, func(a, b Fault) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, &ModelError{Faults: p.faults}
	}
	return p.model, nil
}

// MustParseModel is [ParseModel] for a model that is part of the program; it panics where
// that returns an error.
func MustParseModel(text string) *Model {
	m, err := ParseModel(text)
	if err != nil {
		panic(fmt.Sprintf("rebac.MustParseModel: %v", err))
	}
	return m
}

// parser is a recursive descent over the tokens. A fault ends the statement it is in.
type parser struct {
	tokens []token
	next   int
	model  *Model
	faults []Fault
	depth  int
}

// maxParentheses bounds the recursion, for the text may be anybody's.
const maxParentheses = 50

// errSyntax ends a statement whose fault has been noted.
var errSyntax = errors.New("syntax")

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.text != "" {
		p.next++
	}
	return t
}

func (p *parser) fault(at position, format string, args ...any) error {
	p.faults = append(p.faults, Fault{Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...)})
	return errSyntax
}

// expect takes the token with that text.
func (p *parser) expect(text string) error {
	if t := p.peek(); t.text != text {
		return p.fault(t.at, "%s where %q belongs", described(t), text)
	}
	p.take()
	return nil
}

// name takes a name, which may be any word.
func (p *parser) name(what string) (token, error) {
	t := p.peek()
	if statement(t) || !isIdentifier(t.text) {
		return t, p.fault(t.at, "%s where the name of a %s belongs", described(t), what)
	}
	if what == "relation" && (t.text == "this" || t.text == "self") || what == "relation" && len(t.text) > maxRelation {
		return t, p.fault(t.at, "a relation cannot be called %.60q; choose another name of up to %d bytes", t.text, maxRelation)
	}
	return p.take(), nil
}

func described(t token) string {
	if t.text == "" {
		return "the end of the model is"
	}
	return fmt.Sprintf("%q stands", t.text)
}

// statement says whether the token begins a statement.
func statement(t token) bool {
	if !t.first {
		return false
	}
	switch t.text {
	case "", "model", "schema", "type", "relations", "define", "condition", "module", "extend":
		return true
	}
	return false
}

// skip goes on to the next statement.
func (p *parser) skip() {
	for !statement(p.peek()) {
		p.take()
	}
}

func (p *parser) file() {
	if p.header() != nil {
		p.skip()
	}
	var current *typeDef
	for p.peek().text != "" {
		before := p.next
		if t := p.statement(&current); t != nil {
			p.model.types = append(p.model.types, t)
		}
		p.skip()
		if p.next == before {
			p.take() // a statement that is out of place, which has been noted
			p.skip()
		}
	}
	if len(p.model.types) == 0 && len(p.faults) == 0 {
		_ = p.fault(p.peek().at, "the model has no type; write \"type user\"")
	}
}

func (p *parser) header() error {
	if err := p.expect("model"); err != nil {
		return err
	}
	if err := p.expect("schema"); err != nil {
		return err
	}
	if version := p.take(); version.text != "1.1" {
		return p.fault(version.at, "schema %q is not known here; write \"schema 1.1\"", version.text)
	}
	return nil
}

// statement reads one statement and returns the type that it begins.
func (p *parser) statement(current **typeDef) *typeDef {
	t := p.peek()
	switch {
	case t.first && t.text == "type":
		return p.typeDef(current)
	case t.first && t.text == "relations" && *current != nil:
		p.take()
		p.end()
	case t.first && t.text == "define" && *current != nil:
		p.define(*current)
	case t.first && t.text == "condition":
		_ = p.fault(t.at, "conditions are not supported; keep what depends on the request in a policy of the program")
	case t.first && (t.text == "module" || t.text == "extend"):
		_ = p.fault(t.at, "modules (schema 1.2) are not supported; write one model of schema 1.1")
	default:
		_ = p.fault(t.at, "%q stands where \"type\", \"relations\" or \"define\" belongs", t.text)
	}
	return nil
}

// end notes what follows a statement and belongs to none.
func (p *parser) end() {
	if t := p.peek(); !statement(t) {
		_ = p.fault(t.at, "%q stands after the end of the statement", t.text)
	}
}

func (p *parser) typeDef(current **typeDef) *typeDef {
	p.take()
	name, err := p.name("type")
	if err != nil {
		return nil
	}
	t := &typeDef{name: name.text, at: name.at, byName: make(map[string]*relationDef)}
	*current = t
	p.end()
	if p.model.byName[t.name] != nil {
		_ = p.fault(name.at, "the type %q is there already; put its relations together", t.name)
		return nil
	}
	p.model.byName[t.name] = t
	return t
}

func (p *parser) define(t *typeDef) {
	p.take()
	name, err := p.name("relation")
	if err != nil || p.expect(":") != nil {
		return
	}
	p.depth = 0
	e, err := p.expression(true)
	if err != nil {
		return
	}
	p.end()
	if t.byName[name.text] != nil {
		_ = p.fault(name.at, "the relation %q of %q is there already; join both with \"or\"", name.text, t.name)
		return
	}
	r := &relationDef{name: name.text, at: name.at, expr: e}
	t.relations, t.byName[r.name] = append(t.relations, r), r
}
