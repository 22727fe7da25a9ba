package cloudevents_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

func drawText(t *rapid.T, label string, shortest int) string {
	return rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool {
		return !unicode.IsControl(r) && !unicode.Is(unicode.Noncharacter_Code_Point, r)
	}), shortest, 12, -1).Draw(t, label)
}

func drawTime(t *rapid.T, label string) time.Time {
	first, last := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	second := rapid.Int64Range(first.Unix(), last.Unix()).Draw(t, label)
	return time.Unix(second, rapid.Int64Range(0, 999_999_999).Draw(t, label)).UTC()
}

// drawEvent returns any valid event whose data has no white space around it.
func drawEvent(t *rapid.T) cloudevents.Event {
	e := cloudevents.Event{
		ID:              drawText(t, "id", 1),
		Source:          rapid.StringMatching(`[a-z][a-z+.-]{0,3}:(//[a-z0-9]{1,4}(:[0-9]{0,3})?(/(%[4-7][0-9A-Fa-f]|[A-Za-z!$&'()*,;=:@~_.-]){0,6}){0,2}|(/(%[4-7][0-9A-Fa-f]|[A-Za-z!$&'()*,;=:@~_.-]){1,6}(/(%[4-7][0-9A-Fa-f]|[A-Za-z!$&'()*,;=:@~_.-]){0,6})?)?)(\?[a-z/?]{0,3})?(#[a-z/?]{0,3})?`).Draw(t, "source"),
		Type:            drawText(t, "type", 1),
		Subject:         drawText(t, "subject", 0),
		DataContentType: rapid.SampledFrom([]string{"", cloudevents.JSON, "text/plain; charset=utf-8", "image/png", "application/a+json"}).Draw(t, "datacontenttype"),
		DataSchema:      rapid.SampledFrom([]string{"", "a:b", "https://example.com/schema?x=1"}).Draw(t, "dataschema"),
	}
	if rapid.Bool().Draw(t, "has time") {
		e.Time = drawTime(t, "time")
	}
	if rapid.Bool().Draw(t, "has data") {
		e.Data = drawData(t)
	}
	for range rapid.IntRange(0, 4).Draw(t, "extensions") {
		if e.Extensions == nil {
			e.Extensions = map[string]any{}
		}
		e.Extensions["x"+rapid.StringMatching(`[a-z0-9]{1,5}`).Draw(t, "name")] = drawValue(t)
	}
	return e
}

func drawData(t *rapid.T) []byte {
	data := rapid.OneOf(
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) string { return string(b) }),
		rapid.String(),
		rapid.SampledFrom([]string{`{"a":1,"a":[{"b" : "}"}]}`, `[]`, `"x"`, `null`, `1.5e3`, `1},{`, `"\ud800"`, "\"\xff\"", "", `"\"`}),
	).Draw(t, "data")
	return append([]byte{}, bytes.Trim([]byte(data), " \t\r\n")...)
}

func drawValue(t *rapid.T) any {
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return rapid.Bool().Draw(t, "bool")
	case 1:
		return rapid.Int32().Draw(t, "int")
	case 2:
		return rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
	case 3:
		return cloudevents.URI("a:b")
	case 4:
		return cloudevents.URIRef("/a")
	case 5:
		return drawTime(t, "at")
	default:
		return drawText(t, "text", 0)
	}
}

// asRead returns the event as formats give it back: of the types of extensions they know
// those that keep says.
func asRead(e cloudevents.Event, keep func(any) bool) cloudevents.Event {
	extensions := map[string]any{}
	for name, value := range e.Extensions {
		if extensions[name] = value; !keep(value) {
			extensions[name], _, _ = cloudevents.Extension[string](e, name)
		}
	}
	if e.Extensions = extensions; len(extensions) == 0 {
		e.Extensions = nil
	}
	return e
}

// What is written in JSON is read back, alone and in a batch, and is JSON for others.
func TestJSONIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		event := drawEvent(t)
		text, err := cloudevents.Append(nil, event)
		require.NoError(t, err)
		require.True(t, json.Valid(text))
		want := asRead(event, func(v any) bool {
			switch v.(type) {
			case bool, int32:
				return true
			}
			return false
		})
		got, err := cloudevents.Parse(text, cloudevents.Limits{})
		require.NoError(t, err)
		require.Equal(t, want, got)

		text, err = cloudevents.AppendBatch(nil, event, event)
		require.NoError(t, err)
		batch, err := cloudevents.ParseBatch(text, cloudevents.Limits{})
		require.NoError(t, err)
		require.Equal(t, []cloudevents.Event{want, want}, batch)
	})
}

// What is written to headers is ASCII and read back.
func TestBinaryIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		event := drawEvent(t)
		header := http.Header{}
		body, err := cloudevents.WriteMessage(header, cloudevents.Binary, event)
		require.NoError(t, err)
		for name, values := range header {
			if name != "Content-Type" {
				require.NotRegexp(t, `[^!-~]`, values[0])
			}
		}
		want := asRead(event, func(any) bool { return false })
		if len(want.Data) == 0 {
			want.Data = nil // nobody can tell none from empty
		}
		got, err := cloudevents.FromMessage(header, bytes.NewReader(body), cloudevents.Limits{})
		require.NoError(t, err)
		require.Equal(t, []cloudevents.Event{want}, got)
	})
}

func TestUnescapeUndoesEscape(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "value")
		got, err := cloudevents.Unescape(cloudevents.Escape(want))
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}
