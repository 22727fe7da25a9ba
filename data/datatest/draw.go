package datatest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// The generators draw from small pools, so that values meet: what is stored is
// asked for, paths are shared, and kinds mix at one path.

var (
	pathPool = []string{"a", "a", "a", "b", "b", "c", "nested.a", "nested.deep.b", "list", "missing", "with-hyphen"}
	textPool = []string{
		"", "a", "A", strings.Repeat("é", 199), strings.Repeat("é", 200), strings.Repeat("é", 201), strings.Repeat("é", 200) + "A", "ab", "aB", "abc", "b", "Ma", "Maria", "MARIA", "é", "É", "日本", "😀", "\U0010ffff", "\ud7ff", "\ue000",
		"%", "_", "*", "?", "[a]", "[1]", "[]", "{}", "{", `{"a":1}`, "'", `"`, `\`, "a'; DROP TABLE docs; --", "\x00", "a\x00b", "a\x00B",
		"\n", "null", "true", "0", "1", "1.0", "2026-01-01T00:00:00.000000000Z",
	}
	// alikePool are what a database takes for one another unless told otherwise.
	alikePool = []any{
		true, false, 0, 1, 1.0, "1", "true", "[1]", []any{1}, "{}", map[string]any{}, "a", "A", "a\x00b", "a\x00c", "A\x00b", "", nil,
	}
	numberPool = []any{
		0, 1, -1, 2, 42, 0.0, 1.0, -0.5, 0.1, 1e300, -1e300, 5e-324, int64(9007199254740993), 9007199254740992.0,
		int64(9223372036854775807), 9223372036854775807.0, int64(-9223372036854775808),
	}
)

func someText() *rapid.Generator[string] {
	alike := rapid.SampledFrom([]string{"a", "A", "a\x00b", "A\x00B", "\x00", "[", "[1]", "1", ""})
	return rapid.OneOf(alike, alike, rapid.SampledFrom(textPool), rapid.StringN(0, 6, -1))
}

func someNumber() *rapid.Generator[any] {
	return rapid.OneOf(rapid.SampledFrom(numberPool), rapid.Map(rapid.IntRange(-3, 3), toAny[int]), rapid.Map(rapid.Float64Range(-2, 2), toAny[float64]))
}

func toAny[T any](v T) any { return v }

func someScalar() *rapid.Generator[any] {
	alike := rapid.SampledFrom(alikePool).Filter(isScalar)
	return rapid.OneOf(alike, alike, alike, someNumber(), rapid.Map(someText(), toAny[string]), rapid.Map(rapid.Bool(), toAny[bool]), rapid.Just[any](nil))
}

func isScalar(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return false
	}
	return true
}

func someMember() *rapid.Generator[any] {
	return rapid.OneOf(someScalar(), someScalar(), someScalar(), rapid.SampledFrom(alikePool),
		rapid.Map(rapid.SliceOfN(someScalar(), 0, 3), toAny[[]any]),
		rapid.Just[any](map[string]any{"a": 1}), rapid.Just[any]([]any{[]any{1}, map[string]any{}}))
}

func someRecords() *rapid.Generator[[]data.Record] {
	object := rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c", "list", "with-hyphen"}), someMember(), 0, 5)
	return rapid.Custom(func(t *rapid.T) []data.Record {
		records := make([]data.Record, rapid.IntRange(0, 16).Draw(t, "count"))
		for i := range records {
			doc := object.Draw(t, "document")
			if rapid.Bool().Draw(t, "is nested") {
				inner := object.Draw(t, "nested")
				inner["deep"] = object.Draw(t, "deep")
				doc["nested"] = inner
			}
			body, err := json.Marshal(doc)
			require.NoError(t, err)
			records[i] = data.Record{ID: fmt.Sprintf("%s-%d", someText().Draw(t, "id"), i), Version: 1, Body: body}
		}
		return records
	})
}

func someCondition(depth int) *rapid.Generator[query.Condition] {
	if depth == 0 {
		return rapid.OneOf(someComparison(), someComparison(), someTextTest(), someListTest())
	}
	inner := someCondition(depth - 1)
	return rapid.OneOf(inner, inner,
		rapid.Map(rapid.SliceOfN(inner, 0, 3), func(cs []query.Condition) query.Condition { return query.And(cs...) }),
		rapid.Map(rapid.SliceOfN(inner, 0, 3), func(cs []query.Condition) query.Condition { return query.Or(cs...) }),
		rapid.Map(inner, query.Not))
}

func someComparison() *rapid.Generator[query.Condition] {
	return rapid.Custom(func(t *rapid.T) query.Condition {
		f := query.Field[any](rapid.SampledFrom(pathPool).Draw(t, "path"))
		v := someScalar().Draw(t, "value")
		switch rapid.IntRange(0, 9).Draw(t, "operator") {
		case 0:
			return f.Ne(v)
		case 1:
			return f.Lt(v)
		case 2:
			return f.Le(v)
		case 3:
			return f.Gt(v)
		case 4:
			return f.Ge(v)
		case 5:
			return f.In(rapid.SliceOfN(someScalar(), 0, 4).Draw(t, "values")...)
		case 6:
			return f.NotIn(rapid.SliceOfN(someScalar(), 0, 4).Draw(t, "values")...)
		case 7:
			return f.IsNull()
		case 8:
			return f.Between(v, someScalar().Draw(t, "high"))
		}
		return f.Eq(v)
	})
}

func someTextTest() *rapid.Generator[query.Condition] {
	return rapid.Custom(func(t *rapid.T) query.Condition {
		f := query.Text(rapid.SampledFrom(append([]string{string(query.ID)}, pathPool...)).Draw(t, "path"))
		tests := []func(string) query.Condition{
			f.Eq, f.Ne, f.Lt, f.Ge, f.Contains, f.HasPrefix, f.HasSuffix,
			f.EqFold, f.ContainsFold, f.HasPrefixFold, f.HasSuffixFold,
		}
		return rapid.SampledFrom(tests).Draw(t, "operator")(someText().Draw(t, "text"))
	})
}

func someListTest() *rapid.Generator[query.Condition] {
	return rapid.Custom(func(t *rapid.T) query.Condition {
		return query.List[any](rapid.SampledFrom(pathPool).Draw(t, "path")).Any(someScalar().Draw(t, "element"))
	})
}

func someQuery() *rapid.Generator[query.Query] {
	return rapid.Custom(func(t *rapid.T) query.Query {
		q := query.Where(someCondition(3).Draw(t, "condition"))
		for range rapid.IntRange(0, 3).Draw(t, "keys") {
			order := query.Order{
				Path:       query.Path(rapid.SampledFrom(append([]string{string(query.ID)}, pathPool...)).Draw(t, "key")),
				Descending: rapid.Bool().Draw(t, "descending"),
				NullsLast:  rapid.Bool().Draw(t, "nulls last"),
			}
			q = q.OrderBy(order)
		}
		if rapid.Bool().Draw(t, "paged") {
			q = q.Page(rapid.IntRange(1, 3).Draw(t, "page"), rapid.IntRange(1, 5).Draw(t, "size"))
		} else if rapid.Bool().Draw(t, "offset") {
			q = q.Offset(rapid.IntRange(0, 5).Draw(t, "leave out"))
		}
		return q
	})
}
