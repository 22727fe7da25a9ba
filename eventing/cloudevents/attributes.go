package cloudevents

import (
	"iter"
	"slices"
)

// Attributes yields the attributes of a valid event as canonical strings, "specversion"
// and "datacontenttype" among them: what a transport carries beside the data in its own
// headers. [Escape] makes them fit for headers that take nothing but ASCII.
func (e Event) Attributes() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		written := ""
		if !e.Time.IsZero() {
			written = string(appendTime(nil, e.Time))
		}
		for _, core := range [...][2]string{
			{"specversion", SpecVersion},
			{"id", e.ID},
			{"source", e.Source},
			{"type", e.Type},
			{"subject", e.Subject},
			{"time", written},
			{"datacontenttype", e.DataContentType},
			{"dataschema", e.DataSchema},
		} {
			if core[1] != "" && !yield(core[0], core[1]) {
				return
			}
		}
		for _, name := range e.names(nil) {
			if text, fault := format(e.Extensions[name]); fault == "" && !yield(name, text) {
				return
			}
		}
	}
}

// FromAttributes puts an event together from what [Event.Attributes] yields and the data,
// which belongs to the event from then on. Extensions are strings, whatever they once
// were. Empty data is none. The error names every fault.
func FromAttributes(attributes iter.Seq2[string, string], data []byte, limits Limits) (Event, error) {
	limits = limits.withDefaults()
	var f faults
	p := parser{faults: &f}
	var names [16]string
	seen, size := names[:0], len(data)
	for name, text := range attributes {
		if slices.Contains(seen, name) {
			f.add(name, "duplicate", "stands more than once")
			continue
		}
		seen = append(seen, name)
		if err := limits.checkAttributes(len(seen)); err != nil {
			return Event{}, err
		}
		size += len(name) + len(text)
		p.attribute(name, text)
	}
	if err := limits.checkEvent(size); err != nil {
		return Event{}, err
	}
	p.finish()
	if err := f.err(); err != nil {
		return Event{}, err
	}
	if len(data) > 0 {
		p.event.Data = data
	}
	return p.event, nil
}
