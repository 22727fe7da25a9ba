package eventstore

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// step leads from one name to the next one.
type step struct {
	to     name
	change func(body []byte) ([]byte, error)
}

// Upcast reads events of the type Old as New. New may be old itself, with an upcaster
// of its own: each version needs to know its successor only. The function is pure, as
// Apply is.
//
//	eventstore.Upcast(func(old OrderPlacedV1) OrderPlaced {
//		return OrderPlaced{ID: old.ID, Customer: Customer{Name: old.CustomerName}}
//	})
func Upcast[Old, New aggregate.Event](change func(old Old) New) Option {
	from := prototype(reflect.TypeFor[Old]()).EventName()
	to := prototype(reflect.TypeFor[New]()).EventName()
	return UpcastJSON(from, to, func(body []byte) ([]byte, error) {
		old, err := decodeAs[Old](body)
		if err != nil {
			return nil, err
		}
		return data.Encode(change(old))
	})
}

func decodeAs[E any](body []byte) (E, error) {
	var event E
	err := data.Decode(body, &event)
	return event, err
}

// UpcastJSON is [Upcast] for what no Go type is left of: change makes the JSON value of
// an event named to out of that of one named from. It must not change body.
func UpcastJSON(from, to string, change func(body []byte) ([]byte, error)) Option {
	old, next := nameOf(from), nameOf(to)
	return Option{text: fmt.Sprintf("upcast %s to %s", old, next), apply: func(r *Registry) {
		if other, ok := r.steps[old]; ok {
			r.fault("the event %q has two upcasters, to %q and to %q; a version has one successor", old, other.to, next)
			return
		}
		r.steps[old] = step{next, change}
	}}
}

// Rename reads events that were named from as those named to, which have the same
// data.
func Rename(from, to string) Option {
	return UpcastJSON(from, to, func(body []byte) ([]byte, error) { return body, nil })
}

func byName(a, b name) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.version, b.version))
}

// checkSteps follows every upcaster to its end.
func (r *Registry) checkSteps() {
	for _, from := range slices.SortedFunc(maps.Keys(r.steps), byName) {
		if _, today := r.kinds[from]; today {
			r.fault("the event %q is registered and has an upcaster; leave its type out of Events", from)
			continue
		}
		at := r.last(from)
		_, circle := r.steps[at]
		_, today := r.kinds[at]
		switch {
		case circle:
			r.fault("the upcaster from %q leads in a circle", from)
		case !today:
			r.fault("the upcaster from %q leads to %q, which is not registered; add its type to Events", from, at)
		}
	}
}

// last follows the upcasters that lead away from a name to the end, which a circle has not.
func (r *Registry) last(at name) name {
	for range len(r.steps) {
		if s, ok := r.steps[at]; ok {
			at = s.to
		}
	}
	return at
}
