package rebac

import "github.com/neuroglia-go/neuroglia/errs"

// Admit says whether the model has room for the tuple, as an errs.KindInternal with
// [CodeModelMismatch] where it has none.
func (m *Model) Admit(t Tuple) error {
	s, err := m.question(t)
	if err != nil {
		return err
	}
	if s.relation == t.Relation && s.object == t.Object {
		return errs.Internal(CodeModelMismatch, "%s is true of itself and cannot be written", t)
	}
	d, ok := directOf(m.relation(typeOf(t.Object), t.Relation).expr)
	if !ok {
		return errs.Internal(CodeModelMismatch, "%s cannot be written: %q of %q has no brackets, so it only follows from other relations", t, t.Relation, typeOf(t.Object))
	}
	for _, r := range d.allowed {
		if r.admits(s) {
			return nil
		}
	}
	return errs.Internal(CodeModelMismatch, "%s cannot be written: %q of %q does not admit such a user", t, t.Relation, typeOf(t.Object))
}

// question checks that the model knows what a tuple speaks of, and returns its user.
func (m *Model) question(t Tuple) (subject, error) {
	if err := t.Validate(); err != nil {
		return subject{}, err
	}
	s, err := parseSubject(t.User)
	if err != nil {
		return subject{}, err
	}
	if err := m.known(typeOf(t.Object), t.Relation); err != nil {
		return subject{}, err
	}
	return s, m.known(s.objectType, s.relation)
}

// known says whether the type has the relation; "" is no relation.
func (m *Model) known(objectType, relation string) error {
	switch {
	case m.byName[objectType] == nil:
		return errs.Internal(CodeModelMismatch, "the model has no type %q", objectType)
	case relation != "" && m.relation(objectType, relation) == nil:
		return errs.Internal(CodeModelMismatch, "the model has no relation %q of %q", relation, objectType)
	}
	return nil
}
