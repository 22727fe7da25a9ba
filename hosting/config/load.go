package config

import (
	"fmt"
	"reflect"
)

// load fills a struct of type t, checks it and records its values.
func (l *Loader) load(t reflect.Type, section string) reflect.Value {
	id := loaded{t, section}
	if v, ok := l.done[id]; ok {
		return v
	}
	w := tree{prefix: l.prefix}
	w.walk(t, section, nil)
	l.faults = append(l.faults, w.faults...)
	root := reflect.New(t).Elem()
	faulty := make(map[string]bool)
	for i := range w.fields {
		f := &w.fields[i]
		if !l.claim(f, t) {
			continue
		}
		if fault, ok := l.fill(root, f); !ok {
			faulty[f.key] = true
			l.faults = append(l.faults, fault)
		}
	}
	l.faults = append(l.faults, l.check(root, section, w.fields, faulty)...)
	l.done[id] = root
	return root
}

// claim records that the field owns its variable; two fields that share one could
// not be told apart.
func (l *Loader) claim(f *field, t reflect.Type) bool {
	if owner, taken := l.owners[f.env]; taken {
		l.faults = append(l.faults, Fault{
			Code: CodeDuplicate, Name: f.env, Key: f.key,
			Message: fmt.Sprintf("%s claims the variable for %q, but %s has it already", t, f.key, owner),
			Fix:     "rename one of the fields, give one an env tag, or load the struct in a section of its own",
		})
		return false
	}
	l.owners[f.env] = t
	l.fields = append(l.fields, *f)
	return true
}

// fill looks the value of one field up and decodes it.
func (l *Loader) fill(root reflect.Value, f *field) (Fault, bool) {
	value, ok, err := l.lookup(f)
	target := root.FieldByIndex(f.index)
	switch {
	case err == nil && !ok:
		l.record(f, "", "")
		if f.required {
			return Fault{Code: CodeMissing, Name: f.env, Key: f.key, Message: "is required and not set" + l.purpose(f), Fix: f.fixMissing()}, false
		}
		return Fault{}, true
	case err == nil:
		if err = decode(target, value.raw); err != nil && f.secret {
			err = fmt.Errorf("the value is no %s", f.typ)
		}
	}
	if err != nil {
		target.SetZero()
		l.record(f, "", value.origin)
		return Fault{Code: CodeInvalid, Name: f.env, Key: f.key, Origin: value.origin, Message: err.Error(), Fix: f.fixInvalid()}, false
	}
	l.record(f, display(f, target), value.origin)
	return Fault{}, true
}

// purpose is what the doc tag says, for the message about a missing setting.
func (l *Loader) purpose(f *field) string {
	if f.doc == "" {
		return ""
	}
	return " (" + f.doc + ")"
}

// lookup asks the sources in order of precedence, then the program, then the default tag.
func (l *Loader) lookup(f *field) (found, bool, error) {
	for _, s := range l.sources {
		if value, ok, err := s.lookup(f); ok || err != nil {
			return value, ok, err
		}
	}
	if own, ok := l.cfg.Defaults[f.key]; ok {
		return found{own, "default"}, own != "", nil
	}
	return found{f.def, "default"}, f.hasDef && f.def != "", nil
}

func (l *Loader) record(f *field, text, origin string) {
	l.values = append(l.values, Value{Name: f.env, Key: f.key, Text: text, Origin: origin, Doc: f.doc, Type: f.typ.String()})
}

// display returns the value for people to see.
func display(f *field, v reflect.Value) string {
	if f.secret {
		return Redacted
	}
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.CanAddr() && v.Type() == typeURL {
		v = v.Addr()
	}
	return Redact(fmt.Sprint(v.Interface()))
}
