package cloudevents_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

func TestAppend(t *testing.T) {
	t.Parallel()
	full := cloudevents.Event{
		ID: "1\"\\", Source: "/s", Type: "t", Subject: "é😀", Time: time.Date(2026, 1, 2, 3, 4, 5, 600, time.FixedZone("", 3600)), DataSchema: "a:b",
		Extensions: map[string]any{
			"z": true, "b": int32(-1), "c": "x\\", "d": []byte{255}, "e": cloudevents.URI("a:b"), "f": cloudevents.URIRef("/a"),
			"g": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		},
	}
	data := func(contentType, data string) cloudevents.Event {
		return cloudevents.Event{ID: "1", Source: "/s", Type: "t", DataContentType: contentType, Data: []byte(data)}
	}
	cases := []struct {
		name  string
		event cloudevents.Event
		want  string
	}{
		{"what is required", cloudevents.Event{ID: "1", Source: "/s", Type: "t"}, `{"specversion":"1.0","id":"1","source":"/s","type":"t"}`},
		{
			"every attribute, extensions in order", full,
			`{"specversion":"1.0","id":"1\"\\","source":"/s","type":"t","subject":"é😀","time":"2026-01-02T02:04:05.0000006Z","dataschema":"a:b",` +
				`"b":-1,"c":"x\\","d":"/w==","e":"a:b","f":"/a","g":"2026-01-02T03:04:05Z","z":true}`,
		},
		{"data of JSON, byte by byte", data(cloudevents.JSON, `{ "a": 1, "a": "é" }`), `"datacontenttype":"application/json","data":{ "a": 1, "a": "é" }}`},
		{"data of another JSON", data("a/b+json", `"x"`), `"datacontenttype":"a/b+json","data":"x"}`},
		{"what is no JSON cannot break out", data(cloudevents.JSON, `1},{"id":2`), `"datacontenttype":"application/json","data_base64":"MX0seyJpZCI6Mg=="}`},
		{"JSON that is no UTF-8", data(cloudevents.JSON, "\"\xff\""), `"data_base64":"Iv8i"}`},
		{"nothing where JSON should be", data(cloudevents.JSON, ""), `"data_base64":""}`},
		{"text", data("text/plain", "a\n\x00\""), `"datacontenttype":"text/plain","data":"a\n\u0000\""}`},
		{"empty text", data("text/plain", ""), `"data":""}`},
		{"text that is no UTF-8", data("text/plain", "\xff"), `"data_base64":"/w=="}`},
		{"data of a type that nobody knows", data("", `{}`), `"type":"t","data_base64":"e30="}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := cloudevents.Append([]byte("x"), c.event)
			require.NoError(t, err)
			require.True(t, strings.HasSuffix(string(got), c.want), string(got))
			require.True(t, json.Valid(got[1:]), string(got))

			batch, err := cloudevents.AppendBatch(nil, c.event, c.event)
			require.NoError(t, err)
			require.Equal(t, "["+string(got[1:])+","+string(got[1:])+"]", string(batch))
		})
	}
}

func TestAppendRefusesWhatIsNotValid(t *testing.T) {
	t.Parallel()
	good := cloudevents.Event{ID: "1", Source: "/s", Type: "t"}
	got, err := cloudevents.Append([]byte("x"), cloudevents.Event{ID: "1", Type: "t"})
	require.Equal(t, []string{"/source required"}, faultsOf(t, err))
	require.Equal(t, "x", string(got))

	got, err = cloudevents.AppendBatch([]byte("x"), good, cloudevents.Event{ID: "1", Type: "t"}, cloudevents.Event{Source: "/", ID: "1"})
	require.Equal(t, []string{"/1/source required", "/2/type required"}, faultsOf(t, err))
	require.Equal(t, "x", string(got))

	got, err = cloudevents.AppendBatch(nil)
	require.NoError(t, err)
	require.Equal(t, "[]", string(got))
}

func TestAnEventIsAPartOfOtherJSON(t *testing.T) {
	t.Parallel()
	type letter struct {
		Event  cloudevents.Event
		Reason string
	}
	want := letter{cloudevents.Event{ID: "1", Source: "/s", Type: "t", DataContentType: cloudevents.JSON, Data: []byte(`"` + strings.Repeat("x", 1<<17) + `"`)}, "late"}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	var got letter
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, want, got)

	_, err = json.Marshal(letter{})
	require.ErrorIs(t, err, errs.KindInvalid)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"Event":{}}`), &got), errs.KindInvalid)
	require.Equal(t, want, got)
}
