package di

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"go.uber.org/dig"
)

// verb is what a registration does; it prints as the function that is called.
type verb uint8

const (
	verbAdd verb = iota
	verbProvide
	verbDecorate
	verbOverride
)

func (v verb) String() string {
	return [...]string{"di.Add…", "di.Provide", "di.Decorate", "di.Override"}[v]
}

// registration is one call of a registration verb.
type registration struct {
	verb     verb
	service  service // of a Provide: none
	lifetime Lifetime
	settings settings
	ctor     *constructor // nil for a value, or when there is a fault
	value    any
	outputs  []output // of a Provide
	fault    *Fault
	at       string
}

// output is one service that a Provide yields.
type output struct {
	service service
	many    bool
	result  int // index of the result
	field   int // of a dig.Out result; -1 for the result itself
}

// construct reads the constructor, or keeps what is wrong with it.
func (r *registration) construct(constructor any) {
	c, bad := inspect(constructor)
	r.ctor = c
	r.refuse(bad)
}

// refuse keeps the first problem as the registration's fault. A registration at
// fault has no constructor, but still counts as registered.
func (r *registration) refuse(bad *problem) {
	if bad == nil {
		return
	}
	r.ctor = nil
	r.blame(CodeBadConstructor, bad.message, bad.fix)
}

// blame keeps the first fault of the registration.
func (r *registration) blame(code, message, fix string) {
	if r.fault != nil {
		return
	}
	subject := r.verb.String()
	if r.service.typ != nil && r.verb != verbProvide {
		subject = r.service.String()
	}
	r.fault = &Fault{Code: code, Subject: subject, Message: subject + ": " + message, Fix: fix, At: r.at}
}

// checkOptions looks for services and options that cannot hold.
func (r *registration) checkOptions() {
	if t := r.service.typ; t != nil && reserved(t) {
		r.refuse(&problem{
			fmt.Sprintf("%v is no type for a service", t),
			"contexts and scopes are given to constructors as they are; register a type of your own",
		})
	}
	for _, o := range r.settings.given {
		if !r.verb.allows(o) {
			r.blame(CodeBadOption, fmt.Sprintf("%v does not go with %v", o, r.verb), "take the option away")
		}
	}
	r.settings.as = slices.DeleteFunc(r.settings.as, func(as reflect.Type) bool {
		isInterface := as.Kind() == reflect.Interface
		switch {
		case !isInterface:
			r.blame(CodeBadOption, fmt.Sprintf("As[%v] names no interface", as),
				"give As an interface, or register the service a second time")
		case !r.implements(as):
			r.blame(CodeBadOption, fmt.Sprintf("%v does not implement %v", r.service.typ, as), mismatchFix(r.service.typ, as))
		}
		return !isInterface
	})
}

// reserved says whether a type has a meaning of its own among parameters or results.
func reserved(t reflect.Type) bool {
	return t == reflect.TypeFor[context.Context]() || t == reflect.TypeFor[*Scope]() ||
		t == reflect.TypeFor[error]() || dig.IsIn(t) || dig.IsOut(t)
}

// implements says whether what is registered can be known as the interface.
func (r *registration) implements(as reflect.Type) bool {
	return r.service.typ.Implements(as) || r.ctor != nil && r.ctor.results[0].Implements(as)
}

func (r *registration) checkValue() {
	if r.value == nil || isNil(r.value) {
		r.blame(CodeBadConstructor, "the value is nil", "give a value that exists")
	}
	r.checkOptions()
}

// readOutputs lists the services a Provide yields.
func (r *registration) readOutputs() {
	for i, t := range r.ctor.results {
		if !dig.IsOut(t) {
			r.outputs = append(r.outputs, output{service{t, r.settings.key}, r.settings.many, i, -1})
			continue
		}
		for j := range t.NumField() {
			f := t.Field(j)
			if f.Type == reflect.TypeFor[dig.Out]() || !f.IsExported() {
				continue
			}
			name, group := f.Tag.Get("name"), f.Tag.Get("group")
			r.outputs = append(r.outputs, output{service{f.Type, name + group}, group != "", i, j})
		}
	}
}

// constructorName names what makes the service, for people.
func (r *registration) constructorName() string {
	switch {
	case r.ctor != nil:
		return r.ctor.name
	case r.fault != nil:
		return "a constructor at fault"
	default:
		return "a value"
	}
}
