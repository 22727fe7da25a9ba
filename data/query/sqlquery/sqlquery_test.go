package sqlquery_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

// columns is a dialect for tables with a column for each path.
type columns struct{}

func (columns) Placeholder(position int) string { return "$" + strconv.Itoa(position) }

func (columns) SortKeys(path query.Path) []string {
	if path.IsID() {
		return []string{"id"}
	}
	return []string{"kind(" + string(path) + ")", string(path)}
}

func (columns) Test(leaf query.Condition, bind sqlquery.Bind) string {
	switch leaf := leaf.(type) {
	case query.Comparison:
		return fmt.Sprintf("%s %d %s", leaf.Path, leaf.Op, bind(leaf.Value.Any()))
	case query.Membership:
		test := string(leaf.Path) + " in"
		for _, value := range leaf.Values {
			test += " " + bind(value.Any())
		}
		return test
	case query.NullTest:
		return string(leaf.Path) + " null"
	case query.TextTest:
		return fmt.Sprintf("%s like %s", leaf.Path, bind(leaf.Text))
	}
	return fmt.Sprintf("%T", leaf)
}

func TestBuild(t *testing.T) {
	t.Parallel()
	const (
		n  query.Field[int] = "n"
		s  query.Text       = "s"
		id                  = query.ID
	)
	tests := []struct {
		name  string
		q     query.Query
		where string
		order string
		args  []any
	}{
		{"all", query.All(), "", "id ASC", nil},
		{"one", query.Where(n.Eq(1)), "n 0 $1", "id ASC", []any{int64(1)}},
		{"and", query.Where(n.Lt(1), s.Contains("a")), "(n 1 $1 AND s like $2)", "id ASC", []any{int64(1), "a"}},
		{"balanced", query.Where(query.Or(n.IsNull(), n.Eq(1), n.Eq(2), n.Eq(3))), "((n null OR n 0 $1) OR (n 0 $2 OR n 0 $3))", "id ASC", []any{int64(1), int64(2), int64(3)}},
		{"not", query.Where(s.Ne("a")), "(s 0 $1) IS NOT TRUE", "id ASC", []any{"a"}},
		{"nowhere", query.Where(query.Or()), "FALSE", "id ASC", nil},
		{"in nothing", query.Where(n.In()), "FALSE", "id ASC", nil},
		{"in", query.Where(n.In(1, 2)), "n in $1 $2", "id ASC", []any{int64(1), int64(2)}},
		{
			"in by kind", query.Where(query.Field[any]("n").In("a", nil, 1, true, 2)),
			"(n null OR n in $1 OR n in $2 $3 OR n in $4)", "id ASC",
			[]any{true, int64(1), int64(2), "a"},
		},
		{"id", query.Where(id.Eq("a")), "$id 0 $1", "id ASC", []any{"a"}},
		{"id is text", query.Where(query.Field[any](id).Eq(1)), "FALSE", "id ASC", nil},
		{"id in text", query.Where(query.Field[any](id).In(1, "a", nil)), "(FALSE OR $id in $1)", "id ASC", []any{"a"}},
		{"id is never null", query.Where(id.NotNull()), "(FALSE) IS NOT TRUE", "id ASC", nil},
		{"descending", query.All().OrderBy(n.Desc()), "", "kind(n) DESC NULLS LAST, n DESC NULLS LAST, id DESC", nil},
		{
			"nulls", query.All().OrderBy(n.Desc().WithNullsFirst(), s.Asc()), "",
			"kind(n) DESC NULLS FIRST, n DESC NULLS FIRST, kind(s) ASC NULLS FIRST, s ASC NULLS FIRST, id ASC", nil,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clauses, err := sqlquery.Build(columns{}, test.q)
			require.NoError(t, err)
			if test.where != "" {
				test.where = " WHERE " + test.where
			}
			require.Equal(t, test.where, clauses.Where)
			require.Equal(t, " ORDER BY "+test.order, clauses.OrderBy)
			require.Equal(t, test.args, clauses.Args)
		})
	}
}

// pairs is the dialect with a value for each of its sort keys.
type pairs struct{ columns }

func (pairs) SortArgs(path query.Path, value query.Value) []any {
	if path.IsID() {
		return []any{value.Any()}
	}
	if value.Kind() == query.Null {
		return []any{nil, nil}
	}
	return []any{int(value.Kind()), value.Any()}
}

func TestBuildAfterACursor(t *testing.T) {
	t.Parallel()
	const n query.Field[int] = "n"
	one, err := query.NewDocument("a", []byte(`{"n":1}`))
	require.NoError(t, err)
	none, err := query.NewDocument("a", []byte(`{}`))
	require.NoError(t, err)
	tests := []struct {
		name  string
		q     query.Query
		after query.Document
		where string
		args  []any
	}{
		{"by id", query.All(), one, "id > $1", []any{"a"}},
		{"by id, down", query.Where(n.Eq(1)).OrderBy(query.ID.Desc()), one, "(n 0 $1 AND (id <= $2 AND (id < $3 OR (id = $4 AND id < $5))))", []any{int64(1), "a", "a", "a", "a"}},
		{
			"nulls first", query.All().OrderBy(n.Asc()), one,
			"(kind(n) >= $1 AND (kind(n) > $2 OR (kind(n) = $3 AND (n > $4 OR (n = $5 AND id > $6)))))",
			[]any{2, 2, 2, int64(1), int64(1), "a"},
		},
		{
			"nulls last", query.All().OrderBy(n.Desc()), one,
			"((kind(n) < $1 OR kind(n) IS NULL) OR (kind(n) = $2 AND ((n < $3 OR n IS NULL) OR (n = $4 AND id < $5))))",
			[]any{2, 2, int64(1), int64(1), "a"},
		},
		{
			"never null", query.Where(n.NotNull()).OrderBy(n.Desc()), one,
			"((n null) IS NOT TRUE AND (kind(n) <= $1 AND (kind(n) < $2 OR (kind(n) = $3 AND (n < $4 OR (n = $5 AND id < $6))))))",
			[]any{2, 2, 2, int64(1), int64(1), "a"},
		},
		{
			"from null on", query.All().OrderBy(n.Asc()), none,
			"(kind(n) IS NOT NULL OR (kind(n) IS NULL AND (n IS NOT NULL OR (n IS NULL AND id > $1))))",
			[]any{"a"},
		},
		{
			"from null on, nulls last", query.All().OrderBy(n.Desc()), none,
			"(FALSE OR (kind(n) IS NULL AND (FALSE OR (n IS NULL AND id < $1))))",
			[]any{"a"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clauses, err := sqlquery.Build(pairs{}, test.q.After(test.q.CursorOf(test.after)))
			require.NoError(t, err)
			require.Equal(t, " WHERE "+test.where, clauses.Where)
			require.Equal(t, test.args, clauses.Args)
		})
	}
	_, err = sqlquery.Build(columns{}, query.All().OrderBy(n.Asc()).After(query.All().OrderBy(n.Asc()).CursorOf(one)))
	require.ErrorContains(t, err, "make it a sqlquery.Seeker")
}

func TestBuildRefusesFaults(t *testing.T) {
	t.Parallel()
	_, err := sqlquery.Build(columns{}, query.Where(query.Text("a'b").Eq("")))
	require.ErrorContains(t, err, "is no member name")
}

func TestPrefixEnd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		prefix, end string
		ok          bool
	}{
		{"", "", false},
		{"a", "b", true},
		{"az", "a{", true},
		{"a\x7f", "a\u0080", true},
		{"\ud7ff", "\ue000", true},
		{"a\U0010ffff", "b", true},
		{"\U0010ffff\U0010ffff", "", false},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%q", test.prefix), func(t *testing.T) {
			t.Parallel()
			end, ok := sqlquery.PrefixEnd(test.prefix)
			require.Equal(t, test.end, end)
			require.Equal(t, test.ok, ok)
		})
	}
}

func ExampleBuild() {
	q := query.Where(query.Text("name").HasPrefix("Ma"), query.Field[int]("total").Gt(20)).
		OrderBy(query.Field[int]("total").Desc())
	clauses, err := sqlquery.Build(columns{}, q)
	fmt.Println("SELECT doc FROM orders" + clauses.Where)
	fmt.Println(clauses.OrderBy, clauses.Args, err)
	// Output:
	// SELECT doc FROM orders WHERE (name like $1 AND total 3 $2)
	//  ORDER BY kind(total) DESC NULLS LAST, total DESC NULLS LAST, id DESC [Ma 20] <nil>
}
