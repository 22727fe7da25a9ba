package sqlite

import (
	"fmt"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

// dialect reads documents by ->>, which gives the SQL value of a JSON scalar: NULL
// for null and missing, 0 and 1 for booleans, and for arrays and objects their
// JSON text. Where a value of one kind could pass for one of another, a guard on
// json_type goes with the test. It is left out where it changes nothing, because a
// test without it is answered by an index alone.
type dialect struct{}

var _ sqlquery.Dialect = dialect{}

// Placeholder returns "?". SQLite looks numbered ones up in a list, which makes a
// statement with thousands of them slow to prepare.
func (dialect) Placeholder(int) string { return "?" }

// SortKeys returns the value itself: SQLite orders NULL, numbers, text.
func (dialect) SortKeys(path query.Path) []string { return []string{valueAt(path)} }

// Test returns the condition of a leaf.
func (dialect) Test(leaf query.Condition, bind sqlquery.Bind) string {
	switch leaf := leaf.(type) {
	case query.Comparison:
		return comparison(leaf, bind)
	case query.Membership:
		return membership(leaf, bind)
	case query.NullTest:
		return valueAt(leaf.Path) + " IS NULL"
	case query.TextTest:
		return textTest(leaf, bind)
	case query.ElementTest:
		return elementTest(leaf, bind)
	}
	panic(fmt.Sprintf("sqlite: a query holds a %T, which this dialect does not know", leaf))
}

// valueAt returns the expression that indexes are made on, too. The path has
// passed query.Path.Check, which leaves no character to escape.
func valueAt(path query.Path) string {
	if path.IsID() {
		return "id"
	}
	return "doc->>" + jsonPath(path)
}

func jsonPath(path query.Path) string {
	return `'$."` + strings.ReplaceAll(string(path), ".", `"."`) + `"'`
}

func typeAt(path query.Path) string { return "json_type(doc," + jsonPath(path) + ")" }

// looksAlike returns an expression that is 1 where ->> gives the value of another
// kind: true as 1, an array as its text.
func looksAlike(path query.Path) string {
	return typeAt(path) + " IN ('true','false','array','object')"
}

// typesOf are the json_type of the scalars of each kind.
var typesOf = [...]string{
	query.Null:   "= 'null'",
	query.Bool:   "IN ('true','false')",
	query.Number: "IN ('integer','real')",
	query.String: "= 'text'",
}

// ofKind adds the guard that the value at the path is of the kind.
func ofKind(test string, path query.Path, kind query.Kind) string {
	if path.IsID() {
		return "(" + test + ")"
	}
	return "(" + test + " AND " + typeAt(path) + " " + typesOf[kind] + ")"
}

func comparison(c query.Comparison, bind sqlquery.Bind) string {
	test := valueAt(c.Path) + sqlquery.Operator(c.Op) + bind(c.Value.Any())
	if c.Op == query.Equal && !ambiguous(c.Value) {
		return test
	}
	return ofKind(test, c.Path, c.Value.Kind())
}

// ambiguous reports whether a value of another kind may look equal: true is 1,
// and the text of an array is a text.
func ambiguous(v query.Value) bool {
	switch v := v.Any().(type) {
	case string:
		return sqlquery.LooksComposite(v)
	case int64:
		return v == 0 || v == 1
	case float64:
		return v == 0 || v == 1
	}
	return true
}

func membership(m query.Membership, bind sqlquery.Bind) string {
	guarded := false
	marks := make([]string, len(m.Values))
	for i, v := range m.Values {
		marks[i] = bind(v.Any())
		guarded = guarded || ambiguous(v)
	}
	test := valueAt(m.Path) + " IN (" + strings.Join(marks, ",") + ")"
	if guarded {
		return ofKind(test, m.Path, m.Values[0].Kind())
	}
	return test
}

// textTest avoids LIKE and GLOB, which have characters to escape and end at U+0000.
func textTest(t query.TextTest, bind sqlquery.Bind) string {
	value := valueAt(t.Path)
	if t.Fold {
		value = "lower(" + value + ")"
	}
	test := textOperation(t, value, bind)
	if t.Fold {
		test = "instr(" + valueAt(t.Path) + ",char(0)) = 0 AND " + test
	}
	if t.Op == query.HasPrefix && t.Text != "" && !t.Fold && !sqlquery.LooksComposite(t.Text) {
		return "(" + test + ")"
	}
	return ofKind(test, t.Path, query.String)
}

func textOperation(t query.TextTest, value string, bind sqlquery.Bind) string {
	switch {
	case t.Op == query.IsText:
		return value + " = " + bind(t.Text)
	case t.Text == "":
		return "TRUE"
	case t.Op == query.Contains:
		return "instr(" + value + "," + bind(t.Text) + ") > 0"
	case t.Op == query.HasSuffix:
		// Bytes, because length ends at U+0000.
		return fmt.Sprintf("substr(CAST(%s AS BLOB),-%d) = CAST(%s AS BLOB)", value, len(t.Text), bind(t.Text))
	}
	test := value + " >= " + bind(t.Text)
	if end, ok := sqlquery.PrefixEnd(t.Text); ok {
		test += " AND " + value + " < " + bind(end)
	}
	return test
}

func elementTest(e query.ElementTest, bind sqlquery.Bind) string {
	test := "each.type " + typesOf[e.Value.Kind()]
	if e.Value.Kind() != query.Null {
		test += " AND each.value = " + bind(e.Value.Any())
	}
	return "(" + typeAt(e.Path) + " = 'array' AND EXISTS (SELECT 1 FROM json_each(doc," + jsonPath(e.Path) +
		") AS each WHERE " + test + "))"
}
