package mediator

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/neuroglia-go/neuroglia/di"
)

// selection is which registrations count in the active profiles.
type selection struct {
	// handlers holds one handler for each request; more are a fault.
	handlers  map[reflect.Type][]*handlerEntry
	listeners []*handlerEntry
	behaviors []*behaviorEntry
}

func (r *registry) choose(v *di.Validation) selection {
	s := selection{handlers: make(map[reflect.Type][]*handlerEntry)}
	for _, h := range r.handlers {
		if v.Has(h.handler, h.key) {
			s.handlers[h.info.Request] = append(s.handlers[h.info.Request], h)
		}
	}
	for request, list := range s.handlers {
		if slices.ContainsFunc(list, (*handlerEntry).profiled) {
			s.handlers[request] = slices.DeleteFunc(list, func(h *handlerEntry) bool { return !h.profiled() })
		}
	}
	for request, h := range r.overrides {
		s.handlers[request] = []*handlerEntry{h}
	}
	for _, h := range r.listeners {
		if v.Has(h.handler, h.key) {
			s.listeners = append(s.listeners, h)
		}
	}
	for _, b := range r.behaviors {
		if v.Has(reflect.TypeFor[behavior](), b.key) {
			s.behaviors = append(s.behaviors, b)
		}
	}
	return s
}

func (h *handlerEntry) profiled() bool { return h.settings.profile != "" }

// requests lists the one handler of each request, in the order of names.
func (s *selection) requests() []*handlerEntry {
	var list []*handlerEntry
	for _, handlers := range s.handlers {
		list = append(list, handlers[0])
	}
	slices.SortFunc(list, byName)
	return list
}

// events lists a handler of each type of event, in the order of names.
func (s *selection) events() []*handlerEntry {
	seen := make(map[reflect.Type]bool)
	var list []*handlerEntry
	for _, h := range s.listeners {
		if !seen[h.info.Request] {
			seen[h.info.Request] = true
			list = append(list, h)
		}
	}
	slices.SortFunc(list, byName)
	return list
}

func byName(a, b *handlerEntry) int {
	return cmp.Or(cmp.Compare(a.info.Name, b.info.Name), cmp.Compare(a.info.Request.PkgPath(), b.info.Request.PkgPath()))
}

// around lists the behaviours of a message, outermost first.
func (s *selection) around(h *handlerEntry) []*behaviorEntry {
	var list []*behaviorEntry
	for _, b := range s.behaviors {
		if b.typ != nil && b.applies(h) {
			list = append(list, b)
		}
	}
	return list
}

// knows reports whether a message of the type is handled or listened to.
func (s *selection) knows(message reflect.Type) bool {
	return len(s.handlers[message]) > 0 ||
		slices.ContainsFunc(s.listeners, func(h *handlerEntry) bool { return h.info.Request == message })
}
