package postgres

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

// dialect reads every value as three keys that sort as query.Order says when compared
// one after the other: a number, the head of a text, and the text.
//
//	null, missing      NULL       NULL   NULL
//	false, true        0, 1       ''     ''
//	number             itself     ''     ''
//	text               Infinity   head   itself, by code point
//	array, object      Infinity   head   its JSON
//
// Indexes are made on number and head, so that they serve filters and order and have
// room for a text of any length. Where a value of one kind could pass for one of another, a
// guard on jsonb_typeof goes with the test.
//
// No document holds U+0000. A comparison with a text that does is turned into one with
// the part before it, which gives the same answer.
type dialect struct{}

var (
	_ sqlquery.Dialect = dialect{}
	_ sqlquery.Seeker  = dialect{}
)

const (
	nul = "\x00"
	// headLength is how many characters of a text are in an index.
	headLength = 200
)

// Placeholder returns the numbered mark of PostgreSQL.
func (dialect) Placeholder(position int) string { return "$" + strconv.Itoa(position) }

// SortKeys returns the number, the head and the text.
func (dialect) SortKeys(path query.Path) []string {
	if path.IsID() {
		return []string{"id"}
	}
	return []string{numberAt(path), headAt(path), textAt(path)}
}

// SortArgs returns the number, the head and the text of a value.
func (dialect) SortArgs(path query.Path, value query.Value) []any {
	text, isText := value.Any().(string)
	text, _, _ = strings.Cut(text, nul)
	switch {
	case path.IsID():
		return []any{text}
	case value.Kind() == query.Null:
		return []any{nil, nil, nil}
	case isText:
		return []any{"Infinity", headOf(text), text}
	}
	return []any{numberText(value), "", ""}
}

// Test returns the condition of a leaf.
func (dialect) Test(leaf query.Condition, bind sqlquery.Bind) string {
	switch leaf := leaf.(type) {
	case query.Comparison:
		return comparison(leaf, bind)
	case query.Membership:
		return membership(leaf, bind)
	case query.NullTest:
		return numberAt(leaf.Path) + " IS NULL"
	case query.TextTest:
		return textTest(leaf, bind)
	case query.ElementTest:
		return elementTest(leaf, bind)
	}
	panic(fmt.Sprintf("postgres: a query holds a %T, which this dialect does not know", leaf))
}

// valueAt returns the value as jsonb. The path has passed query.Path.Check, which
// leaves no character to escape.
func valueAt(path query.Path) string {
	return "(doc->'" + strings.ReplaceAll(string(path), ".", "'->'") + "')"
}

func typeAt(path query.Path) string { return "jsonb_typeof(" + valueAt(path) + ")" }

func numberAt(path query.Path) string {
	v := valueAt(path)
	return "CASE " + typeAt(path) + " WHEN 'number' THEN " + v + "::numeric WHEN 'boolean' THEN " + v +
		"::bool::int::numeric WHEN 'null' THEN NULL ELSE CASE WHEN " + v + " IS NOT NULL THEN 'Infinity'::numeric END END"
}

func textAt(path query.Path) string {
	return "CASE " + typeAt(path) + " WHEN 'number' THEN '' WHEN 'boolean' THEN '' WHEN 'null' THEN NULL ELSE (" +
		valueAt(path) + ` #>> '{}') END COLLATE "C"`
}

func headAt(path query.Path) string {
	return fmt.Sprintf("left(%s, %d)", textAt(path), headLength)
}

func headOf(text string) string {
	n := 0
	for i := range text {
		if n++; n > headLength {
			return text[:i]
		}
	}
	return text
}

// kindNames are the jsonb_typeof of the scalars of each kind.
var kindNames = [...]string{query.Null: "null", query.Bool: "boolean", query.Number: "number", query.String: "string"}

func isKind(path query.Path, kind query.Kind) string {
	return typeAt(path) + " = '" + kindNames[kind] + "'"
}

// numberText returns a number, or 0 and 1 for a boolean, as decimal digits. Integers are
// exact also where they are kept as a float, as long as 64 bits hold them.
func numberText(v query.Value) string {
	switch v := v.Any().(type) {
	case bool:
		if v {
			return "1"
		}
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		if v >= math.MinInt64 && v < math.MaxInt64 && v == math.Trunc(v) {
			return strconv.FormatFloat(v, 'f', 0, 64)
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return "0"
}

func comparison(c query.Comparison, bind sqlquery.Bind) string {
	if text, ok := c.Value.Any().(string); ok {
		return textComparison(c.Path, c.Op, text, bind)
	}
	test := numberAt(c.Path) + sqlquery.Operator(c.Op) + bind(numberText(c.Value)) + "::numeric"
	return "(" + test + " AND " + isKind(c.Path, c.Value.Kind()) + ")"
}

func textComparison(path query.Path, op query.Operator, text string, bind sqlquery.Bind) string {
	text, _, cut := strings.Cut(text, nul)
	switch {
	case cut && op == query.Equal:
		return "FALSE"
	case cut && op == query.Less:
		op = query.LessOrEqual // the part before U+0000 is less than the whole
	case cut && op == query.GreaterOrEqual:
		op = query.Greater
	}
	if path.IsID() {
		return "id" + sqlquery.Operator(op) + bind(text)
	}
	return ofText(path, headTest(path, op, text, bind), op == query.Equal && !sqlquery.LooksComposite(text))
}

// headTest compares the heads, by which an index finds, and the texts where heads do not
// decide.
func headTest(path query.Path, op query.Operator, text string, bind sqlquery.Bind) string {
	test := textAt(path) + sqlquery.Operator(op)
	head := headOf(text)
	switch {
	case op == query.Equal && len(head) < headLength: // and hence nothing is cut off
		return headAt(path) + sqlquery.Operator(op) + bind(text)
	case op == query.Less:
		op = query.LessOrEqual
	case op == query.Greater:
		op = query.GreaterOrEqual
	}
	return headAt(path) + sqlquery.Operator(op) + bind(head) + " AND " + test + bind(text)
}

// ofText adds the guard that the value is a text. One that is equal to a text that is
// no JSON cannot be an array or object.
func ofText(path query.Path, test string, certain bool) string {
	test = "(" + numberAt(path) + " = 'Infinity' AND " + test
	if !certain {
		test += " AND " + isKind(path, query.String)
	}
	return test + ")"
}

func membership(m query.Membership, bind sqlquery.Bind) string {
	kind := m.Values[0].Kind()
	texts, heads := make([]string, 0, len(m.Values)), make([]string, 0, len(m.Values))
	certain := true
	for _, v := range m.Values {
		text, ok := v.Any().(string)
		if !ok {
			text = numberText(v)
		}
		if !strings.Contains(text, nul) {
			texts, heads = append(texts, text), append(heads, headOf(text))
			certain = certain && !sqlquery.LooksComposite(text)
		}
	}
	switch {
	case m.Path.IsID():
		return "id = ANY(" + bind(texts) + "::text[])"
	case kind == query.String:
		test := headAt(m.Path) + " = ANY(" + bind(heads) + "::text[]) AND " + textAt(m.Path) + " = ANY(" + bind(texts) + "::text[])"
		return ofText(m.Path, test, certain)
	}
	return "(" + numberAt(m.Path) + " = ANY(" + bind(texts) + "::text[]::numeric[]) AND " + isKind(m.Path, kind) + ")"
}

// textTest avoids LIKE, which has characters to escape.
func textTest(t query.TextTest, bind sqlquery.Bind) string {
	if strings.Contains(t.Text, nul) {
		return "FALSE"
	}
	value := "id"
	if !t.Path.IsID() {
		value = textAt(t.Path)
	}
	if t.Fold {
		value = `lower((` + value + `) COLLATE "C")`
	}
	test := textOperation(t, value, bind)
	if t.Path.IsID() {
		return "(" + test + ")"
	}
	return ofText(t.Path, test, false)
}

func textOperation(t query.TextTest, value string, bind sqlquery.Bind) string {
	switch {
	case t.Op == query.IsText:
		return value + " = " + bind(t.Text)
	case t.Text == "":
		return "TRUE"
	case t.Op == query.Contains:
		return "strpos(" + value + ", " + bind(t.Text) + ") > 0"
	case t.Op == query.HasSuffix:
		return fmt.Sprintf("right(%s, %d) = %s", value, utf8.RuneCountInString(t.Text), bind(t.Text))
	}
	test := "starts_with(" + value + ", " + bind(t.Text) + ")"
	if t.Fold || t.Path.IsID() {
		return test
	}
	head := headOf(t.Text)
	test = headAt(t.Path) + " >= " + bind(head) + " AND " + test
	if end, ok := sqlquery.PrefixEnd(head); ok {
		test = headAt(t.Path) + " < " + bind(end) + " AND " + test
	}
	return test
}

// elementTest asks whether the array contains an array of the element alone.
func elementTest(e query.ElementTest, bind sqlquery.Bind) string {
	element := "'[null]'::jsonb"
	switch v := e.Value.Any().(type) {
	case nil:
	case string:
		if strings.Contains(v, nul) {
			return "FALSE"
		}
		element = "jsonb_build_array(" + bind(v) + "::text)"
	case bool:
		element = "jsonb_build_array(" + bind(strconv.FormatBool(v)) + "::text::bool)"
	default:
		element = "jsonb_build_array(" + bind(numberText(e.Value)) + "::numeric)"
	}
	return "(" + typeAt(e.Path) + " = 'array' AND " + valueAt(e.Path) + " @> " + element + ")"
}
