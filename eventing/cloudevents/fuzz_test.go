package cloudevents_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// requireStable holds what was read from anything to be valid, and to read the same after
// it was written.
func requireStable(t *testing.T, event cloudevents.Event) {
	t.Helper()
	require.NoError(t, event.Validate())
	text, err := cloudevents.Append(nil, event)
	require.NoError(t, err)
	require.True(t, json.Valid(text), "%s", text)
	require.True(t, utf8.Valid(text))
	again, err := cloudevents.Parse(text, cloudevents.Limits{EventBytes: 1 << 30})
	require.NoError(t, err)
	event.Data, again.Data = trim(event.Data), trim(again.Data)
	require.Equal(t, event, again)
}

// trim takes away the white space around data of JSON, which may be lost.
func trim(data []byte) []byte {
	if data == nil {
		return nil
	}
	return append([]byte{}, bytes.Trim(data, " \t\r\n")...)
}

func requireRefusal(t *testing.T, err error) {
	t.Helper()
	require.Contains(t, []errs.Kind{errs.KindInvalid, errs.KindTooLarge, errs.KindUnsupported}, errs.KindOf(err))
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{` + minimal + `}`, `{` + minimal + `,"time":"2018-04-05T17:31:00.5+01:00","a":1,"b":true,"c":"x","data":{"a":[1,"}"]}}`,
		`[{` + minimal + `},{` + minimal + `,"data_base64":"/w=="}]`, `{` + minimal + `,"datacontenttype":"text/plain","data":"a\n\u00e9"}`,
		`{"\u0069d":null,"a\"":[{}],"x":-1e3}`, " [ ] ",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		event, err := cloudevents.Parse(text, cloudevents.Limits{})
		if err != nil {
			requireRefusal(t, err)
		} else {
			require.True(t, json.Valid(text))
			requireStable(t, event)
		}
		events, err := cloudevents.ParseBatch(text, cloudevents.Limits{})
		if err != nil {
			requireRefusal(t, err)
			return
		}
		for _, event := range events {
			requireStable(t, event)
		}
	})
}

func FuzzFromMessage(f *testing.F) {
	f.Add("application/json", "1", "/s", "t", "sub%20ject", "2018-04-05T17:31:00Z", "x", []byte(`{}`))
	f.Add("", `"a \" b"`, "a:b", "é", "%e2%82%ac", "", "", []byte{})
	f.Add(cloudevents.MediaType, "", "", "", "", "", "", []byte(`{`+minimal+`}`))
	f.Add(cloudevents.BatchMediaType+"; charset=utf-8", "", "", "", "", "", "", []byte(`[]`))
	f.Fuzz(func(t *testing.T, contentType, id, source, typ, subject, at, extension string, body []byte) {
		header := http.Header{
			"Content-Type": {contentType}, "Ce-Specversion": {"1.0"}, "Ce-Id": {id}, "Ce-Source": {source}, "Ce-Type": {typ},
			"Ce-Subject": {subject}, "Ce-Time": {at}, "Ce-Ext": {extension},
		}
		events, err := cloudevents.FromMessage(header, bytes.NewReader(body), cloudevents.Limits{})
		if err != nil {
			requireRefusal(t, err)
			return
		}
		for _, event := range events {
			requireStable(t, event)
		}
	})
}

func FuzzUnescape(f *testing.F) {
	f.Add("Euro%20%E2%82%AC")
	f.Add(`"a\"" b`)
	f.Fuzz(func(t *testing.T, header string) {
		text, err := cloudevents.Unescape(header)
		if err != nil {
			requireRefusal(t, err)
			return
		}
		again, err := cloudevents.Unescape(cloudevents.Escape(text))
		require.NoError(t, err)
		require.Equal(t, text, again)
	})
}
