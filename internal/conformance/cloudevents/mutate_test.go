package cloudevents_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// member is a name and the text of its value, which need not be JSON.
type member struct{ name, value string }

// membersOf writes an event by means of encoding/json: a third opinion.
func membersOf(e cloudevents.Event) []member {
	var out []member
	for name, text := range e.Attributes() {
		value, _ := json.Marshal(text)
		switch v := e.Extensions[name].(type) {
		case bool, int32:
			value, _ = json.Marshal(v)
		}
		out = append(out, member{name, string(value)})
	}
	if e.Data == nil {
		return out
	}
	if e.HasJSON() {
		return append(out, member{"data", string(e.Data)})
	}
	binary, _ := json.Marshal(e.Data)
	return append(out, member{"data_base64", string(binary)})
}

func textOfMembers(members []member) []byte {
	var b strings.Builder
	for i, m := range members {
		b.WriteString(map[bool]string{true: "{", false: " , "}[i == 0])
		name, _ := json.Marshal(m.name)
		b.WriteString(string(name) + "\t: " + m.value)
	}
	return []byte(b.String() + "\n}")
}

// mutation breaks one rule in a valid event. In JSON it replaces or adds members, in
// headers values; either may be left out.
type mutation struct {
	code   string // of our fault
	name   string // of the attribute
	json   []string
	header []string
	extra  bool   // added beside what is there
	as     string // the media type of the event, which has no data of its own then
}

var mutations = []mutation{
	{code: "required", name: "id", json: []string{"null"}},
	{code: "required", name: "source", json: []string{"null"}},
	{code: "required", name: "type", json: []string{"null"}},
	{code: "required", name: "specversion", json: []string{"null"}},
	{code: "empty", name: "id", json: []string{`""`}, header: []string{""}},
	{code: "empty", name: "source", json: []string{`""`}, header: []string{""}},
	{code: "empty", name: "type", json: []string{`""`}, header: []string{""}},
	{code: "empty", name: "subject", json: []string{`""`}, header: []string{""}},
	{code: "empty", name: "time", json: []string{`""`}, header: []string{""}},
	{code: "empty", name: "dataschema", json: []string{`""`}, header: []string{""}},
	{code: "empty", name: "datacontenttype", json: []string{`""`}},
	{code: "type", name: "id", json: []string{"1", "true", "{}", "[]"}},
	{code: "type", name: "source", json: []string{"1", "true", "{}"}},
	{code: "type", name: "type", json: []string{"1", "{}"}},
	{code: "type", name: "subject", json: []string{"1", "{}"}},
	{code: "type", name: "time", json: []string{"1", "{}"}},
	{code: "type", name: "datacontenttype", json: []string{"1", "{}"}},
	{code: "type", name: "dataschema", json: []string{"1", "{}"}},
	{code: "type", name: "specversion", json: []string{"1.0", "1"}},
	{code: "type", name: "ext", json: []string{"{}", "[]", `{"a":1}`, "[1]"}},
	{code: "type", name: "data", json: []string{"null", "{}", "1", "[]"}, as: "text/plain"},
	{code: "unsupported", name: "specversion", json: []string{`"0.3"`, `"1.1"`, `"1"`, `"2.0"`}, header: []string{"0.3", "1.1", "1", "2.0"}},
	{code: "integer", name: "ext", json: []string{"1.5", "1.0", "1e2", "2147483648", "-2147483649", "1e400"}},
	{code: "name", name: "Ext", json: []string{`"x"`}},
	{code: "name", name: "an_ext", json: []string{`"x"`, "null"}, header: []string{"x"}},
	{code: "name", name: "an-ext", json: []string{`"x"`}, header: []string{"x"}},
	{code: "name", name: "é", json: []string{`"x"`}},
	{code: "name", name: "data", header: []string{"x"}},
	{code: "name", name: "datacontenttype", header: []string{"text/plain"}},
	{code: "duplicate", name: "id", json: []string{`"other"`}, header: []string{"other"}, extra: true},
	{code: "duplicate", name: "specversion", json: []string{`"1.0"`}, header: []string{"1.0"}, extra: true},
	{code: "text", name: "id", json: []string{`"a\u0000"`, `"\u007f"`, `"\ufffe"`, `"\n"`}, header: []string{"a%00", "%7F", "%EF%BF%BE", "%0A"}},
	{code: "text", name: "subject", json: []string{`"a\u0085b"`, `"\ufdd0"`, `"\udbff\udfff"`}, header: []string{"%C2%85", "%EF%B7%90"}},
	{code: "text", name: "ext", json: []string{`"\u001f"`, `"\ufdef"`}, header: []string{"%1F", "\x01"}},
	{code: "timestamp", name: "time", json: []string{`"2018-04-05"`, `"2018-02-30T00:00:00Z"`, `"2018-04-05T17:31:00"`, `"now"`, `"2018-04-05T24:00:00Z"`, `"2018-04-05 17:31:00Z"`}, header: []string{"2018-04-05", "2018-02-30T00:00:00Z", "yesterday"}},
	{code: "timestamp", name: "time", json: []string{`"2018-04-05T17:31:00,5Z"`, `"2018-04-05T7:31:00.50Z"`, `"2018-04-05T17:31:00+24:30"`}, header: []string{"2018-04-05T17:31:00,5Z"}},
	{code: "uri_reference", name: "source", json: []string{`"a b"`, `"http://h:x/"`, `"%zz"`, `"1:2"`, `"<a>"`, `"é"`, `"http://[::1"`, `"a\\b"`}, header: []string{"a%20b", "%C3%A9", "%3Ca%3E"}},
	{code: "uri", name: "dataschema", json: []string{`"/relative"`, `"a:b#c"`, `"http://h/a b"`, `"#"`}, header: []string{"/relative", "a:b#c"}},
	{code: "media_type", name: "datacontenttype", json: []string{`"json"`, `"a/"`, `"a/b; c"`, `"/"`, `"a b/c"`}},
	{code: "exclusive", name: "data", json: []string{`{"a":1},"data_base64":"AA=="`, `"x","data_base64":""`}, as: "application/json"},
	{code: "base64", name: "data_base64", json: []string{`"a"`, `"-_=="`, `"/w"`, `"/wA=\n"`, `"/x=="`}, as: "image/png"},
	{code: "header", name: "ext", header: []string{"100%", "%C0%A0", "%ff", `"open`, "\xff"}},
	{code: "malformed_event", name: "ext", json: []string{"", "01", "'x'", "\"\xff\"", `"\ud800"`, `"x",`, "nul", `"a" "b"`, "\"\t\""}},
}

// apply returns the event with the mutation, in the mode, and false where it cannot be
// made there.
func (m mutation) apply(g generator, mode cloudevents.Mode, e cloudevents.Event) (message, bool) {
	if mode == cloudevents.Binary {
		return m.applyHeader(g, e)
	}
	if m.json == nil {
		return message{}, false
	}
	if m.as != "" {
		e.DataContentType, e.Data = m.as, nil
	}
	members := membersOf(e)
	if !m.extra {
		members = slices.DeleteFunc(members, func(have member) bool { return have.name == m.name })
	}
	members = slices.Insert(members, g.IntN(len(members)+1), member{m.name, pick(g, m.json...)})
	out := message{mode: mode, header: http.Header{"Content-Type": {cloudevents.MediaType}}, body: textOfMembers(members)}
	if mode == cloudevents.Batch {
		valid := textOfMembers(membersOf(g.event()))
		out.header.Set("Content-Type", cloudevents.BatchMediaType)
		out.body = []byte("[" + string(valid) + "," + string(out.body) + "]")
	}
	return out, true
}

func (m mutation) applyHeader(g generator, e cloudevents.Event) (message, bool) {
	if m.header == nil {
		return message{}, false
	}
	out, err := writeOurs(cloudevents.Binary, []cloudevents.Event{e})
	if err != nil {
		return out, false
	}
	key := http.CanonicalHeaderKey("ce-" + m.name)
	if !m.extra {
		out.header.Del(key)
	}
	out.header[key] = append(out.header[key], pick(g, m.header...))
	return out, true
}

// flip changes a few bytes anywhere.
func flip(g generator, m message) message {
	m.header = m.header.Clone()
	for range 1 + g.IntN(3) {
		if m.mode == cloudevents.Binary {
			for _, key := range slices.Sorted(maps.Keys(m.header)) {
				values := m.header[key]
				if b := []byte(values[0]); len(b) > 0 && g.maybe(30) && key != "Ce-Specversion" && key != "Content-Type" {
					values[0] = string(flipBytes(g, b))
				}
			}
			continue
		}
		m.body = flipBytes(g, m.body)
	}
	return m
}

func flipBytes(g generator, b []byte) []byte {
	b = slices.Clone(b)
	i := g.IntN(len(b))
	switch g.IntN(4) {
	case 0:
		b[i] = byte(g.IntN(256))
	case 1:
		b[i] = pick(g, []byte(`"{}[],:\ue0-1.%tfn `)...)
	case 2:
		return slices.Delete(b, i, min(len(b), i+1+g.IntN(3)))
	default:
		return slices.Insert(b, i, pick(g, []byte(`"{}[],:\ue0-1.% `)...))
	}
	return b
}
