package di

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
)

func registerHint(s service) string {
	key := ""
	if s.key != "" {
		key = fmt.Sprintf(", di.Key(%q)", s.key)
	}
	if s.typ.Kind() == reflect.Slice {
		return fmt.Sprintf("register each %v with di.Many()%s; where there may be none, ask in a dig.In struct with optional:\"true\"", s.typ.Elem(), key)
	}
	return fmt.Sprintf("register it: di.AddSingleton[%v](services, …%s)", s.typ, key)
}

// hint looks for what was probably meant, and otherwise returns the fallback.
func (m *model) hint(s service, fallback string) string {
	if s.typ == reflect.TypeFor[*Container]() {
		return "a constructor asks for the services it needs, or for the *di.Scope; the container is for those who hold it"
	}
	if profile := m.parked[s]; profile != "" {
		return fmt.Sprintf("it is registered in profile %q, which is not active: services.Activate(%q)", profile, profile)
	}
	for _, other := range m.services() {
		if other.typ == s.typ {
			return keyHint(s, other)
		}
	}
	for _, other := range m.services() {
		if other.key == s.key && akin(s.typ, other.typ) {
			return fmt.Sprintf("%v is registered, did you mean that?", other.typ)
		}
	}
	for _, n := range m.nodes {
		made := n.made()
		switch {
		case n.hidden || n.from != nil || made == nil:
		case s.typ.Kind() == reflect.Interface && s.typ.NumMethod() > 0 && made.Implements(s.typ):
			return fmt.Sprintf("%v implements it: register it with di.As[%v]()", n.service, s.typ)
		case made == s.typ:
			return fmt.Sprintf("it is registered as %v: ask for that, or register it under its own type", n.service)
		}
	}
	return fallback
}

func keyHint(s, other service) string {
	if other.key == "" {
		return fmt.Sprintf("%v is registered without a key; take the key away, or register it with di.Key(%q)", other.typ, s.key)
	}
	return fmt.Sprintf("%v is registered with key %q; ask for it in a dig.In struct with name:%q", other.typ, other.key, other.key)
}

// akin says whether one type is the pointer to, or the slice of, the other.
func akin(a, b reflect.Type) bool {
	return a == reflect.PointerTo(b) || b == reflect.PointerTo(a) || a == reflect.SliceOf(b) || b == reflect.SliceOf(a)
}

// services lists what is registered, in a stable order.
func (m *model) services() []service {
	list := make([]service, 0, len(m.all))
	for s := range m.all {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b service) int {
		return cmp.Or(cmp.Compare(a.typ.String(), b.typ.String()), cmp.Compare(a.key, b.key))
	})
	return list
}

// made is the type that is really made, as far as it is known before making it.
func (n *node) made() reflect.Type {
	if n.reg.ctor != nil {
		return n.reg.ctor.results[0]
	}
	return reflect.TypeOf(n.reg.value)
}
