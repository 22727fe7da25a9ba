package di

import (
	"errors"
	"reflect"
)

// plan is how one service is made, compiled once in Build. It is read only
// afterwards, and safe for concurrent use.
type plan struct {
	service service
	maker   string // the constructor, for messages
	kind    planKind
	slot    int  // of a scoped plan
	needs   bool // needs a scope
	value   any  // of a fixed plan, once it has been made

	call    callFunc
	args    []argument
	convert reflect.Type // the service type, where an assignable result is not yet of it
	nilable bool         // the result may be nil, which is an error
	dispose disposal
}

type planKind uint8

const (
	planFixed planKind = iota
	planScoped
	planTransient
)

// argument is where one parameter is taken from.
type argument struct {
	kind   argumentKind
	plan   *plan
	typ    reflect.Type
	fields []argument // elements of a slice, or fields of an object
	field  int        // its index in an object
}

type argumentKind uint8

const (
	argPlan argumentKind = iota
	argContext
	argScope
	argSlice
	argObject
	argAbsent
)

// get returns the argument's value; nil stands for one that is absent.
func (a *argument) get(s *Scope) (any, error) {
	switch a.kind {
	case argPlan:
		return a.plan.get(s)
	case argContext:
		return s.Context(), nil
	case argScope:
		return s, nil
	case argSlice, argObject:
		v, err := a.collect(s)
		if err != nil {
			return nil, err
		}
		return v.Interface(), nil
	default:
		return nil, nil
	}
}

// collect fills a slice or an object.
func (a *argument) collect(s *Scope) (reflect.Value, error) {
	all := reflect.New(a.typ).Elem()
	if a.kind == argSlice {
		all = reflect.MakeSlice(a.typ, len(a.fields), len(a.fields))
	}
	for i := range a.fields {
		f := &a.fields[i]
		v, err := f.get(s)
		if err != nil {
			return all, err
		}
		if v == nil {
			continue
		}
		if a.kind == argSlice {
			all.Index(i).Set(reflect.ValueOf(v))
		} else {
			all.Field(f.field).Set(reflect.ValueOf(v))
		}
	}
	return all, nil
}

// get returns the plan's service for the scope.
func (p *plan) get(s *Scope) (any, error) {
	switch p.kind {
	case planFixed:
		return p.value, nil
	case planScoped:
		return s.scoped(p)
	default:
		return p.make(s)
	}
}

// make calls the constructor and hands what must be disposed of to the scope.
func (p *plan) make(s *Scope) (any, error) {
	v, err := p.call(s, p.args)
	if err != nil {
		return nil, p.failed(err)
	}
	if p.nilable && isNil(v) {
		return nil, p.failed(errNil)
	}
	if p.convert != nil {
		v = reflect.ValueOf(v).Convert(p.convert).Interface()
	}
	if p.dispose != disposeNever && (p.dispose == disposeAlways || isDisposable(v)) {
		if err := s.own(p, v); err != nil {
			return nil, err
		}
	}
	return v, nil
}

var errNil = errors.New("it returned nil without an error")

// failed wraps the error of the plan's own constructor, once: that of a
// dependency carries its own name already.
func (p *plan) failed(err error) error {
	if _, ok := errors.AsType[*ConstructError](err); ok {
		return err
	}
	return &ConstructError{Service: p.service.String(), Constructor: p.maker, Err: err}
}

func isNil(v any) bool {
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Chan:
		return r.IsNil()
	case reflect.Invalid:
		return true
	default:
		return false
	}
}

func nilable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Chan, reflect.Interface:
		return true
	default:
		return false
	}
}
