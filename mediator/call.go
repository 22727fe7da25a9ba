package mediator

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/neuroglia-go/neuroglia/di"
)

// Info describes a message and the place it has in its mediator. It is made
// once, in Build, and is shared by all calls; it must not be changed.
type Info struct {
	// Kind is what the message is.
	Kind Kind
	// Name is the type of the message with its package: "orders.PlaceOrder".
	Name string
	// Request is the type of the message.
	Request reflect.Type
	// Result is the type of the answer, of one row for a stream, None for an event.
	Result reflect.Type

	metadata []any
}

// MetadataOf returns the last value of type T that the handler was registered
// with, see [WithMetadata].
func MetadataOf[T any](info *Info) (T, bool) {
	for _, v := range slices.Backward(info.metadata) {
		if v, ok := v.(T); ok {
			return v, true
		}
	}
	var none T
	return none, false
}

// Implements reports whether the message implements the interface I.
func Implements[I any](info *Info) bool {
	return info.Request.Implements(reflect.TypeFor[I]())
}

// Call is one message on its way through its pipeline. It belongs to the
// goroutine that sent the message and is over when Handle has returned: then it
// is emptied and used again, unless [Call.Keep] was called.
type Call struct {
	info  *Info
	scope *di.Scope
	frame frame
	boxed any
	kept  bool
}

// CallOf is a [Call] whose request and result have their types. The Call within
// is the same call.
type CallOf[Q, R any] struct {
	Call
	// Request is the message; a change is seen by everything further in.
	Request Q
	// Result is the answer; it is set once next has returned.
	Result R
}

// frame is the typed record that a Call lies in.
type frame interface {
	request() any
	pointer() any
	result() any
	setResult(v any) error
}

// typedFrame finds the typed call of a frame, also within a stream's.
type typedFrame[Q, R any] interface{ typed() *CallOf[Q, R] }

// NewCall returns a call of the request outside of any mediator, for the tests
// of a behaviour. Its result is the zero R.
func NewCall[Q Request[R], R any](request Q) *CallOf[Q, R] {
	return newCall[Q, R](newInfo[Q, R](), nil, request)
}

func newCall[Q, R any](info *Info, scope *di.Scope, request Q) *CallOf[Q, R] {
	c := &CallOf[Q, R]{Request: request}
	c.info, c.scope, c.frame = info, scope, c
	return c
}

func newInfo[Q, R any]() *Info {
	t := reflect.TypeFor[Q]()
	return &Info{Kind: kindOf(t), Name: t.String(), Request: t, Result: reflect.TypeFor[R]()}
}

// Info returns what is known of the message since Build.
func (c *Call) Info() *Info { return c.info }

// Kind returns what the message is.
func (c *Call) Kind() Kind { return c.info.Kind }

// Name returns the type of the message with its package.
func (c *Call) Name() string { return c.info.Name }

// Request returns the message. The first use of a call puts it into an
// interface, which costs an allocation; a behaviour that does not look at the
// message does not pay for it.
func (c *Call) Request() any {
	if c.boxed == nil {
		c.boxed = c.frame.request()
	}
	return c.boxed
}

// As returns the message as an I, which its type or a pointer to that implements. Unlike
// [Call.Request] it costs no allocation: what it returns points into the call and must not
// be used once Handle has returned.
func As[I any](call *Call) (I, bool) {
	if message, ok := call.frame.pointer().(I); ok {
		return message, true
	}
	if call.info.Request.Kind() != reflect.Pointer && call.info.Request.Kind() != reflect.Interface {
		var none I
		return none, false
	}
	message, ok := call.frame.request().(I)
	return message, ok
}

// Result returns the answer: the zero value of its type before next has
// returned. For events and streams it is a [None].
func (c *Call) Result() any { return c.frame.result() }

// SetResult replaces the answer. It fails when v is not of the type that the
// request is answered with.
func (c *Call) SetResult(v any) error { return c.frame.setResult(v) }

// Keep makes the call outlive Handle. A behaviour calls it before it stores the
// call or hands it to another goroutine that may be running still when Handle
// returns; without it that goroutine would meet the request of another caller.
func (c *Call) Keep() { c.kept = true }

func (c *CallOf[Q, R]) typed() *CallOf[Q, R] { return c }
func (c *CallOf[Q, R]) request() any         { return c.Request }
func (c *CallOf[Q, R]) pointer() any         { return &c.Request }
func (c *CallOf[Q, R]) result() any          { return c.Result }

func (c *CallOf[Q, R]) setResult(v any) error {
	result, ok := v.(R)
	if !ok {
		return fmt.Errorf("mediator: %s is answered with %s; SetResult was given %T", c.info.Name, reflect.TypeFor[R](), v)
	}
	c.Result = result
	return nil
}
