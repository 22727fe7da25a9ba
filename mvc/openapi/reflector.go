package openapi

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// ReflectorConfig adjusts a [Reflector]. The zero value is ready for use.
type ReflectorConfig struct {
	// Closed makes the objects of requests refuse properties that they do not
	// name (additionalProperties: false). Set it when the codec does the same.
	Closed bool
	// Rules returns the rules of a field; nil means [validation.Rules]. Give the
	// Rules method of a [validation.Validator] to have the rules registered with
	// it described too.
	Rules func(reflect.StructField) ([]validation.Rule, error)
}

// Reflector describes Go types as schemas. Structs, enumerations and other named
// types with an inside become components, so that a type is described once and
// may contain itself; everything else stands where it is used.
//
// Requests and responses are described apart, see "Two directions" in the
// package documentation: use [Reflector.Input] for what the API reads and
// [Reflector.Output] for what it writes. The references in the schemas get their
// final names from [Reflector.Publish], which comes last.
//
// A Reflector is not safe for concurrent use.
type Reflector struct {
	config     ReflectorConfig
	components map[componentKey]*component
	published  map[string]*Schema // what Publish put into the document
	faults     []error
}

type direction uint8

const (
	output direction = iota
	input
)

type componentKey struct {
	typ reflect.Type
	dir direction
}

// component is the description of a named type in one direction.
type component struct {
	componentKey
	name   string
	schema *Schema
}

// NewReflector returns a Reflector without components.
func NewReflector(config ReflectorConfig) *Reflector {
	if config.Rules == nil {
		config.Rules = validation.Rules
	}
	return &Reflector{config: config, components: map[componentKey]*component{}}
}

// Input returns the schema of the type as the API reads it: a property is
// required when a validation rule says so. Fields that are bound from elsewhere
// (path, query, header, cookie, form, file, body tags) are no part of it.
func (r *Reflector) Input(t reflect.Type) *Schema { return r.describe(t, input) }

// Output returns the schema of the type as the API writes it: a property is
// required unless its json tag says omitempty or omitzero.
func (r *Reflector) Output(t reflect.Type) *Schema { return r.describe(t, output) }

func (r *Reflector) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf(format, args...))
}

// Err returns what could not be described so far, joined: a type that JSON
// cannot carry, a tag that does not fit its field. [Reflector.Publish] returns
// the same.
func (r *Reflector) Err() error { return errors.Join(r.faults...) }

// reference returns a schema that refers to the component of a named type,
// describing the type on its first use.
func (r *Reflector) reference(t reflect.Type, dir direction, build func() *Schema) *Schema {
	key := componentKey{t, dir}
	c := r.components[key]
	if c == nil {
		c = &component{componentKey: key, name: typeName(t)}
		r.components[key] = c // before build, so that a type may contain itself
		c.schema = build()
	}
	return &Schema{Ref: schemaPrefix + c.name, target: c}
}

// inner returns what the schema says once its reference is followed.
func (s *Schema) inner() *Schema {
	if s.target != nil && s.target.schema != nil {
		return s.target.schema
	}
	return s
}
