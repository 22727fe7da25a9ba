package mediator

import "reflect"

// Kind says what a message is. The kinds are a closed list.
type Kind uint8

// The kinds of message.
const (
	// KindCommand changes something and answers once.
	KindCommand Kind = iota + 1
	// KindQuery changes nothing and answers once.
	KindQuery
	// KindStream changes nothing and answers with a sequence of rows.
	KindStream
	// KindEvent tells what happened; any number of handlers listens.
	KindEvent
)

// String returns command, query, stream or event.
func (k Kind) String() string {
	switch k {
	case KindCommand:
		return "command"
	case KindQuery:
		return "query"
	case KindStream:
		return "stream"
	case KindEvent:
		return "event"
	default:
		return "unknown"
	}
}

// Request is a message that one handler answers with an R. A type becomes a
// Request by embedding [Command] or [Query]; there is no other way.
type Request[R any] interface {
	message
	answer(R)
}

// StreamRequest is a message that one handler answers with a sequence of R. A
// type becomes one by embedding [StreamQuery].
type StreamRequest[R any] interface {
	message
	row(R)
}

// message is what all requests have in common, without their result.
type message interface{ kind() Kind }

// Command makes a struct that embeds it a request that changes something and
// answers with an R. It holds nothing and adds nothing to the JSON of the
// struct. A command without an answer is a Command[None].
type Command[R any] struct{}

func (Command[R]) kind() Kind { return KindCommand }
func (Command[R]) answer(R)   {}

// Query makes a struct that embeds it a request that changes nothing and
// answers with an R.
type Query[R any] struct{}

func (Query[R]) kind() Kind { return KindQuery }
func (Query[R]) answer(R)   {}

// StreamQuery makes a struct that embeds it a request that changes nothing
// and answers with a sequence of R, see [Stream].
type StreamQuery[R any] struct{}

func (StreamQuery[R]) kind() Kind { return KindStream }
func (StreamQuery[R]) row(R)      {}

// None is the result of a request that has nothing to answer.
type None struct{}

// IsRequest reports whether values of the type are requests: commands, queries
// or stream queries. Edges use it to find inputs that need a handler.
func IsRequest(t reflect.Type) bool {
	return t != nil && t.Implements(reflect.TypeFor[message]())
}

// kindOf returns the kind of a request type, [KindEvent] for any other type.
func kindOf(t reflect.Type) Kind {
	if !IsRequest(t) || t.Kind() == reflect.Interface {
		return KindEvent
	}
	if m, ok := reflect.TypeAssert[message](reflect.Zero(t)); ok && t.Kind() != reflect.Pointer {
		return m.kind()
	}
	return reflect.New(t.Elem()).Interface().(message).kind()
}
