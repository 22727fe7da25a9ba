package query_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
)

type (
	named    string
	level    uint8
	price    struct{ cents int }
	bilingue struct{}
	scalars  struct{ body string }
	broken   struct{}
)

func (p price) MarshalText() ([]byte, error)       { return []byte("18.39"), nil }
func (*bilingue) MarshalJSON() ([]byte, error)     { return []byte(`"by pointer"`), nil }
func (s scalars) MarshalJSON() ([]byte, error)     { return []byte(s.body), nil }
func (broken) MarshalText() ([]byte, error)        { return nil, errors.New("no text") }
func (s *scalars) UnmarshalJSON(body []byte) error { s.body = string(body); return nil }

func TestValueOf(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("Berlin", 3600)
	word := "word"
	tests := []struct {
		name  string
		value any
		kind  query.Kind
		want  any
	}{
		{"nil", nil, query.Null, nil},
		{"nil pointer", (*string)(nil), query.Null, nil},
		{"pointer", &word, query.String, "word"},
		{"text", "word", query.String, "word"},
		{"named text", named("word"), query.String, "word"},
		{"bool", true, query.Bool, true},
		{"named bool", json.Delim('x') == 'y', query.Bool, false},
		{"int", -3, query.Number, int64(-3)},
		{"int64", int64(math.MinInt64), query.Number, int64(math.MinInt64)},
		{"int8", int8(-3), query.Number, int64(-3)},
		{"named uint", level(3), query.Number, int64(3)},
		{"uint64", uint64(math.MaxInt64), query.Number, int64(math.MaxInt64)},
		{"float64", 0.5, query.Number, 0.5},
		{"float32", float32(0.1), query.Number, 0.1},
		{"time", time.Date(2026, 3, 1, 1, 30, 0, 5, berlin), query.String, "2026-03-01T00:30:00.000000005Z"},
		{"pointer to time", new(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)), query.String, "2026-03-01T00:00:00.000000000Z"},
		{"text marshaler", price{1839}, query.String, "18.39"},
		{"JSON marshaler of the pointer", bilingue{}, query.String, "by pointer"},
		{"JSON number", scalars{" 18 "}, query.Number, int64(18)},
		{"JSON null", scalars{"null"}, query.Null, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v, err := query.ValueOf(test.value)
			require.NoError(t, err)
			require.Equal(t, test.kind, v.Kind())
			require.Equal(t, test.want, v.Any())
		})
	}
}

func TestValueOfRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"struct", struct{ A int }{}, "use a string, boolean, number or time, or give the type a MarshalText method"},
		{"slice", []string{"a"}, "a value of type []string cannot be used in a query"},
		{"func", func() {}, "a value of type func()"},
		{"NaN", math.NaN(), "leave the condition out"},
		{"infinite float32", float32(math.Inf(1)), "leave the condition out"},
		{"large uint", uint64(math.MaxUint64), "keep such numbers as text"},
		{"bad text", "\xff", "is not valid UTF-8"},
		{"time before the years", time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), "outside the years 0 to 9999"},
		{"text that fails", broken{}, "cannot be written as text"},
		{"JSON object", scalars{`{"a":1}`}, "a value of type query_test.scalars is an object in a document; compare one of its members"},
		{"JSON that fails", scalars{`{`}, "writes invalid JSON"},
		{"JSON error", json.RawMessage(`{`), "JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := query.ValueOf(test.value)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// A nil pointer means null in every comparison.
func TestNilPointers(t *testing.T) {
	t.Parallel()
	const n query.Field[*int] = "n"
	null, five := document(t, "1", `null`), document(t, "2", `5`)
	require.True(t, query.Where(n.Eq(nil), n.In(nil), query.Not(n.Lt(nil)), query.Not(n.Ge(nil))).Match(null))
	require.True(t, query.Where(n.Ne(nil), n.NotIn(nil), n.Eq(new(5)), query.Not(n.Le(nil))).Match(five))
	require.True(t, query.Where(query.List[*int]("n").Any(nil)).Match(document(t, "3", `[1,null]`)))
}

func TestTimesSortAsText(t *testing.T) {
	t.Parallel()
	early, late := time.Unix(0, 999_999_999), time.Unix(1, 0)
	require.Less(t, query.FormatTime(early), query.FormatTime(late))
	parsed, err := time.Parse(time.RFC3339Nano, query.FormatTime(early))
	require.NoError(t, err)
	require.True(t, parsed.Equal(early))
}
