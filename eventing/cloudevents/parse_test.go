package cloudevents_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// minimal are the members that an event must have, ready for more.
const minimal = `"specversion":"1.0","id":"1","source":"/s","type":"t"`

func TestParse(t *testing.T) {
	t.Parallel()
	event := func(change func(*cloudevents.Event)) cloudevents.Event {
		e := cloudevents.Event{ID: "1", Source: "/s", Type: "t"}
		change(&e)
		return e
	}
	cases := []struct {
		name, text string
		want       cloudevents.Event
	}{
		{"what is required", `{` + minimal + `}`, event(func(*cloudevents.Event) {})},
		{"white space anywhere", " {\n\t\"specversion\" : \"1.0\" , \"id\":\"1\",\r\n\"source\":\"/s\", \"type\" :\"t\" } \n", event(func(*cloudevents.Event) {})},
		{"a name with escapes", `{"specversion":"1.0","\u0069d":"1","source":"/s","type":"t"}`, event(func(*cloudevents.Event) {})},
		{"text with escapes", `{` + minimal + `,"subject":"a\"\u00e9\ud83d\ude00"}`, event(func(e *cloudevents.Event) { e.Subject = `a"é😀` })},
		{"null is absent", `{` + minimal + `,"subject":null,"time":null,"datacontenttype":null,"dataschema":null,"note":null,"data_base64":null}`, event(func(*cloudevents.Event) {})},
		{"a schema", `{` + minimal + `,"dataschema":"https://a/b"}`, event(func(e *cloudevents.Event) { e.DataSchema = "https://a/b" })},
		{"a time in UTC", `{` + minimal + `,"time":"2026-01-02T03:04:05.000000006+02:00"}`, event(func(e *cloudevents.Event) { e.Time = time.Date(2026, 1, 2, 1, 4, 5, 6, time.UTC) })},
		{"the zero time is absent", `{` + minimal + `,"time":"0001-01-01T00:00:00Z"}`, event(func(*cloudevents.Event) {})},
		{"extensions of JSON's types", `{` + minimal + `,"a":true,"b":-2147483648,"c":"","d":false,"e":-0}`, event(func(e *cloudevents.Event) {
			e.Extensions = map[string]any{"a": true, "b": int32(-1 << 31), "c": "", "d": false, "e": int32(0)}
		})},
		{"data of JSON, byte by byte", `{` + minimal + `,"datacontenttype":"application/vnd.a+json; charset=utf-8","data": {"b" : [1e3,"}"], "b":2} }`, event(func(e *cloudevents.Event) {
			e.DataContentType, e.Data = "application/vnd.a+json; charset=utf-8", []byte(`{"b" : [1e3,"}"], "b":2}`)
		})},
		{"data without a type is JSON", `{"data":1.5,` + minimal + `}`, event(func(e *cloudevents.Event) { e.DataContentType, e.Data = cloudevents.JSON, []byte(`1.5`) })},
		{"a string of JSON stays quoted", `{` + minimal + `,"data":"x"}`, event(func(e *cloudevents.Event) { e.DataContentType, e.Data = cloudevents.JSON, []byte(`"x"`) })},
		{"null is data of JSON", `{` + minimal + `,"data":null}`, event(func(e *cloudevents.Event) { e.DataContentType, e.Data = cloudevents.JSON, []byte(`null`) })},
		{"data of text", `{"data":"<a b=\"c\"/>",` + minimal + `,"datacontenttype":"application/xml"}`, event(func(e *cloudevents.Event) { e.DataContentType, e.Data = "application/xml", []byte(`<a b="c"/>`) })},
		{"binary data without a type", `{` + minimal + `,"data_base64":"/wA="}`, event(func(e *cloudevents.Event) { e.Data = []byte{255, 0} })},
		{"empty data is not absent", `{` + minimal + `,"data_base64":""}`, event(func(e *cloudevents.Event) { e.Data = []byte{} })},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := cloudevents.Parse([]byte(c.text), cloudevents.Limits{})
			require.NoError(t, err)
			require.Equal(t, c.want, got)

			batch, err := cloudevents.ParseBatch([]byte(" [ "+c.text+" , "+c.text+"] "), cloudevents.Limits{})
			require.NoError(t, err)
			require.Equal(t, []cloudevents.Event{c.want, c.want}, batch)
		})
	}
}

func TestParseNamesEveryFault(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		faults     []string // pointer and code
	}{
		{"an empty object", `{}`, []string{"/id required", "/source required", "/specversion required", "/type required"}},
		{"null for what is required", `{"specversion":null,"id":null,"source":null,"type":null}`, []string{"/id required", "/source required", "/specversion required", "/type required"}},
		{"empty attributes", `{"specversion":"","id":"","source":"","type":"","subject":"","time":"","datacontenttype":"","dataschema":""}`, []string{"/datacontenttype empty", "/dataschema empty", "/id empty", "/source empty", "/specversion empty", "/subject empty", "/time empty", "/type empty"}},
		{"an older version", `{"specversion":"0.3","id":"1","source":"/s","type":"t"}`, []string{"/specversion unsupported"}},
		{"values of other types", `{"specversion":1.0,"id":1,"source":true,"type":{},"subject":[],"a":{},"b":[]}`, []string{"/a type", "/b type", "/id type", "/source type", "/specversion type", "/subject type", "/type type"}},
		{"numbers that are no integers", `{` + minimal + `,"a":1.0,"b":1e3,"c":2147483648,"d":-2147483649}`, []string{"/a integer", "/b integer", "/c integer", "/d integer"}},
		{"names", `{` + minimal + `,"Big":1,"a_b":null,"":1,"é":1,"a/b~":1}`, []string{"/ name", "/Big name", "/a_b name", "/a~1b~0 name", "/é name"}},
		{"names that stand twice", `{` + minimal + `,"id":"2","a":1,"a":null,"data":1,"d\u0061ta":2}`, []string{"/a duplicate", "/data duplicate", "/id duplicate"}},
		{"a time", `{` + minimal + `,"time":"2026-02-30T00:00:00Z"}`, []string{"/time timestamp"}},
		{"URIs", `{"specversion":"1.0","id":"1","source":"a b","type":"t","dataschema":"/relative"}`, []string{"/dataschema uri", "/source uri_reference"}},
		{"a media type", `{` + minimal + `,"datacontenttype":"json"}`, []string{"/datacontenttype media_type"}},
		{"characters", `{"specversion":"1.0","id":"\u0000","source":"\u0085","type":"\uffff","subject":"a\nb","a":"\ufdd0","b":"\u007f"}`, []string{"/a text", "/b text", "/id text", "/source text", "/subject text", "/type text"}},
		{"data twice", `{` + minimal + `,"data":1,"data_base64":""}`, []string{"/data exclusive"}},
		{"data that is not text", `{` + minimal + `,"datacontenttype":"text/plain","data":{}}`, []string{"/data type"}},
		{"data that is not base64", `{` + minimal + `,"data_base64":"a-_="}`, []string{"/data_base64 base64"}},
		{"base64 with line breaks", `{` + minimal + `,"data_base64":"/wA\n="}`, []string{"/data_base64 base64"}},
		{"base64 that is no string", `{` + minimal + `,"data_base64":1}`, []string{"/data_base64 type"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := cloudevents.Parse([]byte(c.text), cloudevents.Limits{})
			require.Equal(t, c.faults, faultsOf(t, err))

			_, err = cloudevents.ParseBatch([]byte(`[{`+minimal+`},`+c.text+`]`), cloudevents.Limits{})
			for i, fault := range faultsOf(t, err) {
				require.Equal(t, "/1"+c.faults[i], fault)
			}
		})
	}
}

// faultsOf returns the pointers and codes of an event that is refused.
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	require.ErrorIs(t, err, errs.Invalid("invalid_event", ""))
	var faults []string
	for _, field := range errs.From(err).Fields {
		require.NotEmpty(t, field.Message)
		faults = append(faults, field.Pointer+" "+field.Code)
	}
	return faults
}

func TestParseRefusesWhatIsNotJSON(t *testing.T) {
	t.Parallel()
	valid := `{` + minimal + `}`
	for _, text := range []string{
		"", " ", "{", `{` + minimal, `{` + minimal + `,}`, valid + "x", valid + valid, "nul", "[]", `"x"`, "1",
		`{` + minimal + ",\"a\":\"\xff\"}", `{` + minimal + ",\"data\":\"\xff\"}", `{` + minimal + `,"a":"\ud800"}`,
		`{` + minimal + ",\"a\":\"\x01\"}", `{` + minimal + `,"data":{"a":01}}`, "\ufeff" + valid,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			_, err := cloudevents.Parse([]byte(text), cloudevents.Limits{})
			require.ErrorIs(t, err, errs.Invalid("malformed_event", ""))
			_, err = cloudevents.ParseBatch([]byte("["+text+"x]"), cloudevents.Limits{})
			require.ErrorIs(t, err, errs.Invalid("malformed_event", ""))
		})
	}
	_, err := cloudevents.Parse([]byte(`{"id":1 "a"}`), cloudevents.Limits{})
	require.ErrorContains(t, err, "byte 7 of 12")
	_, err = cloudevents.ParseBatch([]byte(valid), cloudevents.Limits{})
	require.ErrorIs(t, err, errs.Invalid("malformed_event", ""))
	_, err = cloudevents.ParseBatch([]byte(`[1]`), cloudevents.Limits{})
	require.ErrorIs(t, err, errs.Invalid("malformed_event", ""))
}

func TestAnEmptyBatchIsOne(t *testing.T) {
	t.Parallel()
	events, err := cloudevents.ParseBatch([]byte(` [ ] `), cloudevents.Limits{})
	require.NoError(t, err)
	require.Equal(t, []cloudevents.Event{}, events)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	one := `{` + minimal + `}`
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"a%d":1`, i)
		}
		return `{` + minimal + b.String() + `}`
	}
	padded := func(size int) string {
		return `{` + minimal + `,"data":"` + strings.Repeat("x", size-len(one)-len(`,"data":""`)) + `"}`
	}
	cases := []struct {
		name, text string
		limits     cloudevents.Limits
		code       string
	}{
		{"64 KiB", padded(64 << 10), cloudevents.Limits{}, ""},
		{"a byte more", padded(64<<10 + 1), cloudevents.Limits{}, "event_too_large"},
		{"a setting", one, cloudevents.Limits{EventBytes: len(one)}, ""},
		{"beyond the setting", one, cloudevents.Limits{EventBytes: len(one) - 1}, "event_too_large"},
		{"64 attributes", many(60), cloudevents.Limits{}, ""},
		{"one more", many(61), cloudevents.Limits{}, "too_many_attributes"},
		{"fewer by setting", many(2), cloudevents.Limits{Attributes: 5}, "too_many_attributes"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := cloudevents.Parse([]byte(c.text), c.limits)
			_, batchErr := cloudevents.ParseBatch([]byte("["+c.text+"]"), c.limits)
			if c.code == "" {
				require.NoError(t, err)
				require.NoError(t, batchErr)
				return
			}
			require.ErrorIs(t, err, errs.New(errs.KindTooLarge, c.code, ""))
			require.ErrorIs(t, batchErr, errs.New(errs.KindTooLarge, c.code, ""))
		})
	}
	tooLarge := errs.New(errs.KindTooLarge, "batch_too_large", "")
	_, err := cloudevents.ParseBatch([]byte("["+one+","+one+"]"), cloudevents.Limits{BatchEvents: 1})
	require.ErrorIs(t, err, tooLarge)
	_, err = cloudevents.ParseBatch([]byte("["+one+"]"), cloudevents.Limits{BatchBytes: len(one)})
	require.ErrorIs(t, err, tooLarge)
}
