package sqlquery

import (
	"strings"

	"github.com/neuroglia-go/neuroglia/data/query"
)

// Dialect is what an SQL database does its own way. Implementations hold no
// state and are safe for concurrent use.
type Dialect interface {
	// Placeholder returns the mark of an argument, counted from 1: "$1", or "?" where
	// the marks of a database are not numbered.
	Placeholder(position int) string

	// Test returns the SQL condition of a leaf: a query.Comparison,
	// query.Membership, query.NullTest, query.TextTest or query.ElementTest. It is
	// true exactly where the leaf holds, and false or unknown elsewhere. Values
	// enter it by bind only. The values of a Membership are of one kind, not null,
	// and at least one; on query.ID only text is compared.
	Test(leaf query.Condition, bind Bind) string

	// SortKeys returns the expressions that, compared one after the other with
	// null smallest, order documents by the value at the path as query.Order says.
	SortKeys(path query.Path) []string
}

// Bind adds a value to the arguments and returns its placeholder, which occurs once
// in the condition, in the order of the calls.
type Bind func(value any) string

// Clauses are the parts of a statement that carry a query out.
type Clauses struct {
	// Where begins with " WHERE ", or is empty.
	Where string
	// OrderBy begins with " ORDER BY " and ends with the document's identity.
	OrderBy string
	// Args are the arguments of Where, in the order of their placeholders; those an
	// adapter adds follow them.
	Args []any
}

// Build translates the query, cursor included. It fails with the query's own Err, and
// for a cursor where the dialect should be a [Seeker] and is none.
func Build(dialect Dialect, q query.Query) (Clauses, error) {
	if err := q.Err(); err != nil {
		return Clauses{}, err
	}
	b := builder{dialect: dialect}
	var clauses Clauses
	where := b.condition(q.Filter())
	if q.Position() != nil {
		after, err := b.position(q)
		if err != nil {
			return Clauses{}, err
		}
		if where == always {
			where = after
		} else {
			where = "(" + where + " AND " + after + ")"
		}
	}
	if where != always {
		clauses.Where = " WHERE " + where
	}
	clauses.OrderBy = " ORDER BY " + b.orderBy(append(q.Orders(), q.TieBreak()))
	clauses.Args = b.args
	return clauses, nil
}

// SQL for what holds everywhere and nowhere. PostgreSQL and SQLite know both words.
const (
	always = "TRUE"
	never  = "FALSE"
)

type builder struct {
	dialect Dialect
	args    []any
}

func (b *builder) bind(value any) string {
	b.args = append(b.args, value)
	return b.dialect.Placeholder(len(b.args))
}

func (b *builder) condition(c query.Condition) string {
	switch c := c.(type) {
	case query.Conjunction:
		return b.join(c, " AND ", always)
	case query.Disjunction:
		return b.join(c, " OR ", never)
	case query.Negation:
		return "(" + b.condition(c.Condition) + ") IS NOT TRUE"
	case query.Membership:
		return b.membership(c)
	case query.Comparison:
		if c.Path.IsID() && c.Value.Kind() != query.String {
			return never
		}
	case query.NullTest:
		if c.Path.IsID() {
			return never
		}
	}
	return b.dialect.Test(c, b.bind)
}

// join halves the conditions until one is left: databases limit the depth of an
// expression, and "a OR b OR c …" is as deep as it is long.
func (b *builder) join(conditions []query.Condition, word, none string) string {
	switch len(conditions) {
	case 0:
		return none
	case 1:
		return b.condition(conditions[0])
	}
	half := len(conditions) / 2
	left := b.join(conditions[:half], word, none)
	right := b.join(conditions[half:], word, none)
	return "(" + left + word + right + ")"
}

func (b *builder) membership(m query.Membership) string {
	var byKind [query.String + 1][]query.Value
	for _, value := range m.Values {
		byKind[value.Kind()] = append(byKind[value.Kind()], value)
	}
	var tests []string
	if len(byKind[query.Null]) > 0 {
		tests = append(tests, b.condition(query.NullTest{Path: m.Path}))
	}
	for _, kind := range []query.Kind{query.Bool, query.Number, query.String} {
		values := byKind[kind]
		if len(values) > 0 && (kind == query.String || !m.Path.IsID()) {
			tests = append(tests, b.dialect.Test(query.Membership{Path: m.Path, Values: values}, b.bind))
		}
	}
	switch len(tests) {
	case 0:
		return never
	case 1:
		return tests[0]
	}
	return "(" + strings.Join(tests, " OR ") + ")"
}

func (b *builder) orderBy(orders []query.Order) string {
	var keys []string
	for _, order := range orders {
		for _, expression := range b.dialect.SortKeys(order.Path) {
			keys = append(keys, expression+direction(order))
		}
	}
	return strings.Join(keys, ", ")
}

func direction(order query.Order) string {
	word := " ASC"
	if order.Descending {
		word = " DESC"
	}
	if order.Path.IsID() {
		return word
	}
	if order.NullsLast {
		return word + " NULLS LAST"
	}
	return word + " NULLS FIRST"
}
