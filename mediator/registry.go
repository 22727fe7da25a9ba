package mediator

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
)

// registry is what the registrations of one di.Services come to.
type registry struct {
	handlers  []*handlerEntry
	listeners []*handlerEntry
	overrides map[reflect.Type]*handlerEntry
	behaviors []*behaviorEntry
	required  []requirement
	// services counts the registrations of each handler type.
	services map[reflect.Type]int
	// chosen is what counts in the active profiles, as the last validation, which
	// every Build begins with, has found it.
	chosen selection
}

// handlerEntry is one registration of a handler.
type handlerEntry struct {
	info     *Info
	typed    reflect.Type // TypedBehavior[Q, R], what a typed behaviour of the message implements
	handler  reflect.Type
	key      string
	name     string
	at       string
	settings handlerSettings

	bind      func(*di.Container) (bound, error)                         // of a request
	subscribe func(*di.Container) (s subscriber, shared bool, err error) // of an event
	topic     func(scopes, []layer, []subscriber) (topic any, err error) // of an event
}

// bound is a pipeline whose handler is known and whose layers are not yet.
type bound struct {
	pipeline any
	shared   bool
	compile  func(scopes, []layer) error
}

// behaviorEntry is one registration of a behaviour.
type behaviorEntry struct {
	typ      reflect.Type // nil when the constructor does not tell
	key      string
	name     string
	at       string
	settings behaviorSettings
}

// requirement is a request that somebody says is sent.
type requirement struct {
	request  reflect.Type
	at       string
	neededBy []string
}

// registryOf returns the registry that is kept with the services.
func registryOf(services *di.Services) *registry {
	return di.Feature(services, func() *registry {
		r := &registry{overrides: make(map[reflect.Type]*handlerEntry), services: make(map[reflect.Type]int)}
		di.AddSingleton[*Mediator](services, func() *Mediator { return new(Mediator) })
		services.OnValidate(r.validate)
		services.OnBuild(r.build)
		return r
	})
}

func newHandlerEntry[H, Q, R any](r *registry, opts []HandlerOption) *handlerEntry {
	h := &handlerEntry{
		info:    newInfo[Q, R](),
		typed:   reflect.TypeFor[TypedBehavior[Q, R]](),
		handler: reflect.TypeFor[H](),
		name:    reflect.TypeFor[H]().String(),
		at:      place(),
	}
	for _, o := range opts {
		o.applyHandler(&h.settings)
	}
	h.info.metadata = h.settings.metadata
	if n := r.services[h.handler]; n > 0 {
		h.key = fmt.Sprintf("registration %d", n+1)
	}
	r.services[h.handler]++
	return h
}

// inspect learns from the constructor what the behaviour is.
func (b *behaviorEntry) inspect(constructor any) {
	fn := reflect.ValueOf(constructor)
	if fn.Kind() != reflect.Func || fn.Type().NumOut() == 0 || fn.IsNil() {
		b.name = fmt.Sprintf("%T", constructor)
		return
	}
	b.typ = fn.Type().Out(0)
	b.name = runtime.FuncForPC(fn.Pointer()).Name()
	b.name = b.name[strings.LastIndexByte(b.name, '/')+1:]
}

// open reports whether the behaviour takes messages of all types.
func (b *behaviorEntry) open() bool { return b.typ.Implements(reflect.TypeFor[Behavior]()) }

// applies reports whether the behaviour stands in the pipeline of the message.
func (b *behaviorEntry) applies(h *handlerEntry) bool {
	named := !b.open()
	if named && !b.typ.Implements(h.typed) || !b.settings.selects(h.info, named) {
		return false
	}
	selective, ok := b.zero().(Selective)
	return !ok || selective.Applies(h.info)
}

// zero returns a behaviour that may be asked about messages before any is constructed.
func (b *behaviorEntry) zero() any {
	if b.typ.Kind() == reflect.Pointer {
		return reflect.New(b.typ.Elem()).Interface()
	}
	return reflect.Zero(b.typ).Interface()
}

// typedMessage returns the Q of a TypedBehavior[Q, R], whose R may be any.
func (b *behaviorEntry) typedMessage() (message reflect.Type, ok bool) {
	m, ok := b.typ.MethodByName("Handle")
	if !ok || m.Type.NumIn() < 2 {
		return nil, false
	}
	call := m.Type.In(m.Type.NumIn() - 2)
	if call.Kind() != reflect.Pointer || call.Elem().PkgPath() != reflect.TypeFor[Call]().PkgPath() {
		return nil, false
	}
	f, ok := call.Elem().FieldByName("Request")
	return f.Type, ok
}
