package mediator

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/neuroglia-go/neuroglia/di"
)

// build compiles the routes of the container's mediator.
func (r *registry) build(_ context.Context, c *di.Container) error {
	m, err := di.Resolve[*Mediator](c)
	if err != nil {
		return err
	}
	b := &builder{
		selection: r.chosen,
		scopes:    scopes{container: c},
		layers:    make(map[*behaviorEntry]layer),
		routes:    &routes{byType: make(map[reflect.Type]any)},
	}
	for _, step := range []func() error{b.bindBehaviors, b.bindListeners, b.requests, b.events} {
		if err := step(); err != nil {
			return fmt.Errorf("build the mediator: %w", err)
		}
	}
	b.routes.open.builder = b
	m.routes.Store(b.routes)
	return nil
}

// builder compiles routes. Whether calls need a scope is known once everything
// is bound, so that binding comes first.
type builder struct {
	selection   selection
	scopes      scopes
	layers      map[*behaviorEntry]layer
	subscribers []subscriber
	routes      *routes
}

func (b *builder) bindBehaviors() error {
	for _, e := range b.selection.behaviors {
		source, err := sourceOf(b.scopes.container, e.key, func(b behavior) behavior { return b })
		if err != nil {
			return err
		}
		b.needScope(source.shared)
		b.layers[e] = layer{name: e.name, source: source}
	}
	return nil
}

func (b *builder) bindListeners() error {
	for _, h := range b.selection.listeners {
		s, shared, err := h.subscribe(b.scopes.container)
		if err != nil {
			return err
		}
		b.needScope(shared)
		b.subscribers = append(b.subscribers, s)
	}
	return nil
}

func (b *builder) needScope(shared bool) { b.scopes.needed = b.scopes.needed || !shared }

func (b *builder) requests() error {
	entries := b.selection.requests()
	pipelines := make([]bound, len(entries))
	for i, h := range entries {
		p, err := h.bind(b.scopes.container)
		if err != nil {
			return err
		}
		b.needScope(p.shared)
		pipelines[i] = p
	}
	for i, h := range entries {
		if err := pipelines[i].compile(b.scopes, b.around(h)); err != nil {
			return err
		}
		b.routes.byType[h.info.Request] = pipelines[i].pipeline
		b.describe(h, []string{h.name + " (" + h.at + ")"})
	}
	return nil
}

func (b *builder) events() error {
	for _, h := range b.selection.events() {
		event := h.info.Request
		subscribers := b.listening(event)
		var names []string
		for _, s := range subscribers {
			names = append(names, s.place)
		}
		b.describe(h, names)
		if event.Kind() == reflect.Interface {
			b.routes.open.heard = true
			continue
		}
		topic, err := h.topic(b.scopes, b.around(h), subscribers)
		if err != nil {
			return err
		}
		b.routes.byType[event] = topic
	}
	return nil
}

// listening lists those who hear events of the type, in the order of their
// registration.
func (b *builder) listening(event reflect.Type) []subscriber {
	var list []subscriber
	for _, s := range b.subscribers {
		if s.hears(event) {
			list = append(list, s)
		}
	}
	return list
}

func (b *builder) around(h *handlerEntry) []layer {
	var list []layer
	for _, e := range b.selection.around(h) {
		list = append(list, b.layers[e])
	}
	return list
}

func (b *builder) describe(h *handlerEntry, handlers []string) {
	p := PipelineInfo{Kind: h.info.Kind, Message: h.info.Request, Result: h.info.Result, Handlers: handlers}
	for _, e := range b.selection.around(h) {
		p.Behaviors = append(p.Behaviors, e.name)
	}
	b.routes.list = append(b.routes.list, p)
}

// openTopics finds the topics of events that no handler names. A type is
// compiled when it is first published and kept; there are as many as the program
// has types of events.
type openTopics struct {
	heard   bool // some handler listens to an interface
	builder *builder
	topics  sync.Map // of reflect.Type to *topic[any]
}

// topic returns the topic of the type, which may have no subscriber.
func (o *openTopics) topic(event reflect.Type) (*topic[any], error) {
	if p, ok := o.topics.Load(event); ok {
		return p.(*topic[any]), nil
	}
	info := &Info{Kind: KindEvent, Name: event.String(), Request: event, Result: reflect.TypeFor[None]()}
	t := newTopic[any](info, o.builder.scopes, o.builder.listening(event))
	h := &handlerEntry{info: info, typed: reflect.TypeFor[TypedBehavior[any, None]]()}
	if err := t.compile(o.builder.around(h)); err != nil {
		return nil, err
	}
	p, _ := o.topics.LoadOrStore(event, t)
	return p.(*topic[any]), nil
}
