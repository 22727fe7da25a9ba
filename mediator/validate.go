package mediator

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
)

// validate finds what is wrong with the handlers and behaviours. It constructs
// nothing.
func (r *registry) validate(v *di.Validation) []di.Fault {
	r.chosen = r.choose(v)
	faults := r.chosen.duplicates()
	faults = append(faults, r.chosen.eventsThatAreRequests()...)
	faults = append(faults, r.missing()...)
	for _, b := range r.chosen.behaviors {
		faults = append(faults, r.chosen.misfits(b)...)
		faults = append(faults, r.chosen.demands(b)...)
	}
	return faults
}

// demands reports every message that a behaviour does not let through as it is.
func (s *selection) demands(b *behaviorEntry) []di.Fault {
	if b.typ == nil {
		return nil
	}
	exacting, ok := b.zero().(Exacting)
	if !ok {
		return nil
	}
	var faults []di.Fault
	for _, h := range s.messages() {
		if !b.applies(h) {
			continue
		}
		if err := exacting.Demand(h.info); err != nil {
			problem, fix, _ := strings.Cut(err.Error(), "; ")
			faults = append(faults, di.Fault{
				Code: CodeBadMessage, Subject: h.info.Name, At: h.at, Message: fmt.Sprintf("%s: %s", h.info.Name, problem), Fix: fix,
				Path: []string{fmt.Sprintf("demanded by the behaviour %s (%s)", b.name, b.at)},
			})
		}
	}
	return faults
}

// duplicates reports every request with more than one handler, in the order of
// names.
func (s *selection) duplicates() []di.Fault {
	var faults []di.Fault
	for _, first := range s.requests() {
		list := s.handlers[first.info.Request]
		if len(list) == 1 {
			continue
		}
		f := di.Fault{
			Code: CodeDuplicateHandler, Subject: first.info.Name, At: list[len(list)-1].at,
			Message: fmt.Sprintf("%s has %d handlers and takes exactly one", first.info.Name, len(list)),
			Fix:     "remove all but one; what several should hear of is an event, see mediator.AddEventHandler",
		}
		for _, h := range list {
			f.Path = append(f.Path, fmt.Sprintf("handled by %s (%s)", h.name, h.at))
		}
		faults = append(faults, f)
	}
	return faults
}

func (s *selection) eventsThatAreRequests() []di.Fault {
	var faults []di.Fault
	for _, h := range s.listeners {
		if IsRequest(h.info.Request) {
			faults = append(faults, di.Fault{
				Code: CodeBadRequest, Subject: h.info.Name, At: h.at,
				Message: fmt.Sprintf("%s listens to %s as an event, and it is a request", h.name, h.info.Name),
				Fix:     "register it with mediator.AddHandler, or listen to an event instead",
			})
		}
	}
	return faults
}

// missing reports what is required, or named by a behaviour, and not handled.
func (r *registry) missing() []di.Fault {
	needs := slices.Clone(r.required)
	for _, b := range r.chosen.behaviors {
		for _, t := range b.settings.types {
			needs = append(needs, requirement{t, b.at, []string{fmt.Sprintf("named by the behaviour %s (%s)", b.name, b.at)}})
		}
	}
	var faults []di.Fault
	at := make(map[reflect.Type]int)
	for _, n := range needs {
		if r.chosen.knows(n.request) {
			continue
		}
		i, seen := at[n.request]
		if !seen {
			i = len(faults)
			at[n.request] = i
			faults = append(faults, missingHandler(n))
		}
		faults[i].Path = append(faults[i].Path, n.neededBy...)
	}
	return faults
}

func missingHandler(n requirement) di.Fault {
	f := di.Fault{
		Code: CodeMissingHandler, Subject: n.request.String(), At: n.at,
		Message: fmt.Sprintf("%s has no handler", n.request),
		Fix:     fmt.Sprintf("register the type whose Handle method takes a %s: mediator.AddHandler[*Handler](services, NewHandler)", n.request),
	}
	switch kind := kindOf(n.request); {
	case kind == KindStream:
		f.Fix = fmt.Sprintf("register the type whose Handle method takes a %s: mediator.AddStreamHandler[*Handler](services, NewHandler)", n.request)
	case kind == KindEvent:
		f.Code = CodeBadRequest
		f.Message = fmt.Sprintf("%s is no request and no event that anybody listens to", n.request)
		f.Fix = "embed mediator.Command, Query or StreamQuery in it, or register an event handler for it"
	}
	return f
}

// misfits reports a behaviour that no message will ever pass through.
func (s *selection) misfits(b *behaviorEntry) []di.Fault {
	f := di.Fault{Code: CodeBadBehavior, Subject: b.name, At: b.at}
	const shape = "let the constructor return a type with the method Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error"
	if b.typ == nil {
		return nil // no constructor at all, which di reports
	}
	message, typed := b.typedMessage()
	switch {
	case b.open() || slices.ContainsFunc(s.messages(), func(h *handlerEntry) bool { return b.typ.Implements(h.typed) }):
		return nil
	case b.typ.Kind() != reflect.Interface && reflect.PointerTo(b.typ).Implements(reflect.TypeFor[Behavior]()):
		f.Message = fmt.Sprintf("%s returns %s, whose methods have pointer receivers", b.name, b.typ)
		f.Fix = fmt.Sprintf("return *%s", b.typ)
	case typed:
		f.Message = fmt.Sprintf("%s is a behaviour of %s, which nobody handles with that result", b.name, message)
		f.Fix = fmt.Sprintf("register a handler of %s, or give the behaviour the result its handler has (mediator.None for events and streams)", message)
	default:
		f.Message = fmt.Sprintf("%s returns %s, which is no behaviour", b.name, b.typ)
		f.Fix = shape
	}
	return []di.Fault{f}
}

// messages lists a handler of each message.
func (s *selection) messages() []*handlerEntry { return append(s.requests(), s.events()...) }
