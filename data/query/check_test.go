package query_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	const n query.Field[int] = "n"
	deep := n.Eq(1)
	for range query.MaxDepth + 1 {
		deep = query.And(deep)
	}
	tests := []struct {
		name string
		q    query.Query
		kind errs.Kind
		want string
	}{
		{"page 0", query.All().Page(0, 10), errs.KindInvalid, "page 0 of 10 documents does not exist"},
		{"page of none", query.All().Page(1, 0), errs.KindInvalid, "hold at least 1"},
		{"page too far", query.All().Page(1<<62, 1<<62), errs.KindInvalid, "does not exist"},
		{"negative offset", query.All().Offset(-1), errs.KindInvalid, "offset -1 is negative"},
		{"limit 0", query.All().Limit(0), errs.KindInvalid, "leave it out to return all"},
		{"empty path", query.Where(query.Text("").Eq("a")), errs.KindInternal, `query path ""`},
		{"path that injects", query.Where(query.Text(`a"') --`).IsNull()), errs.KindInternal, "is no member name"},
		{"path of an In", query.Where(query.Text("a..b").In()), errs.KindInternal, `"" is no member name`},
		{"path of a key", query.All().OrderBy(query.Text("a b").Asc()), errs.KindInternal, "is no member name"},
		{"path with a number", query.Where(query.Text("a.0").Eq("")), errs.KindInternal, `"0" is no member name`},
		{"not nil", query.Where(query.Not(nil)), errs.KindInternal, "query.Not got a nil condition"},
		{"in a negation", query.Where(query.Not(query.Or(query.Text(" ").Eq("")))), errs.KindInternal, "is no member name"},
		{"value in a list", query.Where(query.Field[any]("a").In(1, []int{1})), errs.KindInternal, "a value of type []int"},
		{"element", query.Where(query.List[any]("a").Any([]int{1})), errs.KindInternal, "MarshalText"},
		{"bad text", query.Where(query.Text("a").Contains("\xff")), errs.KindInvalid, "is not valid UTF-8"},
		{"too deep", query.Where(deep), errs.KindInvalid, "nested 103 deep; at most 100"},
		{"too many conditions", query.Where(slices.Repeat([]query.Condition{n.Eq(1)}, query.MaxConditions+1)...), errs.KindInvalid, "at most 1000 are allowed"},
		{"too many values", query.Where(n.In(make([]int, query.MaxValues+1)...)), errs.KindInvalid, "at most 10000 at once"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := test.q.Err()
			require.ErrorContains(t, err, test.want)
			require.Equal(t, test.kind, errs.KindOf(err))
			require.Equal(t, "invalid_query", errs.CodeOf(err))
		})
	}
}
