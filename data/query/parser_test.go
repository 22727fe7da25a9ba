package query_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// size is an enum that lists its values.
type size string

func (size) Values() []size { return []size{"small", "large"} }

// code reads itself from text.
type code struct{ text string }

func (c code) MarshalText() ([]byte, error) { return []byte(c.text), nil }

func (c *code) UnmarshalText(text []byte) error {
	if len(text) != 3 {
		return fmt.Errorf("a code has 3 letters")
	}
	c.text = strings.ToUpper(string(text))
	return nil
}

var parserConfig = query.ParserConfig{
	Filter: []query.Param{
		status.Param("status"),
		name.Param("name", query.ParamEq, query.ParamPrefix, query.ParamSuffix, query.ParamContains, query.ParamSearch, query.ParamNull),
		orderTime.Param("placed"),
		query.Field[size]("size").Param("size"),
		query.Field[*code]("code").Param("code"),
		query.Field[int8]("n").Param("n"),
		query.Field[uint16]("u").Param("u"),
		query.Field[uint64]("big").Param("big"),
		query.Field[float64]("f").Param("f"),
		query.Field[bool]("b").Param("b"),
		query.Field[time.Duration]("d").Param("d"),
	},
	Sort:        []query.Param{orderTime.Param("placed"), name.Param("name")},
	Default:     []query.Order{orderTime.Desc()},
	MaxPageSize: 50,
}

func parser(t testing.TB, config query.ParserConfig) *query.Parser {
	t.Helper()
	p, err := query.NewParser(config)
	require.NoError(t, err)
	return p
}

func ExampleParser() {
	parser, err := query.NewParser(query.ParserConfig{
		Filter:  []query.Param{status.Param("status"), name.Param("name", query.ParamPrefix), orderTime.Param("placed")},
		Sort:    []query.Param{orderTime.Param("placed")},
		Cursors: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, raw := range []string{
		"filter[status]=ready&filter[placed][ge]=2026-03-01&sort=-placed&page[size]=10",
		"filter[name][prefix]=Ma",
		"filter[phone]=1&filter[placed][lt]=yesterday&sort=total&page[size]=1000",
	} {
		values, _ := url.ParseQuery(raw)
		q, err := parser.Parse(values)
		if err != nil {
			for _, field := range errs.From(err).Fields {
				fmt.Println(field)
			}
			continue
		}
		print(q)
	}
	// Output:
	// order-3 order-1 of 2
	// order-1 order-2 of 2
	// query /filter[phone]: is no filter; use filter[name], filter[placed] or filter[status]
	// query /filter[placed][lt]: must be a time such as 2026-03-01T18:00:00Z, or a date
	// query /sort: has the unknown key "total"; use placed
	// query /page[size]: must be at most 100
}

func TestParse(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	n, f := query.Field[int]("n"), query.Field[float64]("f")
	tests := []struct {
		raw  string
		want query.Query
	}{
		{"", query.All()},
		{"filter=1&page=2&q=x&sort[a]=1", query.All()},
		{"filter[status]=ready", query.Where(status.Eq(Ready))},
		{"filter[status][eq]=", query.Where(status.Eq(""))},
		{"filter[status]=a,b", query.Where(status.Eq("a,b"))},
		{"filter[status]=a&filter[status]=b", query.Where(status.In("a", "b"))},
		{"filter[status][ne]=a&filter[status][ne]=b", query.Where(status.NotIn("a", "b"))},
		{"filter[status][ne]=a", query.Where(status.Ne("a"))},
		{"filter[name][prefix]=M%25", query.Where(name.HasPrefix("M%"))},
		{"filter[name][suffix]=x", query.Where(name.HasSuffix("x"))},
		{"filter[name][contains]=x", query.Where(name.Contains("x"))},
		{"filter[name][search]=X", query.Where(name.ContainsFold("X"))},
		{"filter[name][null]=true", query.Where(name.IsNull())},
		{"filter[name][null]=false", query.Where(name.NotNull())},
		{"filter[placed][ge]=2026-03-01&filter[placed][lt]=2026-03-01T01:00:00%2B01:00", query.Where(orderTime.Ge(day), orderTime.Lt(day))},
		{"filter[size]=small", query.Where(query.Text("size").Eq("small"))},
		{"filter[code]=abc", query.Where(query.Text("code").Eq("ABC"))},
		{"filter[n][gt]=-5", query.Where(n.Gt(-5))},
		{"filter[n][le]=5", query.Where(n.Le(5))},
		{"filter[u]=5", query.Where(query.Field[int]("u").Eq(5))},
		{"filter[f]=0.5", query.Where(f.Eq(0.5))},
		{"filter[b]=true", query.Where(query.Field[bool]("b").Eq(true))},
		{"filter[d][lt]=1m", query.Where(query.Field[int64]("d").Lt(int64(time.Minute)))},
	}
	for _, test := range tests {
		t.Run(test.raw, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(test.raw)
			require.NoError(t, err)
			got, err := parser(t, parserConfig).Parse(values)
			require.NoError(t, err)
			require.Equal(t, test.want.OrderBy(orderTime.Desc()).Page(1, 20), got)
		})
	}
}

func TestParsePages(t *testing.T) {
	t.Parallel()
	byNumber := parser(t, parserConfig)
	got, err := byNumber.Parse(url.Values{"page[number]": {"3"}, "page[size]": {"5"}, "sort": {"name,-placed"}})
	require.NoError(t, err)
	require.Equal(t, query.All().OrderBy(name.Asc(), orderTime.Desc()).Page(3, 5), got)

	config := parserConfig
	config.Cursors = true
	byCursor := parser(t, config)
	got, err = byCursor.Parse(url.Values{})
	require.NoError(t, err)
	latest := query.All().OrderBy(orderTime.Desc())
	require.Equal(t, latest.After("").Limit(20), got)
	cursor := latest.CursorOf(orders()[2])
	got, err = byCursor.Parse(url.Values{"page[after]": {string(cursor)}})
	require.NoError(t, err)
	require.Equal(t, latest.After(cursor).Limit(20), got)
	_, err = byCursor.Parse(url.Values{"page[after]": {string(cursor)}, "sort": {"name"}})
	require.ErrorContains(t, err, "query /page[after]: the cursor belongs to another order")
	_, err = byCursor.Parse(url.Values{"page[after]": {"x"}, "page[number]": {"2"}, "sort": {"nothing"}})
	require.Len(t, errs.From(err).Fields, 3)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ raw, pointer, code, message string }{
		{"filter[secret]=1", "/filter[secret]", "unknown", "is no filter; use filter[b], "},
		{"filter[status=1", "/filter[status", "unknown", "is no filter"},
		{"filter[a/b~c]=1", "/filter[a~1b~0c]", "unknown", "is no filter"},
		{"filter[status][lt]=1", "/filter[status][lt]", "unknown", "is no test of status; use eq or ne"},
		{"filter[status][like]=1", "/filter[status][like]", "unknown", "is no test of status"},
		{"filter[placed][lt]=2026&filter[x]=", "/filter[placed][lt]", "type", "must be a time such as"},
		{"filter[placed][lt]=2026-01-01&filter[placed][lt]=2026-01-02", "/filter[placed][lt]", "duplicate", "must be given once"},
		{"filter[name][null]=1", "/filter[name][null]", "type", "must be true or false"},
		{"filter[name]=%FF", "/filter[name]", "type", "must be a value that documents can hold"},
		{"filter[name][prefix]=%FF", "/filter", "invalid", "is not valid UTF-8"},
		{"filter[size]=huge", "/filter[size]", "oneof", "must be one of small, large"},
		{"filter[code]=x", "/filter[code]", "type", "must be a code"},
		{"filter[n]=300", "/filter[n]", "type", "must be a whole number of at most 8 bits"},
		{"filter[u]=-1", "/filter[u]", "type", "must be a whole number that is not negative of at most 16 bits"},
		{"filter[big]=18446744073709551615", "/filter[big]", "type", "documents can hold"},
		{"filter[f]=NaN", "/filter[f]", "type", "must be a number"},
		{"filter[b]=1", "/filter[b]", "type", "must be true or false"},
		{"filter[d]=1", "/filter[d]", "type", "must be a duration such as 90m"},
		{strings.Repeat("filter[n]=1&", 101), "/filter[n]", "max", "at most 100 times"},
		{"sort=", "/sort", "oneof", `has the unknown key ""; use name or placed`},
		{"sort=name&sort=placed", "/sort", "duplicate", "joined by commas"},
		{"sort=" + strings.Repeat("name,", 8), "/sort", "max", "at most 8 keys"},
		{"page[size]=0", "/page[size]", "min", "at least 1"},
		{"page[size]=51", "/page[size]", "max", "at most 50"},
		{"page[number]=x", "/page[number]", "type", "whole number"},
		{"page[number]=999999999999999999", "/page[number]", "max", "at most"},
		{"page[size]=1&page[size]=2", "/page[size]", "duplicate", "given once"},
		{"page[after]=x", "/page[after]", "unknown", "use page[size] or page[number]"},
		{"page[size=1", "/page[size", "unknown", "is nothing that pages have"},
	}
	for _, test := range tests {
		t.Run(test.pointer+" "+test.code, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(test.raw)
			require.NoError(t, err)
			_, err = parser(t, parserConfig).Parse(values)
			require.Equal(t, errs.KindUnprocessable, errs.KindOf(err))
			got := errs.From(err).Fields[0]
			require.Equal(t, "query", got.In)
			require.Equal(t, test.pointer, got.Pointer)
			require.Equal(t, test.code, got.Code)
			require.Contains(t, got.Message, test.message)
		})
	}
}

func TestParserFaultsAreFoundAtOnce(t *testing.T) {
	t.Parallel()
	_, err := query.NewParser(query.ParserConfig{
		Filter: []query.Param{
			query.Text("a b").Param("a"), query.Text("a").Param(""), query.Text("a").Param("x", "like"), query.Field[[]int]("a").Param("list"),
			query.Field[any]("a").Param("any"), status.Param("status"), status.Param("status"),
		},
		Sort:     []query.Param{name.Param("a,b")},
		Default:  []query.Order{query.Text("?").Asc()},
		PageSize: 200,
	})
	for _, want := range []string{
		`"a b" is no member name`, `the parameter name "" is empty`, `unknown test "like"`, `"list" is of type []int`, `"any" is of type interface {}`,
		`Filter has the parameter "status" twice`, `the parameter name "a,b"`, `"?" is no member name`, "pages have 200 documents and may have 100",
	} {
		require.ErrorContains(t, err, want)
	}
}

// FuzzParse gives the parser any URL: what it lets pass can be carried out.
func FuzzParse(f *testing.F) {
	config := parserConfig
	parsers := []*query.Parser{parser(f, config), nil}
	config.Cursors = true
	parsers[1] = parser(f, config)
	f.Add("filter[status]=ready&sort=-placed&page[size]=3&page[number]=2")
	f.Add("filter[placed][ge]=2026-03-01&page[after]=WyIiLCIxIl0")
	f.Fuzz(func(t *testing.T, raw string) {
		values, _ := url.ParseQuery(raw)
		for _, p := range parsers {
			q, err := p.Parse(values)
			if err != nil {
				require.Equal(t, "validation_failed", errs.CodeOf(err))
				continue
			}
			require.NoError(t, q.Err())
			q.Apply(orders())
		}
	})
}
