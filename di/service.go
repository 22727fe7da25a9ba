package di

import (
	"fmt"
	"reflect"
)

// Lifetime says how long an instance lives.
type Lifetime uint8

// The lifetimes, shortest promise last.
const (
	// Singleton is built once, inside Build, and lives as long as the Container.
	Singleton Lifetime = iota
	// Scoped is built at most once in each Scope and lives as long as it.
	Scoped
	// Transient is built anew for everyone who asks and lives as long as the
	// Scope, or the singleton, it was built for.
	Transient
)

// String returns "singleton", "scoped" or "transient".
func (l Lifetime) String() string {
	switch l {
	case Singleton:
		return "singleton"
	case Scoped:
		return "scoped"
	default:
		return "transient"
	}
}

// service names what others ask for: a type, and a key where there are several
// of the type.
type service struct {
	typ reflect.Type
	key string
}

func serviceOf[T any](key string) service {
	return service{typ: reflect.TypeFor[T](), key: key}
}

func (s service) String() string {
	if s.key == "" {
		return s.typ.String()
	}
	return fmt.Sprintf("%v with key %q", s.typ, s.key)
}
