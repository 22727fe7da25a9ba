package cloudevents_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// refusals are what we refuse and the SDK takes, by the code of our fault. The sentences
// are those of the specification 1.0 and of what it refers to.
var refusals = map[string]struct{ sdk, sentence string }{
	"text":            {"takes any character", `"String: … The following characters are disallowed: the control characters …, code points identified as noncharacters by Unicode" (spec, Type System)`},
	"name":            {"makes names lower-case and takes the name data", `"MUST consist of lower-case letters [a-z] or digits [0-9]"; "MUST NOT use the name data" (spec, Naming Conventions)`},
	"duplicate":       {"takes the last member, and the first header", `"Each context attribute MUST only appear at most once in a CloudEvent" (spec, Context Attributes)`},
	"empty":           {"takes an empty attribute as absent", `"If present, MUST be a non-empty string" (spec, subject); "MUST adhere to the format specified in RFC 3339" (spec, time)`},
	"integer":         {"cuts fractions", `"only the integer component optionally prefixed with a minus sign is permitted" (JSON format, Type System Mapping)`},
	"timestamp":       {"takes a comma and an hour of one digit", `time-hour = 2DIGIT; time-secfrac = "." 1*DIGIT (RFC 3339, section 5.6)`},
	"uri_reference":   {"takes what net/url takes", `"following RFC 3986" (JSON format, Type System Mapping)`},
	"uri":             {"takes what net/url takes, with fragments", `"Absolute URI as defined in RFC 3986 Section 4.3": absolute-URI = scheme ":" hier-part [ "?" query ]`},
	"media_type":      {"takes a type without a subtype", `"If present, MUST adhere to the format specified in RFC 2046" (spec, datacontenttype)`},
	"type":            {"takes null as an empty string, and ignores what it cannot read", `"the member's type and value being mapped using the type system mapping" (JSON format, Envelope)`},
	"exclusive":       {"takes the last of data and data_base64", `"the presence of the data and data_base64 members is mutually exclusive" (JSON format, 3.1.1)`},
	"base64":          {"takes line breaks and loose bits", `"Implementations MUST NOT add line feeds to base-encoded data" (RFC 4648, section 3.1)`},
	"header":          {"does not decode headers", `"A single round of percent-decoding MUST then be performed"; "encoded byte sequences which are invalid in UTF-8 MUST be rejected" (HTTP binding, 3.1.3.2)`},
	"unsupported":     {"reads 0.3 as well", `"Compliant event producers MUST use a value of 1.0 when referring to this version" (spec, specversion)`},
	"malformed_event": {"takes bytes that are not UTF-8 and half surrogates", `"JSON text … MUST be encoded using UTF-8" (RFC 8259, section 8.1); "unpaired surrogate" is disallowed (spec, Type System)`},
}

// others are the events that both sides take, or ought to, and see differently. Each
// row changes what we read into what the SDK reads.
var others = []struct {
	name, sentence string
	change         func(m message, sdk view, v *view) bool
}{
	{
		"the SDK does not decode headers", `"A single round of percent-decoding MUST then be performed" (HTTP binding, 3.1.3.2)`,
		func(m message, _ view, v *view) bool {
			return m.mode == cloudevents.Binary && v.each(func(name, text string) string {
				if raw := m.header[http.CanonicalHeaderKey("ce-"+name)]; raw != nil && name != "time" {
					return raw[0]
				}
				return text
			})
		},
	},
	{
		"the SDK rewrites URIs", `"An application MAY assign a unique source": source is the identity of the producer, and no equivalence of URIs is defined for it`,
		func(_ message, _ view, v *view) bool {
			return v.each(func(name, text string) string {
				if u, err := url.Parse(text); err == nil && (name == "source" || name == "dataschema") {
					return u.String()
				}
				return text
			})
		},
	},
	{
		"the SDK drops a schema that net/url does not read", `"If present, MUST be a non-empty URI" (spec, dataschema)`,
		func(_ message, _ view, v *view) bool {
			lost := isLost(v.attributes["dataschema"])
			if lost {
				delete(v.attributes, "dataschema")
			}
			return lost
		},
	},
	{
		"the SDK leaves the implied media type out", `"a JSON-format event with no datacontenttype is exactly equivalent to one with datacontenttype=application/json" (spec, datacontenttype)`,
		func(m message, sdk view, v *view) bool {
			if m.mode == cloudevents.Binary || v.attributes["datacontenttype"] != cloudevents.JSON || sdk.attributes["datacontenttype"] != "" || v.data == "none" {
				return false
			}
			delete(v.attributes, "datacontenttype")
			return true
		},
	},
	{
		"the SDK takes data of most media types of JSON as text", `"a media subtype equal to json or ending with a +json format extension" (JSON format, 3.1.1)`,
		func(m message, sdk view, v *view) bool {
			if m.mode == cloudevents.Binary || v.data == sdk.data || !isOtherJSON(v.attributes["datacontenttype"]) {
				return false
			}
			var text string
			if json.Unmarshal([]byte(v.data[1:]), &text) != nil {
				return false
			}
			v.data = "=" + text
			return true
		},
	},
	{
		"the SDK trims attributes in binary mode", `"String: Sequence of allowable Unicode characters" (spec, Type System): a space is one`,
		func(m message, _ view, v *view) bool {
			changed := m.mode == cloudevents.Binary && v.each(func(name, text string) string {
				if name == "id" || name == "type" || name == "subject" {
					return strings.TrimSpace(text)
				}
				return text
			})
			if v.attributes["subject"] == "" {
				delete(v.attributes, "subject")
			}
			return changed
		},
	},
	{
		"the SDK keeps white space before data", `"stored directly as a JSON value" (JSON format, 3.1.1): white space is no part of it`,
		func(_ message, sdk view, v *view) bool {
			if v.data == "none" || v.data == sdk.data || v.data[1:] != strings.TrimLeft(sdk.data[1:], " \t\r\n") {
				return false
			}
			v.data = sdk.data
			return true
		},
	},
}

// each replaces the value of every attribute and reports whether one changed.
func (v *view) each(change func(name, text string) string) bool {
	changed := false
	for name, text := range v.attributes {
		if other := change(name, text); other != text {
			v.attributes[name], changed = other, true
		}
	}
	return changed
}

// stricter are valid events that the SDK refuses.
var stricter = []struct {
	name, sentence, example string
	holds                   func(m message, v view) bool
}{
	{
		"white space only",
		`"MUST be a non-empty string" (spec, id, type, subject): a space is a character`,
		`{"specversion":"1.0","id":" ","source":"/s","type":"t"}`,
		func(_ message, v view) bool {
			return slices.ContainsFunc([]string{"id", "type", "subject"}, func(name string) bool {
				return v.attributes[name] != "" && strings.TrimSpace(v.attributes[name]) == ""
			})
		},
	},
	{
		"URIs that net/url does not read",
		`reg-name = *( unreserved / pct-encoded / sub-delims ) (RFC 3986, section 3.2.2)`,
		`{"specversion":"1.0","id":"1","source":"http://%41/","type":"t"}`,
		func(m message, v view) bool {
			return slices.ContainsFunc([]string{"source", "dataschema"}, func(name string) bool {
				raw := m.header.Get("ce-" + name) // which the SDK does not decode
				return isLost(v.attributes[name]) || isLost(raw)
			})
		},
	},
	{
		"media types of JSON that the SDK does not know",
		`"a media subtype equal to json or ending with a +json format extension" (JSON format, 3.1.1)`,
		`{"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":"application/vnd.order+json","data":{}}`,
		func(m message, v view) bool {
			return m.mode != cloudevents.Binary && isOtherJSON(v.attributes["datacontenttype"])
		},
	},
	{
		"white space before data_base64",
		`insignificant whitespace is allowed before or after any of the six structural characters (RFC 8259, section 2)`,
		`{"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64": "/w=="}`,
		func(m message, _ view) bool { return spacedBase64.Match(m.body) },
	},
	{
		"numbers beyond float64",
		`"This specification allows implementations to set limits on the range and precision of numbers" (RFC 8259, section 6): the data is not looked into`,
		`{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"a":1E400,"b":{"c":1}}}`,
		func(m message, v view) bool { return m.mode != cloudevents.Binary && hugeNumber.MatchString(v.data) },
	},
	{
		"lower-case t and z, leap seconds, and times with escapes",
		`"T" and "Z" "may alternatively be lower case"; time-second = 00-58, 00-59, 00-60 (RFC 3339, section 5.6)`,
		`{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2016-12-31t23:59:60z"}`,
		func(m message, _ view) bool {
			at := m.header.Get("ce-time")
			return oddTime.Match(m.body) || oddTime.MatchString(at) || strings.ContainsAny(at, `%"`)
		},
	},
}

// isLost reports whether net/url keeps nothing of a URI reference.
func isLost(reference string) bool {
	u, err := url.Parse(reference)
	return err != nil || reference != "" && u.String() == ""
}

// isOtherJSON reports whether a media type is one of JSON that the SDK takes for text.
func isOtherJSON(contentType string) bool {
	media, _, found := strings.Cut(contentType, ";")
	if found {
		media = strings.TrimSpace(media)
	}
	known := media == "" || media == "application/json" || media == "text/json"
	return !known && cloudevents.Event{DataContentType: contentType}.HasJSON()
}

// codesOf returns the codes of what we refused.
func codesOf(err error) []string {
	var e *errs.Error
	if !errors.As(err, &e) {
		return nil
	}
	if len(e.Fields) == 0 {
		return []string{e.Code}
	}
	var codes []string
	for _, field := range e.Fields {
		codes = append(codes, field.Code)
	}
	return codes
}
