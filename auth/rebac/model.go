package rebac

import (
	"fmt"
	"strings"
)

// Model says which types there are, which relations each of them has, and from what each
// relation follows. It is immutable and safe for concurrent use.
type Model struct {
	types  []*typeDef
	byName map[string]*typeDef
}

// typeDef is one type of a model.
type typeDef struct {
	name      string
	at        position
	relations []*relationDef
	byName    map[string]*relationDef
}

// relationDef is one relation of a type.
type relationDef struct {
	name string
	at   position
	expr expr
}

// expr is what a relation follows from: one of the types below.
type expr interface{ position() position }

type (
	// direct are the users that a tuple may give the relation to.
	direct struct {
		at      position
		allowed []restriction
	}
	// computed is another relation with the same object.
	computed struct {
		at       position
		relation string
	}
	// inherited is a relation with the objects that the tuples of tupleset lead to.
	inherited struct {
		at                 position
		relation, tupleset string
	}
	// union is any of its parts, an intersection all of them.
	union        struct{ parts []expr }
	intersection struct{ parts []expr }
	// exclusion is base without minus.
	exclusion struct{ base, minus expr }
)

func (e direct) position() position       { return e.at }
func (e computed) position() position     { return e.at }
func (e inherited) position() position    { return e.at }
func (e union) position() position        { return e.parts[0].position() }
func (e intersection) position() position { return e.parts[0].position() }
func (e exclusion) position() position    { return e.base.position() }

// restriction is one kind of user in the brackets of a relation.
type restriction struct {
	at         position
	objectType string
	relation   string // of a userset: group#member
	everybody  bool   // user:*
}

func (r restriction) String() string {
	switch {
	case r.everybody:
		return r.objectType + ":*"
	case r.relation != "":
		return r.objectType + "#" + r.relation
	}
	return r.objectType
}

// admits says whether a tuple may have the subject.
func (r restriction) admits(s subject) bool {
	return r.objectType == s.objectType && r.relation == s.relation && r.everybody == s.everybody()
}

// directOf returns the brackets of a relation: they stand first, in parentheses perhaps.
func directOf(e expr) (direct, bool) {
	switch e := e.(type) {
	case direct:
		return e, true
	case union:
		return directOf(e.parts[0])
	case intersection:
		return directOf(e.parts[0])
	case exclusion:
		return directOf(e.base)
	}
	return direct{}, false
}

// relation returns the relation of a type, nil when the model has none.
func (m *Model) relation(objectType, name string) *relationDef {
	if t := m.byName[objectType]; t != nil {
		return t.byName[name]
	}
	return nil
}

// position is a place in the text of a model, both counted from one; columns are runes.
type position struct{ line, column int }

// Fault is one thing wrong with the text of a model.
type Fault struct {
	// Line and Column are where it was found, counted from one. Columns are characters.
	Line, Column int
	// Message says what is wrong and what would be right.
	Message string
}

// String returns "line 7, column 12: message".
func (f Fault) String() string {
	return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Message)
}

// ModelError is everything that is wrong with the text of a model, in its order.
type ModelError struct {
	Faults []Fault
}

// Error returns the faults, one a line.
func (e *ModelError) Error() string {
	lines := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		lines = append(lines, f.String())
	}
	return "the authorization model is not right:\n" + strings.Join(lines, "\n")
}
