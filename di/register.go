package di

import (
	"fmt"
	"reflect"

	"go.uber.org/dig"
)

// verb is what a registration does.
type verb uint8

const (
	verbAdd verb = iota
	verbProvide
	verbDecorate
	verbOverride
)

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

// AddSingleton registers a service that Build constructs once. The constructor
// is any function whose parameters are services and which returns a T, or
// something assignable to T, alone or with an error. What is wrong with it is
// reported by Validate; the verb itself never fails.
func AddSingleton[T any](s *Services, constructor any, opts ...Option) {
	add[T](s, Singleton, constructor, opts)
}

// AddScoped registers a service that each [Scope] constructs when it is first
// asked for. Its constructor may also take the scope's context.Context and the
// *Scope itself.
func AddScoped[T any](s *Services, constructor any, opts ...Option) {
	add[T](s, Scoped, constructor, opts)
}

// AddTransient registers a service that is constructed for everyone who asks.
func AddTransient[T any](s *Services, constructor any, opts ...Option) {
	add[T](s, Transient, constructor, opts)
}

// AddValue registers a singleton that exists already. It belongs to the caller:
// the container never closes it.
func AddValue[T any](s *Services, value T, opts ...Option) {
	r := &registration{service: serviceOf[T](""), settings: newSettings(opts), value: value, at: callSite()}
	r.service.key = r.settings.key
	r.checkValue()
	s.record(r)
}

// Provide registers a constructor of several singletons. Each result but the
// error is registered under its own type; the fields of a dig.Out struct are
// registered one by one, with the key of their tag name:"…", or as one of
// several with the tag group:"…". Key and Many apply to plain results.
func Provide(s *Services, constructor any, opts ...Option) {
	r := &registration{verb: verbProvide, settings: newSettings(opts), at: callSite()}
	r.construct(constructor)
	if r.ctor != nil {
		r.readOutputs()
	}
	s.record(r)
}

// Decorate wraps every T that is registered under the key. The decorator is a
// constructor whose first parameter is the T it wraps; it lives as long as what
// it wraps. Decorators are applied in the order of registration, the last one
// outermost. Where T is an interface with a method to dispose of it, only the
// outermost is disposed of and passes it on.
func Decorate[T any](s *Services, decorator any, opts ...Option) {
	r := newRegistration[T](verbDecorate, decorator, opts)
	if r.ctor != nil && (len(r.ctor.params) == 0 || r.ctor.params[0].typ != r.service.typ) {
		r.refuse(&problem{
			fmt.Sprintf("%s does not take the %v it decorates as its first parameter", r.ctor.name, r.service.typ),
			fmt.Sprintf("let it begin with func(inner %v, …)", r.service.typ),
		})
	}
	s.record(r)
}

// Override replaces every registration of T under the key, wherever it is made,
// before or after. It keeps the lifetime of what it replaces and is not
// decorated. The last override counts. It is meant for tests.
func Override[T any](s *Services, constructor any, opts ...Option) {
	s.record(newRegistration[T](verbOverride, constructor, opts))
}

// OverrideValue is [Override] with a value that exists already.
func OverrideValue[T any](s *Services, value T, opts ...Option) {
	r := &registration{verb: verbOverride, service: serviceOf[T](""), settings: newSettings(opts), value: value, at: callSite()}
	r.service.key = r.settings.key
	r.checkValue()
	s.record(r)
}

func (s *Services) record(r *registration) { s.registrations = append(s.registrations, r) }

func add[T any](s *Services, lifetime Lifetime, constructor any, opts []Option) {
	r := newRegistration[T](verbAdd, directly[T](constructor), opts)
	r.lifetime = lifetime
	s.record(r)
}

func newRegistration[T any](v verb, constructor any, opts []Option) *registration {
	r := &registration{verb: v, settings: newSettings(opts), at: callSite()}
	r.service = serviceOf[T](r.settings.key)
	r.construct(constructor)
	if r.ctor != nil {
		r.refuse(r.ctor.returns(r.service.typ))
	}
	r.checkOptions()
	return r
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
	if r.fault == nil {
		r.fault = r.faulty(CodeBadConstructor, bad)
	}
}

func (r *registration) faulty(code string, bad *problem) *Fault {
	subject := "di.Provide"
	if r.service.typ != nil {
		subject = r.service.String()
	}
	return &Fault{Code: code, Subject: subject, Message: subject + ": " + bad.message, Fix: bad.fix, At: r.at}
}

// checkOptions looks for options that cannot hold.
func (r *registration) checkOptions() {
	for _, as := range r.settings.as {
		switch {
		case as.Kind() != reflect.Interface:
			r.fault = r.faulty(CodeBadOption, &problem{
				fmt.Sprintf("As[%v] names no interface", as),
				"give As an interface, or register the service a second time",
			})
		case !r.implements(as):
			r.fault = r.faulty(CodeBadOption, &problem{
				fmt.Sprintf("%v does not implement %v", r.service.typ, as),
				mismatchFix(r.service.typ, as),
			})
		}
	}
}

// implements says whether what is registered can be known as the interface.
func (r *registration) implements(as reflect.Type) bool {
	return r.service.typ.Implements(as) || r.ctor != nil && r.ctor.results[0].Implements(as)
}

func (r *registration) checkValue() {
	if r.value == nil || isNil(r.value) {
		r.fault = r.faulty(CodeBadConstructor, &problem{"the value is nil", "give a value that exists"})
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
