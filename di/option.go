package di

import (
	"fmt"
	"reflect"
	"slices"
)

// Option refines a registration, or a request for a service. The list of
// options is closed; each prints itself as it is written.
type Option interface {
	fmt.Stringer
	apply(*settings)
}

// settings is what the options of one call come to.
type settings struct {
	key        string
	profile    string
	many       bool
	promotable bool
	as         []reflect.Type
	given      []Option
}

func newSettings(opts []Option) settings {
	s := settings{given: opts}
	for _, o := range opts {
		o.apply(&s)
	}
	return s
}

// Key tells services of one type apart. A constructor asks for a keyed service
// with a dig.In field tagged name:"…", code asks with Resolve[T](r, Key("…")).
// The empty key is no key.
func Key(key string) Option { return keyOption(key) }

// Many says that the registration is one of several of its type, which are
// injected as a slice in the order of their registration.
func Many() Option { return manyOption{} }

// InProfile makes the registration count only when the profile is active (see
// [Services.Activate]). It then replaces the registration outside any profile,
// or in a profile that was activated earlier; together with Many it joins the
// others instead.
func InProfile(profile string) Option { return profileOption(profile) }

// Promotable allows a scoped service to be built once, inside Build, when all
// its dependencies are built once too and the type its constructor returns has
// nothing to dispose of. It is meant for services without state of their own, such
// as handlers and controllers. On other lifetimes it changes nothing.
func Promotable() Option { return promotableOption{} }

// As makes the service known under the interface I too: both names give the
// same instance. It may be given several times.
func As[I any]() Option { return asOption{reflect.TypeFor[I]()} }

// allows says whether the verb knows what to do with the option.
func (v verb) allows(o Option) bool {
	switch o.(type) {
	case keyOption, profileOption:
		return true
	case manyOption:
		return v == verbAdd || v == verbProvide
	default:
		return v == verbAdd
	}
}

type (
	keyOption        string
	manyOption       struct{}
	profileOption    string
	promotableOption struct{}
	asOption         struct{ typ reflect.Type }
)

func (o keyOption) String() string      { return fmt.Sprintf("Key(%q)", string(o)) }
func (manyOption) String() string       { return "Many()" }
func (o profileOption) String() string  { return fmt.Sprintf("InProfile(%q)", string(o)) }
func (promotableOption) String() string { return "Promotable()" }
func (o asOption) String() string       { return fmt.Sprintf("As[%v]()", o.typ) }

func (o keyOption) apply(s *settings)      { s.key = string(o) }
func (manyOption) apply(s *settings)       { s.many = true }
func (o profileOption) apply(s *settings)  { s.profile = string(o) }
func (promotableOption) apply(s *settings) { s.promotable = true }
func (o asOption) apply(s *settings) {
	if !slices.Contains(s.as, o.typ) {
		s.as = append(s.as, o.typ)
	}
}
