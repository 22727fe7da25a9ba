package query_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data/query"
)

func ExampleQuery_Aggregate() {
	figures := query.All().Aggregate(query.Count(), orderTime.Max()).By(orderTime.Day(), status.Key())
	for _, g := range figures.Apply(orders()) {
		fmt.Println(g.Keys[0].Any(), g.Keys[1].Any(), g.Results[0].Count(), g.Results[1].Value().Any())
	}
	// Output:
	// 2026-03-01 cooking 1 2026-03-01T18:05:00.000000000Z
	// 2026-03-01 ready 2 2026-03-01T18:10:00.000000000Z
}

func TestFigures(t *testing.T) {
	t.Parallel()
	const n query.Field[float64] = "n"
	tests := []struct {
		name               string
		values             []string
		sum, avg, min, max any
		added              int64
	}{
		{"nothing", nil, "0", "", nil, nil, 0},
		{"nothing that counts", []string{`null`, `missing`, `[1]`, `{}`}, "0", "", nil, nil, 0},
		{"whole numbers", []string{`1`, `2`, `4`}, "7", "2.333", int64(1), int64(4), 3},
		{"exactly", []string{`0.1`, `0.2`}, "0.3", "0.15", 0.1, 0.2, 2},
		{"money", []string{`"18.39"`, `"-0.40"`, `2`}, "19.99", "6.663", int64(2), "18.39", 3},
		{"beyond 64 bits", []string{`9223372036854775807`, `9223372036854775807`, `-1`}, "18446744073709551613", "6148914691236517204.333", int64(-1), int64(9223372036854775807), 3},
		{"large and small", []string{`1e30`, `1e-30`, `-1e30`}, "0.000000000000000000000000000001", "0", -1e30, 1e30, 3},
		{"text and truth sort and do not count", []string{`"a"`, `true`, `"1e3"`, `"1."`, `".5"`, `"+1"`, `"0x1"`, `""`, `"-"`, `5`}, "5", "5", true, "a", 1},
		{"infinite", []string{`1e999`, `1`}, "1", "1", int64(1), nil, 1},
		{"one number in two forms", []string{`3.0`, `3`}, "6", "3", int64(3), int64(3), 2},
		{"long decimals", []string{`"123456789012345678901234567890.5"`}, "123456789012345678901234567890.5", "123456789012345678901234567890.5", "123456789012345678901234567890.5", "123456789012345678901234567890.5", 1},
		{"longer than a number", []string{`"11111111111111111111111111111111111111111111111111111111111111111"`}, "0", "", "11111111111111111111111111111111111111111111111111111111111111111", "11111111111111111111111111111111111111111111111111111111111111111", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var docs []query.Document
			for i, value := range test.values {
				docs = append(docs, document(t, fmt.Sprint(i), value))
			}
			groups := query.All().Page(2, 1).Aggregate(query.Count(), n.Sum(), n.Avg(), n.Min(), n.Max()).Apply(docs)
			require.Len(t, groups, 1)
			r := groups[0].Results
			require.EqualValues(t, len(docs), r[0].Count())
			require.Equal(t, fmt.Sprint(len(docs)), r[0].Decimal(0))
			want, _ := new(big.Rat).SetString(test.sum.(string))
			require.Zero(t, want.Cmp(r[1].Rat()), "%v", r[1].Rat())
			require.Equal(t, test.added, r[1].Count())
			if test.avg == "" {
				require.True(t, r[2].Null())
				require.Empty(t, r[2].Decimal(3))
				require.Nil(t, r[2].Value().Any())
			} else {
				want, _ := new(big.Rat).SetString(test.avg.(string))
				require.Equal(t, want.FloatString(3), r[2].Decimal(3))
			}
			require.Equal(t, test.min, r[3].Value().Any())
			if test.name != "infinite" {
				require.Equal(t, test.max, r[4].Value().Any())
			}
		})
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	const n query.Field[any] = "n"
	var docs []query.Document
	for i, value := range []string{`1`, `1.0`, `true`, `"1"`, `null`, `missing`, `[1]`, `[1]`, `"[1]"`, `0.5`, `-0.0`, `0`} {
		docs = append(docs, document(t, fmt.Sprint(i), value))
	}
	groups := query.All().Aggregate(query.Count()).By(n.Key()).Apply(docs)
	var got []string
	for _, g := range groups {
		got = append(got, fmt.Sprintf("%s %v: %d", g.Keys[0].Kind(), g.Keys[0].Any(), g.Results[0].Count()))
	}
	require.Equal(t, []string{
		"null <nil>: 2", "number 0: 2", "number 0.5: 1", "boolean true: 1", "number 1: 2", "text 1: 1", "text [1]: 1", "array <nil>: 2",
	}, got)
	require.Empty(t, query.Where(n.Eq(7)).Aggregate(query.Count()).By(n.Key()).Apply(docs))
}

func TestDays(t *testing.T) {
	t.Parallel()
	const at query.Text = "n"
	day := query.GroupKey{Path: query.Path(at), Day: true}
	for value, want := range map[string]any{
		`"2026-03-01T23:59:59.999999999Z"`: "2026-03-01",
		`"2026-03-01T00:00:00Z"`:           "2026-03-01",
		`"2026-03-01T00:00:00+02:00"`:      nil,
		`"2026-03-01"`:                     nil,
		`"yyyy-mm-ddThh:mmZ"`:              nil,
		`20260301`:                         nil,
	} {
		groups := query.All().Aggregate(query.Count()).By(day).Apply([]query.Document{document(t, "1", value)})
		require.Equal(t, want, groups[0].Keys[0].Any(), value)
	}
}

func TestAggregationFaults(t *testing.T) {
	t.Parallel()
	bad := query.Field[int]("a b")
	require.ErrorContains(t, query.All().Aggregate().Err(), "asks for nothing")
	require.ErrorContains(t, query.All().Aggregate(bad.Sum()).Err(), "no member name")
	require.ErrorContains(t, query.All().Aggregate(query.Count()).By(bad.Day()).Err(), "no member name")
	require.ErrorContains(t, query.Where(bad.Eq(1)).Aggregate(query.Count()).Err(), "no member name")
	require.NoError(t, query.Where(name.NotNull()).Aggregate(name.Min(), name.Max()).By(name.Key(), query.ID.Key()).Err())
}

// TestAFoldMayBeCutAnywhere holds merged parts to the whole, and the exact sum to one
// made of fractions.
func TestAFoldMayBeCutAnywhere(t *testing.T) {
	t.Parallel()
	const n, k query.Field[any] = "n", "k"
	a := query.All().Aggregate(query.Count(), n.Sum(), n.Avg(), n.Min(), n.Max()).By(k.Key())
	value := rapid.SampledFrom([]string{`1`, `-7`, `0.1`, `1e20`, `"18.39"`, `"-0.01"`, `null`, `"a"`, `9223372036854775807`, `true`, `5e-324`})
	rapid.Check(t, func(t *rapid.T) {
		var docs []query.Document
		total := new(big.Rat)
		for i, v := range rapid.SliceOfN(value, 0, 20).Draw(t, "values") {
			doc, err := query.NewDocument(fmt.Sprint(i), fmt.Appendf(nil, `{"n":%s,"k":%d}`, v, rapid.IntRange(0, 2).Draw(t, "key")))
			require.NoError(t, err)
			docs = append(docs, doc)
			if part, ok := new(big.Rat).SetString(trimQuotes(v)); ok {
				total.Add(total, part)
			}
		}
		whole := a.Apply(docs)
		cut := rapid.IntRange(0, len(docs)).Draw(t, "cut")
		fold := a.Fold()
		for _, doc := range docs[cut:] {
			fold.Document(doc)
		}
		fold.Merge(a.Apply(docs[:cut]))
		requireSameGroups(t, whole, fold.Groups())
		sum := new(big.Rat)
		for _, g := range whole {
			sum.Add(sum, g.Results[1].Rat())
		}
		require.Zero(t, total.Cmp(sum))
	})
}

func trimQuotes(s string) string {
	if len(s) > 2 && s[0] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

func requireSameGroups(t *rapid.T, want, got []query.Group) {
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Keys, got[i].Keys)
		for n, r := range want[i].Results {
			require.Equal(t, r.Count(), got[i].Results[n].Count())
			require.Equal(t, r.Rat(), got[i].Results[n].Rat())
			require.Equal(t, r.Value(), got[i].Results[n].Value())
		}
	}
}

func TestParseValue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		``: nil, `null`: nil, `true`: true, `false`: false, `1`: int64(1), `-1.5`: -1.5, `"a"`: "a", `"a\"b"`: `a"b`, `""`: "",
	} {
		v, err := query.ParseValue(text)
		require.NoError(t, err)
		require.Equal(t, want, v.Any(), text)
	}
	v, err := query.ParseValue(`[1, 2]`)
	require.NoError(t, err)
	require.Equal(t, query.Array, v.Kind())
	_, err = query.ParseValue(`{`)
	require.Error(t, err)
}
