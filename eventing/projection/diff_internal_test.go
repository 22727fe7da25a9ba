package projection

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		a, b string
		want []Difference
	}{
		"equal whatever the order": {`{"a":1,"b":[1,{"c":null}]}`, `{"b":[1,{"c":null}],"a":1}`, nil},
		"a value":                  {`{"a":1}`, `{"a":2}`, []Difference{{Pointer: "/a", Old: "1", New: "2"}}},
		"every digit counts":       {`{"a":9007199254740993}`, `{"a":9007199254740992}`, []Difference{{Pointer: "/a", Old: "9007199254740993", New: "9007199254740992"}}},
		"a member less and one more": {
			`{"a":1}`, `{"b":null}`,
			[]Difference{{Pointer: "/a", Old: "1"}, {Pointer: "/b", New: "null"}},
		},
		"deep":              {`{"a":{"b/c":[0,1]}}`, `{"a":{"b/c":[0,2,3]}}`, []Difference{{Pointer: "/a/b~1c/1", Old: "1", New: "2"}, {Pointer: "/a/b~1c/2", New: "3"}}},
		"of another kind":   {`{"a":[]}`, `{"a":{}}`, []Difference{{Pointer: "/a", Old: "[]", New: "{}"}}},
		"a row that is new": {``, `{}`, []Difference{{New: "{}"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var a []byte
			if tt.a != "" {
				a = []byte(tt.a)
			}
			got, err := diff(a, []byte(tt.b))
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
	_, err := diff([]byte(`{`), []byte(`{}`))
	require.Error(t, err)
	_, err = diff([]byte(`{}`), []byte(`{`))
	require.Error(t, err)
}
