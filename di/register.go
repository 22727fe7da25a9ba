package di

import (
	"fmt"
	"reflect"
)

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
	r.service.typ = reflect.TypeOf(constructor)
	r.construct(constructor)
	if r.ctor != nil {
		r.readOutputs()
	}
	r.checkOptions()
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
	r := newRegistration[T](verbAdd, constructor, opts)
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
