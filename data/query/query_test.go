package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
)

// TestMatch is the table of the package doc and more of its kind. The property tests
// of the adapters hold databases to the same.
func TestMatch(t *testing.T) {
	t.Parallel()
	const (
		n    query.Field[int]     = "n"
		f    query.Field[float64] = "n"
		b    query.Field[bool]    = "n"
		text query.Text           = "n"
		list query.List[int]      = "n"
		any_ query.List[any]      = "n"
	)
	values := []string{`5`, `5.0`, `4`, `"5"`, `true`, `false`, `[5]`, `{"n":5}`, `null`, `missing`}
	tests := []struct {
		name      string
		condition query.Condition
		want      string
	}{
		{"Eq", n.Eq(5), `5 5.0`},
		{"Eq float", f.Eq(5), `5 5.0`},
		{"Ne", n.Ne(5), `4 "5" true false [5] {"n":5} null missing`},
		{"Lt", n.Lt(5), `4`},
		{"Le", n.Le(5), `5 5.0 4`},
		{"Gt", n.Gt(4), `5 5.0`},
		{"Ge", n.Ge(5), `5 5.0`},
		{"Between", n.Between(4, 4), `4`},
		{"In", n.In(5, 7), `5 5.0`},
		{"In nothing", n.In(), ``},
		{"NotIn", n.NotIn(5), `4 "5" true false [5] {"n":5} null missing`},
		{"NotIn nothing", n.NotIn(), strings.Join(values, " ")},
		{"IsNull", n.IsNull(), `null missing`},
		{"NotNull", n.NotNull(), `5 5.0 4 "5" true false [5] {"n":5}`},
		{"not less", query.Not(n.Lt(5)), `5 5.0 "5" true false [5] {"n":5} null missing`},
		{"not not", query.Not(query.Not(n.Lt(5))), `4`},
		{"Bool", b.Eq(true), `true`},
		{"Bool less", b.Lt(true), `false`},
		{"Text", text.Eq("5"), `"5"`},
		{"Text not the text of an array", text.Eq("[5]"), ``},
		{"Text any", text.Contains(""), `"5"`},
		{"Any", list.Any(5), `[5]`},
		{"Any of null", any_.Any(nil), ``},
		{"List null", list.IsNull(), `null missing`},
		{"List there", list.NotNull(), `5 5.0 4 "5" true false [5] {"n":5}`},
		{"And of nothing", query.And(), strings.Join(values, " ")},
		{"And nil", query.And(nil, n.Eq(4), nil), `4`},
		{"Or of nothing", query.Or(), ``},
		{"Or", query.Or(n.Eq(4), text.Eq("5")), `4 "5"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			q := query.Where(test.condition)
			require.NoError(t, q.Err())
			var matched []string
			for _, value := range values {
				if q.Match(document(t, "1", value)) {
					matched = append(matched, value)
				}
			}
			require.Equal(t, test.want, strings.Join(matched, " "))
		})
	}
}

// document returns {"n": value}, or {} for the value "missing".
func document(t *testing.T, id, value string) query.Document {
	t.Helper()
	body := `{"n":` + value + `}`
	if value == "missing" {
		body = `{}`
	}
	doc, err := query.NewDocument(id, []byte(body))
	require.NoError(t, err)
	return doc
}

func TestTextTests(t *testing.T) {
	t.Parallel()
	const name query.Text = "n"
	tests := []struct {
		value     string
		condition query.Condition
		want      bool
	}{
		{`"Maria"`, name.HasPrefix("Ma"), true},
		{`"Maria"`, name.HasPrefix("ma"), false},
		{`"Maria"`, name.HasPrefixFold("mA"), true},
		{`"Maria"`, name.HasSuffix("ia"), true},
		{`"Maria"`, name.HasSuffixFold("IA"), true},
		{`"Maria"`, name.Contains("ari"), true},
		{`"Maria"`, name.Contains("%"), false},
		{`"100%"`, name.Contains("%"), true},
		{`"Maria"`, name.HasPrefix("M_"), false},
		{`"Maria"`, name.ContainsFold("ARI"), true},
		{`"Maria"`, name.EqFold("mARIA"), true},
		{`"É"`, name.EqFold("é"), false},
		{`"a\u0000b"`, name.EqFold("a\x00b"), false},
		{`"a\u0000b"`, name.Eq("a\x00b"), true},
		{`"a"`, name.Between("a", "b"), true},
		{`"Z"`, name.Lt("a"), true},
		{`"z"`, name.Le("é"), true},
		{`"z"`, name.Gt("Z"), true},
		{`"\ud83d\ude00"`, name.Gt("\ue000"), true},
		{`"z"`, name.In("y", "z"), true},
		{`"z"`, name.NotIn("y"), true},
		{`"z"`, name.Ne("y"), true},
		{`"z"`, name.NotNull(), true},
		{`null`, name.IsNull(), true},
	}
	for i, test := range tests {
		t.Run(fmt.Sprintf("%d %s", i, test.value), func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, query.Where(test.condition).Match(document(t, "1", test.value)), "%#v", test.condition)
		})
	}
}

func TestIDIsAField(t *testing.T) {
	t.Parallel()
	doc := document(t, "order-7", `{"$id":"other"}`)
	require.True(t, query.Where(query.ID.In("order-6", "order-7"), query.ID.HasPrefix("order"), query.ID.NotNull()).Match(doc))
	require.False(t, query.Where(query.ID.Eq("other")).Match(doc))
	require.ErrorContains(t, query.Where(query.List[string](query.ID).Any("a")).Err(), "query.ID.Eq")
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	t.Parallel()
	const n query.Field[int64] = "n"
	const f query.Field[float64] = "n"
	big := document(t, "1", `9007199254740993`)
	require.True(t, query.Where(n.Eq(9007199254740993), n.Ne(9007199254740992), f.Ne(9007199254740992), f.Gt(9007199254740992)).Match(big))
	highest := document(t, "1", `9223372036854775807`)
	require.True(t, query.Where(f.Lt(9223372036854775808), f.Gt(-1e300), f.Lt(1e300)).Match(highest))
	require.True(t, query.Where(n.Gt(9223372036854775807), f.Eq(9223372036854775808)).Match(document(t, "1", `9223372036854775808`)))
	require.True(t, query.Where(n.Gt(4), n.Lt(5), f.Eq(4.5)).Match(document(t, "1", `4.5`)))
	require.True(t, query.Where(n.Lt(-4), n.Gt(-5)).Match(document(t, "1", `-4.5`)))
	require.True(t, query.Where(query.Field[float32]("n").Eq(0.1)).Match(document(t, "1", `0.1`)))
	require.True(t, query.Where(n.Gt(0)).Match(document(t, "1", `1e999`)))
	require.True(t, query.Where(n.Lt(0)).Match(document(t, "1", `-1e999`)))
}

func TestOrder(t *testing.T) {
	t.Parallel()
	const n query.Field[int] = "n"
	docs := []query.Document{
		document(t, "text", `"a"`), document(t, "two", `2`), document(t, "true", `true`), document(t, "b-null", `null`),
		document(t, "a-missing", `missing`), document(t, "one", `1.0`), document(t, "array", `[1]`), document(t, "object", `{"a":1}`),
	}
	tests := []struct {
		name string
		keys []query.Order
		want string
	}{
		{"by id", nil, "a-missing array b-null object one text true two"},
		{"ascending", []query.Order{n.Asc()}, "a-missing b-null one true two array text object"},
		{"descending", []query.Order{n.Desc()}, "object text array two true one b-null a-missing"},
		{"nulls last", []query.Order{n.Asc().WithNullsLast()}, "one true two array text object a-missing b-null"},
		{"nulls first", []query.Order{n.Desc().WithNullsFirst()}, "b-null a-missing object text array two true one"},
		{"two keys", []query.Order{n.Asc(), query.ID.Desc()}, "b-null a-missing true one two array text object"},
		{"by id descending", []query.Order{query.ID.Desc()}, "two true text one object b-null array a-missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			found, total := query.All().OrderBy(test.keys...).Apply(docs)
			require.Equal(t, len(docs), total)
			require.Equal(t, test.want, strings.Join(idsOf(found), " "))
		})
	}
}

func idsOf(docs []query.Document) []string {
	ids := make([]string, len(docs))
	for i, doc := range docs {
		ids[i] = doc.ID()
	}
	return ids
}

func TestWindow(t *testing.T) {
	t.Parallel()
	var docs []query.Document
	for i := range 5 {
		docs = append(docs, document(t, fmt.Sprint(i), `1`))
	}
	tests := []struct {
		name string
		q    query.Query
		want string
	}{
		{"all", query.All(), "0 1 2 3 4"},
		{"first page", query.All().Page(1, 2), "0 1"},
		{"last page", query.All().Page(3, 2), "4"},
		{"page beyond the end", query.All().Page(9, 2), ""},
		{"limit", query.All().Limit(3), "0 1 2"},
		{"offset", query.All().Offset(3), "3 4"},
		{"both", query.All().Offset(1).Limit(2), "1 2"},
		{"taken back", query.All().Page(3, 2).Unpaged(), "0 1 2 3 4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, test.q.Err())
			found, total := test.q.Apply(docs)
			require.Equal(t, test.want, strings.Join(idsOf(found), " "))
			require.Equal(t, 5, total)
		})
	}
}

func TestQueriesAreValues(t *testing.T) {
	t.Parallel()
	const n query.Field[int] = "n"
	base := query.Where(n.Gt(0)).OrderBy(n.Asc())
	one, two := base.Where(n.Eq(1)).OrderBy(query.ID.Desc()), base.Where(n.Eq(2)).OrderBy(n.Desc())
	require.Len(t, base.Filter(), 1)
	require.Len(t, base.Orders(), 1)
	require.True(t, one.Match(document(t, "1", `1`)))
	require.False(t, two.Match(document(t, "1", `1`)))
	require.Equal(t, query.ID.Desc(), one.Orders()[1])
	one.Orders()[0] = query.Order{}
	require.Equal(t, n.Asc(), one.Orders()[0])
}

func TestBrokenDocument(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", `{"a":1`, `{"a":1,"a":2}`, "{\"a\":\"\xff\"}", `{"a":[1,}`, `{} {}`} {
		_, err := query.NewDocument("order-1", []byte(body))
		require.ErrorContains(t, err, `decode document "order-1"`, body)
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	all := query.PageOf[int](query.All(), nil, 0)
	require.NotNil(t, all.Items)
	require.Equal(t, 1, all.Number())
	require.Equal(t, 1, all.Pages())
	require.False(t, all.HasNext())
	second := query.PageOf(query.All().Page(2, 2), []int{3, 4}, 5)
	require.Equal(t, 2, second.Number())
	require.Equal(t, 3, second.Pages())
	require.True(t, second.HasNext())
	require.Equal(t, 1, query.PageOf[int](query.All().Page(1, 2), nil, 0).Pages())
}
