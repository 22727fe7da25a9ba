package cloudevents

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strconv"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Parse reads an event in the JSON format, "application/cloudevents+json". The data of
// the event is a part of b, which is not to be changed any more.
func Parse(b []byte, limits Limits) (Event, error) {
	limits = limits.withDefaults()
	if err := limits.checkEvent(len(b)); err != nil {
		return Event{}, err
	}
	if err := checkJSON(b); err != nil {
		return Event{}, err
	}
	var f faults
	e, err := parseEvent(bytes.TrimSpace(b), limits, &f)
	if err == nil {
		err = f.err()
	}
	if err != nil {
		return Event{}, err
	}
	return e, nil
}

// ParseBatch reads events in the JSON batch format, "application/cloudevents-batch+json".
// Either all of them are well or the error names every fault, with the index of the event
// in front: "/2/source". The data of the events are parts of b.
func ParseBatch(b []byte, limits Limits) ([]Event, error) {
	limits = limits.withDefaults()
	if err := limits.checkBatch(len(b)); err != nil {
		return nil, err
	}
	if err := checkJSON(b); err != nil {
		return nil, err
	}
	if b = bytes.TrimSpace(b); b[0] != '[' {
		return nil, errs.Invalid("malformed_event", "a batch of events must be a JSON array")
	}
	events := []Event{}
	var f faults
	for raw := range elements(b) {
		f.prefix = "/" + strconv.Itoa(len(events))
		e, err := parseElement(raw, limits, &f)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
		if err := limits.checkCount(len(events)); err != nil {
			return nil, err
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return events, nil
}

func parseElement(raw []byte, limits Limits, f *faults) (Event, error) {
	if err := limits.checkEvent(len(raw)); err != nil {
		return Event{}, err
	}
	return parseEvent(raw, limits, f)
}

// parseEvent reads the object, which is known to be JSON. The error is one that ends the
// reading at once.
func parseEvent(object []byte, limits Limits, f *faults) (Event, error) {
	p := parser{faults: f}
	if object[0] != '{' {
		return p.event, errs.Invalid("malformed_event", "an event must be a JSON object")
	}
	var names [16]string
	seen := names[:0]
	for quoted, value := range members(object) {
		name := attributeName(unquote(quoted))
		if slices.Contains(seen, name) {
			f.add(name, "duplicate", "stands more than once")
			continue
		}
		seen = append(seen, name)
		if err := limits.checkAttributes(len(seen)); err != nil {
			return p.event, err
		}
		p.member(name, value)
	}
	p.finish()
	return p.event, nil
}

// attributeName returns the name, without a copy where it is a known one.
func attributeName(name []byte) string {
	switch string(name) {
	case "specversion":
		return "specversion"
	case "id":
		return "id"
	case "source":
		return "source"
	case "type":
		return "type"
	case "subject":
		return "subject"
	case "time":
		return "time"
	case "datacontenttype":
		return "datacontenttype"
	case "data":
		return "data"
	default:
		return string(name)
	}
}

// textOf returns the value of an attribute, without a copy where it is the usual one.
func textOf(value []byte) string {
	switch string(value) {
	case SpecVersion:
		return SpecVersion
	case JSON:
		return JSON
	default:
		return string(value)
	}
}

// parser puts one event together.
type parser struct {
	event   Event
	faults  *faults
	version bool
	data    []byte // the JSON value, nil where there is none
	base64  []byte // the JSON string, nil where there is none
}

func (p *parser) member(name string, value []byte) {
	switch name {
	case "data":
		p.data = value
		return
	case "data_base64":
		if value[0] != 'n' {
			p.base64 = value
		}
		return
	}
	switch c := value[0]; {
	case c == 'n': // as if it were not there, but for its name
		if !isName(name) {
			p.extension(name, "")
		}
	case isCore(name) && c != '"':
		p.faults.add(name, "type", "must be a string")
	case c == '"':
		p.attribute(name, textOf(unquote(value)))
	case c == 't' || c == 'f':
		p.extension(name, c == 't')
	case c == '{' || c == '[':
		p.faults.add(name, "type", "must be a boolean, an integer or a string")
	default:
		n, ok := parseInteger(string(value))
		if !ok {
			p.faults.add(name, "integer", "must be an integer of 32 bits, without fraction and exponent")
		}
		p.extension(name, n)
	}
}

// attribute sets what comes as text, in whatever format.
func (p *parser) attribute(name, text string) {
	if text == "" && isCore(name) {
		p.faults.add(name, "empty", "must not be empty")
		return
	}
	e := &p.event
	switch name {
	case "specversion":
		if p.version = true; text != SpecVersion {
			p.faults.add(name, "unsupported", "must be "+SpecVersion)
		}
	case "id":
		e.ID = text
	case "source":
		e.Source = text
	case "type":
		e.Type = text
	case "subject":
		e.Subject = text
	case "datacontenttype":
		e.DataContentType = text
	case "dataschema":
		e.DataSchema = text
	case "time":
		p.time(text)
	default:
		p.extension(name, text)
	}
}

func (p *parser) time(text string) {
	t, ok := parseTime(text)
	if !ok {
		p.faults.add("time", "timestamp", "must be a time as of RFC 3339")
		return
	}
	if t.IsZero() {
		t = time.Time{}
	}
	p.event.Time = t
}

func (p *parser) extension(name string, value any) {
	if p.event.Extensions == nil {
		p.event.Extensions = make(map[string]any, 4)
	}
	p.event.Extensions[name] = value
}

// finish reads the data, for which all else must be known, and checks the whole.
func (p *parser) finish() {
	p.payload()
	if !p.version {
		p.faults.add("specversion", "required", "is required")
	}
	p.event.check(p.faults)
}

func (p *parser) payload() {
	e := &p.event
	switch {
	case p.data != nil && p.base64 != nil:
		p.faults.add("data", "exclusive", "must not stand beside data_base64")
	case p.base64 != nil:
		p.binary()
	case p.data == nil:
	case e.DataContentType == "":
		e.DataContentType = JSON // is what the format implies
		e.Data = p.data
	case isJSON(e.DataContentType):
		e.Data = p.data
	case p.data[0] == '"':
		e.Data = unquote(p.data)
	default:
		p.faults.add("data", "type", "must be a string, for datacontenttype is not that of JSON")
	}
}

func (p *parser) binary() {
	if p.base64[0] != '"' {
		p.faults.add("data_base64", "type", "must be a string")
		return
	}
	text := unquote(p.base64)
	data, err := base64.StdEncoding.Strict().AppendDecode(make([]byte, 0, base64.StdEncoding.DecodedLen(len(text))), text)
	if err != nil || bytes.ContainsAny(text, "\r\n") {
		p.faults.add("data_base64", "base64", "must be base64 as of RFC 4648")
		return
	}
	p.event.Data = data
}
