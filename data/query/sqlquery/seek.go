package sqlquery

import (
	"fmt"
	"slices"

	"github.com/neuroglia-go/neuroglia/data/query"
)

// Seeker is what a [Dialect] has to be as well where its SortKeys are not simply the
// value itself, so that pages after a cursor can be found.
type Seeker interface {
	// SortArgs returns what the expressions of SortKeys yield for a document with the
	// value at the path, in their order; nil where one yields NULL. The value is a
	// [query.Query.Position]: null, a number or a text.
	SortArgs(path query.Path, value query.Value) []any
}

// sortKey is one expression of the order, and its value at the cursor.
type sortKey struct {
	expression string
	order      query.Order
	at         any
	nullsAfter bool // what has no value comes after
}

// position adds the condition that documents come after the cursor of the query.
func (b *builder) position(q query.Query) (string, error) {
	var keys []sortKey
	for i, order := range append(q.Orders(), q.TieBreak()) {
		expressions, args, err := b.sortArgs(order.Path, q.Position()[i])
		if err != nil {
			return "", err
		}
		for i, expression := range expressions {
			keys = append(keys, sortKey{expression, order, args[i], order.NullsLast && !neverNull(q, order.Path)})
		}
	}
	first := keys[0]
	if len(keys) == 1 || first.at == nil || first.nullsAfter {
		return b.after(keys), nil
	}
	// Says nothing new, and is what an index can begin at.
	start := first.expression + first.direction() + "= " + b.bind(first.at)
	return "(" + start + " AND " + b.after(keys) + ")", nil
}

// neverNull reports whether no document that the query finds is without the value.
func neverNull(q query.Query, path query.Path) bool {
	all, _ := q.Filter().(query.Conjunction)
	return path.IsID() || slices.ContainsFunc(all, func(c query.Condition) bool {
		negation, _ := c.(query.Negation)
		return negation.Condition == query.NullTest{Path: path}
	})
}

func (b *builder) sortArgs(path query.Path, at query.Value) (expressions []string, args []any, err error) {
	expressions, args = b.dialect.SortKeys(path), []any{at.Any()}
	if seeker, ok := b.dialect.(Seeker); ok {
		args = seeker.SortArgs(path, at)
	}
	if len(args) != len(expressions) {
		return nil, nil, fmt.Errorf("the dialect %T sorts by %d expressions and gives %d values of them; make it a sqlquery.Seeker",
			b.dialect, len(expressions), len(args))
	}
	return expressions, args, nil
}

// after is "beyond the first key, or level with it and after by the others". Arguments
// are bound in the order of the text.
func (b *builder) after(keys []sortKey) string {
	beyond := b.beyond(keys[0])
	if len(keys) == 1 {
		return beyond
	}
	level := keys[0].expression + " IS NULL"
	if keys[0].at != nil {
		level = keys[0].expression + " = " + b.bind(keys[0].at)
	}
	return "(" + beyond + " OR (" + level + " AND " + b.after(keys[1:]) + "))"
}

// beyond is where the key alone puts a document after the cursor.
func (b *builder) beyond(k sortKey) string {
	switch {
	case k.at == nil && k.nullsAfter:
		return never
	case k.at == nil:
		return k.expression + " IS NOT NULL"
	}
	test := k.expression + k.direction() + " " + b.bind(k.at)
	if !k.nullsAfter {
		return test
	}
	return "(" + test + " OR " + k.expression + " IS NULL)"
}

func (k sortKey) direction() string {
	if k.order.Descending {
		return " <"
	}
	return " >"
}
