package rebac

import (
	"fmt"
	"strings"
)

// faults says what is wrong with a model that is written right.
func (m *Model) faults() []Fault {
	v := validator{model: m}
	for _, t := range m.types {
		for _, r := range t.relations {
			v.names(t, r.expr)
		}
	}
	if len(v.faults) == 0 {
		v.cycles()
	}
	if len(v.faults) == 0 {
		v.entries()
	}
	return v.faults
}

type validator struct {
	model  *Model
	faults []Fault
}

func (v *validator) fault(at position, format string, args ...any) {
	v.faults = append(v.faults, Fault{Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...)})
}

// children returns the parts of an expression.
func children(e expr) []expr {
	switch e := e.(type) {
	case union:
		return e.parts
	case intersection:
		return e.parts
	case exclusion:
		return []expr{e.base, e.minus}
	}
	return nil
}

// names checks that whatever an expression names exists.
func (v *validator) names(t *typeDef, e expr) {
	switch e := e.(type) {
	case direct:
		v.restrictions(e)
	case computed:
		if t.byName[e.relation] == nil {
			v.fault(e.at, "%q is no relation of %q; define it there", e.relation, t.name)
		}
	case inherited:
		v.inherited(t, e)
	}
	for _, part := range children(e) {
		v.names(t, part)
	}
}

func (v *validator) restrictions(d direct) {
	seen := make(map[string]bool)
	for _, r := range d.allowed {
		switch {
		case v.model.byName[r.objectType] == nil:
			v.fault(r.at, "%q is no type of this model; define it with \"type %s\"", r.objectType, r.objectType)
		case r.relation != "" && v.model.relation(r.objectType, r.relation) == nil:
			v.fault(r.at, "%q is no relation of %q; define it there", r.relation, r.objectType)
		case seen[r.String()]:
			v.fault(r.at, "%s stands in the brackets twice", r)
		}
		seen[r.String()] = true
	}
}

// inherited checks "relation from tupleset": the tuples of the tupleset lead to objects,
// and one kind of them at least has the relation.
func (v *validator) inherited(t *typeDef, e inherited) {
	from := t.byName[e.tupleset]
	if from == nil {
		v.fault(e.at, "%q is no relation of %q; define it there", e.tupleset, t.name)
		return
	}
	d, ok := from.expr.(direct)
	if !ok {
		v.fault(e.at, "%q is more than brackets; what stands after \"from\" is given by tuples alone", e.tupleset)
		return
	}
	found := false
	for _, r := range d.allowed {
		if r.relation != "" || r.everybody {
			v.fault(e.at, "%q admits %s; what stands after \"from\" leads to single objects only", e.tupleset, r)
			return
		}
		found = found || v.model.relation(r.objectType, e.relation) != nil
	}
	if !found {
		v.fault(e.at, "no type that %q admits has the relation %q", e.tupleset, e.relation)
	}
}

// cycles finds relations that are defined by themselves on the same object.
func (v *validator) cycles() {
	for _, t := range v.model.types {
		state := make(map[string]int) // 1 while it is looked at, 2 afterwards
		var path []string
		var visit func(r *relationDef)
		visit = func(r *relationDef) {
			if state[r.name] == 1 {
				v.fault(r.at, "%q of %q is defined by itself: %s", r.name, t.name, strings.Join(append(path, r.name), " → "))
			}
			if state[r.name] != 0 {
				return
			}
			state[r.name], path = 1, append(path, r.name)
			for _, name := range computedIn(r.expr) {
				visit(t.byName[name])
			}
			state[r.name], path = 2, path[:len(path)-1]
		}
		for _, r := range t.relations {
			visit(r)
		}
	}
}

func computedIn(e expr) []string {
	if c, ok := e.(computed); ok {
		return []string{c.relation}
	}
	var names []string
	for _, part := range children(e) {
		names = append(names, computedIn(part)...)
	}
	return names
}

// entries finds relations that nobody can ever have, because each way to them leads through
// themselves. It goes through the model until no more relations are found to be possible.
func (v *validator) entries() {
	possible := make(map[*relationDef]bool)
	for found := true; found; {
		found = false
		for _, t := range v.model.types {
			for _, r := range t.relations {
				if !possible[r] && v.entry(t, r.expr, possible) {
					possible[r], found = true, true
				}
			}
		}
	}
	for _, t := range v.model.types {
		for _, r := range t.relations {
			if !possible[r] {
				v.fault(r.at, "nobody can have %q of %q: each way to it leads through itself; admit a type in brackets", r.name, t.name)
			}
		}
	}
}

func (v *validator) entry(t *typeDef, e expr, possible map[*relationDef]bool) bool {
	switch e := e.(type) {
	case direct:
		for _, r := range e.allowed {
			if r.relation == "" || possible[v.model.relation(r.objectType, r.relation)] {
				return true
			}
		}
	case computed:
		return possible[t.byName[e.relation]]
	case inherited:
		from, _ := t.byName[e.tupleset].expr.(direct)
		for _, r := range from.allowed {
			if possible[v.model.relation(r.objectType, e.relation)] {
				return true
			}
		}
	case union:
		for _, part := range e.parts {
			if v.entry(t, part, possible) {
				return true
			}
		}
	case intersection:
		for _, part := range e.parts {
			if !v.entry(t, part, possible) {
				return false
			}
		}
		return true
	case exclusion:
		// As OpenFGA has it: what can never be true is not worth taking away.
		return v.entry(t, e.base, possible) && v.entry(t, e.minus, possible)
	}
	return false
}
