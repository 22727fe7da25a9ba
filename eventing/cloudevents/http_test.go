package cloudevents_test

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// euro is an event whose attributes need every escape.
var euro = cloudevents.Event{
	ID: "a b", Source: "/s?x=%41", Type: "t", Subject: "Euro € 😀 \"100%\"", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	DataContentType: "text/plain; charset=utf-8", Extensions: map[string]any{"note": ""}, Data: []byte("hello"),
}

func TestWriteRequestInBinaryMode(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.Header.Set("Ce-Left", "over")
	event := euro
	event.Extensions = map[string]any{"note": "", "ok": true, "n": int32(-1), "b": []byte{255}}
	require.NoError(t, cloudevents.WriteRequest(r, cloudevents.Binary, event))
	require.Equal(t, http.Header{
		"Ce-Specversion": {"1.0"}, "Ce-Id": {"a%20b"}, "Ce-Source": {"/s?x=%2541"}, "Ce-Type": {"t"}, "Ce-Time": {"2026-01-02T03:04:05Z"},
		"Ce-Subject": {"Euro%20%E2%82%AC%20%F0%9F%98%80%20%22100%25%22"}, "Content-Type": {"text/plain; charset=utf-8"},
		"Ce-Note": {""}, "Ce-Ok": {"true"}, "Ce-N": {"-1"}, "Ce-B": {"/w=="},
	}, r.Header)
	require.EqualValues(t, 5, r.ContentLength)
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.Equal(t, "hello", string(body))
}

func TestRequestsGoThroughAServer(t *testing.T) {
	t.Parallel()
	other := cloudevents.Event{ID: "2", Source: "/s", Type: "t"}
	cases := []struct {
		name   string
		mode   cloudevents.Mode
		events []cloudevents.Event
	}{
		{"binary", cloudevents.Binary, []cloudevents.Event{euro}},
		{"binary without data", cloudevents.Binary, []cloudevents.Event{other}},
		{"structured", cloudevents.Structured, []cloudevents.Event{euro}},
		{"batch", cloudevents.Batch, []cloudevents.Event{euro, other}},
		{"an empty batch", cloudevents.Batch, []cloudevents.Event{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []cloudevents.Event
			var fault error
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got, fault = cloudevents.FromRequest(r, cloudevents.Limits{})
			}))
			defer server.Close()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, nil)
			require.NoError(t, err)
			require.NoError(t, cloudevents.WriteRequest(r, c.mode, c.events...))
			again, err := r.GetBody()
			require.NoError(t, err)
			answer, err := server.Client().Do(r)
			require.NoError(t, err)
			require.NoError(t, answer.Body.Close())
			require.NoError(t, fault)
			require.Equal(t, c.events, got)

			got, err = cloudevents.FromMessage(r.Header, again, cloudevents.Limits{})
			require.NoError(t, err)
			require.Equal(t, c.events, got)
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		mode   cloudevents.Mode
		events []cloudevents.Event
	}{
		{"no event", cloudevents.Binary, nil},
		{"two events", cloudevents.Structured, []cloudevents.Event{euro, euro}},
		{"an unknown mode", cloudevents.Mode(9), []cloudevents.Event{euro}},
		{"an invalid event in binary mode", cloudevents.Binary, []cloudevents.Event{{}}},
		{"an invalid event in structured mode", cloudevents.Structured, []cloudevents.Event{{}}},
		{"an invalid event in a batch", cloudevents.Batch, []cloudevents.Event{euro, {}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{}
			require.ErrorIs(t, cloudevents.WriteRequest(r, c.mode, c.events...), errs.KindInvalid)
			require.Empty(t, r.Header)
			require.Nil(t, r.Body)
		})
	}
	require.Equal(t, []string{"binary", "structured", "batch", "unknown"}, []string{
		cloudevents.Binary.String(), cloudevents.Structured.String(), cloudevents.Batch.String(), cloudevents.Mode(7).String(),
	})
}

func TestFromMessage(t *testing.T) {
	t.Parallel()
	required := func(more ...string) http.Header {
		h := http.Header{"Ce-Specversion": {"1.0"}, "Ce-Id": {"1"}, "Ce-Source": {"/s"}, "Ce-Type": {"t"}}
		for i := 0; i < len(more); i += 2 {
			h[more[i]] = append(h[more[i]], more[i+1])
		}
		return h
	}
	typed := func(contentType string) http.Header { return http.Header{"Content-Type": {contentType}} }
	structured := `{` + minimal + `}`
	cases := []struct {
		name   string
		header http.Header
		body   string
		want   string // the subject, or the code of the error
	}{
		{"older quotes", required("Ce-Subject", `a "b \"c\\" d`), "", `a b "c\ d`},
		{"UTF-8 as it is", required("Ce-Subject", "é"), "", "é"},
		{"lower-case escapes", required("Ce-Subject", "%e2%82%ac%41"), "", "€A"},
		{"one round of escapes", required("Ce-Subject", "%2541"), "", "%41"},
		{"other headers", required("Ce-Subject", "x", "Accept", "y", "Content-Type", ""), "", "x"},
		{"a broken escape", required("Ce-Subject", "100%"), "", "invalid_event"},
		{"a broken digit", required("Ce-Subject", "%g0"), "", "invalid_event"},
		{"an overlong space", required("Ce-Subject", "%C0%A0"), "", "invalid_event"},
		{"a quote that is not closed", required("Ce-Subject", `a"`), "", "invalid_event"},
		{"a control character", required("Ce-Subject", "%00"), "", "invalid_event"},
		{"an attribute twice", required("Ce-Id", "1"), "", "invalid_event"},
		{"an empty subject", required("Ce-Subject", ""), "", "invalid_event"},
		{"a media type in the wrong place", required("Ce-Datacontenttype", "text/plain"), "", "invalid_event"},
		{"two media types", required("Content-Type", "text/plain", "Content-Type", "text/xml"), "", "invalid_event"},
		{"a name with a dash", required("Ce-A-B", "x"), "", "invalid_event"},
		{"no name", required("Ce-", "x"), "", "invalid_event"},
		{"the name data", required("Ce-Data", "x"), "", "invalid_event"},
		{"an older version", http.Header{"Ce-Specversion": {"0.3"}}, "", "invalid_event"},
		{"too much data", required(), strings.Repeat("x", 101), "event_too_large"},
		{"too much in headers", required("Ce-Subject", strings.Repeat("x", 90)), "", "event_too_large"},
		{"too many attributes", required("Ce-A", "", "Ce-B", "", "Ce-C", "", "Ce-D", ""), "", "too_many_attributes"},
		{"structured, whatever the headers say", http.Header{"Content-Type": {"Application/CloudEvents+JSON; Charset=UTF-8"}, "Ce-Id": {"2"}}, structured, ""},
		{"structured, too large", typed(cloudevents.MediaType), structured + strings.Repeat(" ", 100), "event_too_large"},
		{"structured, malformed", typed(cloudevents.MediaType), "{", "malformed_event"},
		{"batch", typed(cloudevents.BatchMediaType), `[` + structured + `]`, ""},
		{"batch, too large", typed(cloudevents.BatchMediaType), strings.Repeat(" ", 301), "batch_too_large"},
		{"another charset", typed(cloudevents.MediaType + "; charset=latin1"), structured, "unsupported_format"},
		{"another format", typed("application/cloudevents+avro"), structured, "unsupported_format"},
		{"no format", typed("application/cloudevents"), structured, "unsupported_format"},
		{"a broken media type", typed("application/cloudevents+json; ="), structured, "unsupported_format"},
		{"no event", typed("application/json"), structured, "no_event"},
		{"nothing", http.Header{}, "", "no_event"},
	}
	limits := cloudevents.Limits{EventBytes: 100, BatchBytes: 300, Attributes: 7}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			events, err := cloudevents.FromMessage(c.header, strings.NewReader(c.body), limits)
			if err != nil {
				require.Equal(t, c.want, errs.CodeOf(err), err)
				require.NotEqual(t, errs.KindInternal, errs.KindOf(err))
				return
			}
			require.Len(t, events, 1)
			require.Equal(t, c.want, events[0].Subject)
		})
	}
}

func TestABodyIsReadNoFurtherThanItsLimit(t *testing.T) {
	t.Parallel()
	body := iotest.OneByteReader(io.MultiReader(strings.NewReader(strings.Repeat("x", 11)), iotest.ErrReader(errors.New("read too far"))))
	_, err := cloudevents.FromMessage(http.Header{"Ce-Specversion": {"1.0"}}, body, cloudevents.Limits{EventBytes: 10})
	require.ErrorIs(t, err, errs.KindTooLarge)

	cut := errors.New("connection reset")
	for _, media := range []string{"", cloudevents.MediaType, cloudevents.BatchMediaType} {
		_, err = cloudevents.FromMessage(http.Header{"Ce-Specversion": {"1.0"}, "Content-Type": {media}}, iotest.ErrReader(cut), cloudevents.Limits{})
		require.ErrorIs(t, err, cut)
		require.ErrorIs(t, err, errs.Invalid("unreadable_body", ""))
	}
	_, err = cloudevents.FromMessage(http.Header{"Content-Type": {cloudevents.MediaType}}, nil, cloudevents.Limits{})
	require.ErrorIs(t, err, errs.KindInvalid)
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	event := euro
	event.DataSchema = "a:b"
	event.Extensions = map[string]any{"note": "", "n": int32(-1), "at": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "odd": 1.5}
	attributes := maps.Collect(event.Attributes())
	require.Equal(t, map[string]string{
		"specversion": "1.0", "id": "a b", "source": "/s?x=%41", "type": "t", "subject": "Euro € 😀 \"100%\"", "time": "2026-01-02T03:04:05Z",
		"datacontenttype": "text/plain; charset=utf-8", "dataschema": "a:b", "note": "", "n": "-1", "at": "2026-01-02T03:04:05Z",
	}, attributes)
	for name := range event.Attributes() {
		if name == "id" || name == "note" {
			break
		}
	}
	got, err := cloudevents.FromAttributes(maps.All(attributes), event.Data, cloudevents.Limits{})
	require.NoError(t, err)
	event.Extensions = map[string]any{"note": "", "n": "-1", "at": "2026-01-02T03:04:05Z"}
	require.Equal(t, event, got)

	got, err = cloudevents.FromAttributes(maps.All(attributes), []byte{}, cloudevents.Limits{})
	require.NoError(t, err)
	require.Nil(t, got.Data)
	delete(attributes, "id")
	_, err = cloudevents.FromAttributes(maps.All(attributes), nil, cloudevents.Limits{})
	require.Equal(t, []string{"/id required"}, faultsOf(t, err))
}

func TestEscape(t *testing.T) {
	t.Parallel()
	all := make([]byte, 0x80)
	for i := range all {
		all[i] = byte(i)
	}
	escaped := cloudevents.Escape(string(all))
	require.NotRegexp(t, `[^!-~]`, escaped)
	require.True(t, bytes.Contains([]byte(escaped), []byte(`!%22#$%25&'()*+,-./0123456789:;<=>?@ABC`)), escaped)
	got, err := cloudevents.Unescape(escaped)
	require.NoError(t, err)
	require.Equal(t, string(all), got)
}
