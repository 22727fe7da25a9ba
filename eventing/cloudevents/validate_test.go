package cloudevents_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

func TestValidateNamesEveryFault(t *testing.T) {
	t.Parallel()
	err := cloudevents.Event{
		Source: "a b", Type: "t\x00", Subject: "\xff", Time: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		DataContentType: "x", DataSchema: "#",
		Extensions: map[string]any{
			"Upper": "", "data": "", "id": "1", "specversion": "1.0", "n": 1, "f": 1.5, "none": nil,
			"u": cloudevents.URI("/a"), "r": cloudevents.URIRef(" "), "t": time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), "s": "\u009f",
		},
	}.Validate()
	require.Equal(t, []string{
		"/Upper name", "/data name", "/datacontenttype media_type", "/dataschema uri", "/f value", "/id required", "/n value", "/none value",
		"/r value", "/s text", "/source uri_reference", "/specversion name", "/subject text", "/t value", "/time timestamp", "/type text", "/u value",
	}, faultsOf(t, err))
	require.ErrorContains(t, err, "/n: is a int; use bool, int32, string, []byte, URI, URIRef or time.Time")
}

func TestURIs(t *testing.T) {
	t.Parallel()
	const (
		no       = iota // is no reference
		relative        // is a reference and no absolute URI
		absolute        // is both
	)
	for uri, want := range map[string]int{
		"https://github.com/cloudevents": absolute, "mailto:cncf-wg-serverless@lists.cncf.io": absolute,
		"urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66": absolute, "a+b-c.1:": absolute, "a:?q=/?": absolute, "file:///a": absolute,
		"http://u:p@h:80/%41?x=1": absolute, "http://[::1]:80/": absolute, "http://[v1.a:b]": absolute, "http://h:": absolute, "http://%C3%A9": absolute,
		"/cloudevents/spec/pull/123": relative, "1-555-123-4567": relative, "a/b:c": relative, "//h/a": relative, "?q": relative, "#f/?": relative,
		"https://a/b#c": relative, "a//b": relative, "(a)!$&'*+,;=@": relative, "//": relative,
		"a b": no, "1:2": no, ":a": no, "é:a": no, "a_b:c": no, "%4": no, "%": no, "%zz": no, "a\\b": no, "é": no, "http://h:8a/": no, "http://[::1": no, "http://[1.2.3.4]": no,
		"http://[fe80::1%25en0]": no, "http://[::1]a": no, "http://u@v@h/": no, "http://u[@h": no, "a#b#c": no, "a?<": no, "a#<": no, "http://a[b]/": no, "http://[v.a]": no, "http://[vg.a]": no, "<a>": no, "{a}": no, "\"": no,
	} {
		t.Run(uri, func(t *testing.T) {
			t.Parallel()
			err := cloudevents.Event{ID: "1", Type: "t", Source: uri}.Validate()
			require.Equal(t, want >= relative, err == nil, "as source: %v", err)
			err = cloudevents.Event{ID: "1", Type: "t", Source: "/", DataSchema: uri}.Validate()
			require.Equal(t, want == absolute, err == nil, "as dataschema: %v", err)
		})
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	for media, want := range map[string]struct{ valid, json bool }{
		"application/json": {true, true}, "Text/JSON; charset=utf-8": {true, true}, "application/vnd.a+json": {true, true},
		"application/xml": {true, false}, "application/jsonx": {true, false}, "text/plain; charset=\"utf-8\"": {true, false}, "application/a+json+b": {true, false},
		"json": {false, false}, "/json": {false, true}, "a/": {false, false}, "a/b; c": {false, false}, "": {true, false},
	} {
		t.Run(media, func(t *testing.T) {
			t.Parallel()
			e := cloudevents.Event{ID: "1", Type: "t", Source: "/", DataContentType: media}
			require.Equal(t, want.valid, e.Validate() == nil)
			require.Equal(t, want.json, e.HasJSON())
		})
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	at := func(year, month, day, hour, minute, second, nano int) time.Time {
		return time.Date(year, time.Month(month), day, hour, minute, second, nano, time.UTC)
	}
	for text, want := range map[string]time.Time{
		"2018-04-05T17:31:00Z": at(2018, 4, 5, 17, 31, 0, 0), "2018-04-05t17:31:00.5z": at(2018, 4, 5, 17, 31, 0, 5e8),
		"0000-01-01T00:00:00Z": at(0, 1, 1, 0, 0, 0, 0), "9999-12-31T23:59:59.999999999Z": at(9999, 12, 31, 23, 59, 59, 999999999),
		"2024-02-29T00:00:00-00:00": at(2024, 2, 29, 0, 0, 0, 0), "2018-04-05T00:30:00+01:30": at(2018, 4, 4, 23, 0, 0, 0),
		"2018-04-05T17:31:00.1234567891234Z": at(2018, 4, 5, 17, 31, 0, 123456789), "2016-12-31T23:59:60Z": at(2017, 1, 1, 0, 0, 0, 0),
		"2017-01-01T00:59:60.25+01:00": at(2017, 1, 1, 0, 0, 0, 0),
	} {
		e := cloudevents.Event{Extensions: map[string]any{"at": text}}
		got, found, err := cloudevents.Extension[time.Time](e, "at")
		require.NoError(t, err, text)
		require.True(t, found)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{
		"", "2018-04-05", "2018-04-05T17:31:00", "2018-04-05 17:31:00Z", "2018-04-05T7:31:00Z", "2018-04-05T17:31:00,5Z", "2018-04-05T17:31:00.Z",
		"2018-04-05T17:31:00+24:00", "2018-04-05T17:31:00+01:60", "2018-04-05T24:00:00Z", "2018-04-05T17:31:60Z", "2023-02-29T00:00:00Z", "2018-13-01T00:00:00Z",
		"2018-00-01T00:00:00Z", "2018-01-00T00:00:00Z", "18-04-05T17:31:00.0000Z", "02018-04-05T17:31:00Z", "2018-04-05T17:31:00Zx", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2016-13-31T23:59:60Z",
	} {
		e := cloudevents.Event{Extensions: map[string]any{"at": text}}
		_, _, err := cloudevents.Extension[time.Time](e, "at")
		require.ErrorIs(t, err, errs.Invalid("invalid_extension", ""), text)
	}
}

func TestExtension(t *testing.T) {
	t.Parallel()
	e := cloudevents.Event{ID: "7", Extensions: map[string]any{
		"bool": true, "int": int32(-7), "bytes": []byte{255}, "uri": cloudevents.URI("a:b"), "ref": cloudevents.URIRef("/a"),
		"time": time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600)), "odd": 1.5,
		"booltext": "false", "inttext": "12", "bytestext": "/w==", "text": "a b",
	}}
	requireExtension(t, e, "bool", true)
	requireExtension(t, e, "bool", "true")
	requireExtension(t, e, "booltext", false)
	requireExtension(t, e, "int", int32(-7))
	requireExtension(t, e, "int", "-7")
	requireExtension(t, e, "inttext", int32(12))
	requireExtension(t, e, "bytes", "/w==")
	requireExtension(t, e, "bytestext", []byte{255})
	requireExtension(t, e, "uri", "a:b")
	requireExtension(t, e, "uri", cloudevents.URIRef("a:b"))
	requireExtension(t, e, "ref", cloudevents.URIRef("/a"))
	requireExtension(t, e, "uri", cloudevents.URI("a:b"))
	requireExtension(t, e, "time", "2026-01-02T02:04:05Z")

	_, found, err := cloudevents.Extension[string](e, "none")
	require.NoError(t, err)
	require.False(t, found)
	requireNoExtension[bool](t, e, "text")
	requireNoExtension[int32](t, e, "text")
	requireNoExtension[int32](t, e, "bool")
	requireNoExtension[[]byte](t, e, "text")
	requireNoExtension[cloudevents.URI](t, e, "ref")
	requireNoExtension[cloudevents.URIRef](t, e, "text")
	requireNoExtension[string](t, e, "odd")
	for _, text := range []string{"", "-", "+1", "01", "1.0", "1e3", " 1", "2147483648", "x"} {
		requireNoExtension[int32](t, cloudevents.Event{Extensions: map[string]any{"n": text}}, "n")
	}
}

func requireExtension[T cloudevents.Value](t *testing.T, e cloudevents.Event, name string, want T) {
	t.Helper()
	got, found, err := cloudevents.Extension[T](e, name)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, want, got)
}

func requireNoExtension[T cloudevents.Value](t *testing.T, e cloudevents.Event, name string) {
	t.Helper()
	_, found, err := cloudevents.Extension[T](e, name)
	require.True(t, found)
	require.ErrorIs(t, err, errs.Invalid("invalid_extension", ""))
}

func TestKey(t *testing.T) {
	t.Parallel()
	require.Equal(t, "s", cloudevents.Event{Subject: "s"}.Key())
	require.Equal(t, "s", cloudevents.Event{Subject: "s", Extensions: map[string]any{"partitionkey": ""}}.Key())
	require.Equal(t, "k", cloudevents.Event{Subject: "s", Extensions: map[string]any{"partitionkey": "k"}}.Key())
}
