package mediator

import (
	"fmt"
	"reflect"
	"slices"
)

// HandlerOption refines the registration of a handler. The list is closed; each
// option prints itself as it is written.
type HandlerOption interface {
	fmt.Stringer
	applyHandler(*handlerSettings)
}

// BehaviorOption refines the registration of a behaviour. The list is closed;
// each option prints itself as it is written.
type BehaviorOption interface {
	fmt.Stringer
	applyBehavior(*behaviorSettings)
}

type handlerSettings struct {
	profile  string
	parallel bool
	metadata []any
}

type behaviorSettings struct {
	profile    string
	kinds      []Kind
	types      []reflect.Type
	interfaces []reflect.Type
}

// InProfile makes the registration of a handler or behaviour count only while
// the profile is active, see [di.InProfile]. A handler then takes the place of
// the one registered without a profile.
func InProfile(profile string) interface {
	HandlerOption
	BehaviorOption
} {
	return profileOption(profile)
}

// Parallel runs an event handler beside the others instead of in its turn.
// Publish still waits for it. What it shares with the other handlers through ctx,
// such as a unit of work, must be safe for concurrent use.
func Parallel() HandlerOption { return parallelOption{} }

// WithMetadata hangs a value on the message of the handler, where behaviours
// find it by its type, see [MetadataOf].
func WithMetadata(value any) HandlerOption { return metadataOption{value} }

// ForRequests applies a behaviour to commands, queries and streams, which is
// also what a behaviour without any option applies to.
func ForRequests() BehaviorOption {
	return kindsOption{"ForRequests()", []Kind{KindCommand, KindQuery, KindStream}}
}

// ForCommands applies a behaviour to commands. Options that name kinds add up.
func ForCommands() BehaviorOption { return kindsOption{"ForCommands()", []Kind{KindCommand}} }

// ForQueries applies a behaviour to queries.
func ForQueries() BehaviorOption { return kindsOption{"ForQueries()", []Kind{KindQuery}} }

// ForStreams applies a behaviour to stream queries; it wraps the whole iteration.
func ForStreams() BehaviorOption { return kindsOption{"ForStreams()", []Kind{KindStream}} }

// ForEvents applies a behaviour to events; it wraps all handlers of an event
// together. An event that nobody listens to passes through no behaviour.
func ForEvents() BehaviorOption { return kindsOption{"ForEvents()", []Kind{KindEvent}} }

// For applies a behaviour to messages of type Q. Options that name types or
// interfaces add up.
func For[Q any]() BehaviorOption { return typeOption{reflect.TypeFor[Q]()} }

// ForInterface applies a behaviour to messages that implement I. For events it
// needs [ForEvents] too.
func ForInterface[I any]() BehaviorOption { return interfaceOption{reflect.TypeFor[I]()} }

type (
	profileOption  string
	parallelOption struct{}
	metadataOption struct{ value any }
	kindsOption    struct {
		name  string
		kinds []Kind
	}
	typeOption      struct{ typ reflect.Type }
	interfaceOption struct{ typ reflect.Type }
)

func (o profileOption) String() string   { return fmt.Sprintf("InProfile(%q)", string(o)) }
func (parallelOption) String() string    { return "Parallel()" }
func (o metadataOption) String() string  { return fmt.Sprintf("WithMetadata(%v)", o.value) }
func (o kindsOption) String() string     { return o.name }
func (o typeOption) String() string      { return fmt.Sprintf("For[%v]()", o.typ) }
func (o interfaceOption) String() string { return fmt.Sprintf("ForInterface[%v]()", o.typ) }

func (o profileOption) applyHandler(s *handlerSettings)   { s.profile = string(o) }
func (o profileOption) applyBehavior(s *behaviorSettings) { s.profile = string(o) }
func (parallelOption) applyHandler(s *handlerSettings)    { s.parallel = true }
func (o metadataOption) applyHandler(s *handlerSettings)  { s.metadata = append(s.metadata, o.value) }

func (o kindsOption) applyBehavior(s *behaviorSettings) { s.kinds = append(s.kinds, o.kinds...) }
func (o typeOption) applyBehavior(s *behaviorSettings)  { s.types = append(s.types, o.typ) }
func (o interfaceOption) applyBehavior(s *behaviorSettings) {
	s.interfaces = append(s.interfaces, o.typ)
}

// selects reports whether the options let the message through. A behaviour that
// names its message, by its own type or by For, needs no option for the kind.
func (s *behaviorSettings) selects(info *Info, named bool) bool {
	byType := slices.Contains(s.types, info.Request)
	if len(s.types)+len(s.interfaces) > 0 && !byType && !slices.ContainsFunc(s.interfaces, info.Request.Implements) {
		return false
	}
	if len(s.kinds) > 0 {
		return slices.Contains(s.kinds, info.Kind)
	}
	return named || byType || info.Kind != KindEvent
}
