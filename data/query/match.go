package query

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Match reports whether the document passes the filter of the query and comes after
// its cursor. It holds for every adapter: a database finds exactly the documents that
// Match accepts.
func (q Query) Match(d Document) bool { return q.matches(&d) }

func (q Query) matches(d *Document) bool { return q.isAfter(d) && holds(q.where, d) }

// Compare returns -1 where a comes before b in the order of the query, 1 where it
// comes after, 0 for two documents of the same id and sort values.
func (q Query) Compare(a, b Document) int {
	for _, order := range q.orders {
		if c := order.compare(&a, &b); c != 0 {
			return c
		}
	}
	return q.TieBreak().compare(&a, &b)
}

// Apply runs the query over the documents, in any order: the part that was asked
// for, sorted, and how many there are in total. documents is left as it is.
func (q Query) Apply(documents []Document) (found []Document, total int) {
	found = make([]Document, 0, len(documents))
	for i := range documents {
		if q.matches(&documents[i]) {
			found = append(found, documents[i])
		}
	}
	slices.SortFunc(found, q.Compare)
	total = len(found)
	found = found[min(q.offset, total):]
	if q.limit > 0 {
		found = found[:min(q.limit, len(found))]
	}
	return found, q.counted(total)
}

func holds(c Condition, d *Document) bool {
	switch c := c.(type) {
	case Comparison:
		return related(d.at(c.Path).value, c.Op, c.Value)
	case Membership:
		return slices.ContainsFunc(c.Values, d.at(c.Path).value.equal)
	case NullTest:
		return d.at(c.Path).value.kind == Null
	case TextTest:
		return c.passes(d.at(c.Path).value)
	case ElementTest:
		return slices.ContainsFunc(d.at(c.Path).elements, func(n node) bool { return n.value.equal(c.Value) })
	case Conjunction:
		return !slices.ContainsFunc(c, func(c Condition) bool { return !holds(c, d) })
	case Disjunction:
		return slices.ContainsFunc(c, func(c Condition) bool { return holds(c, d) })
	case Negation:
		return !holds(c.Condition, d)
	}
	return false
}

func related(a Value, op Operator, b Value) bool {
	if a.kind != b.kind {
		return false
	}
	c := a.compare(b)
	switch op {
	case Less:
		return c < 0
	case LessOrEqual:
		return c <= 0
	case Greater:
		return c > 0
	case GreaterOrEqual:
		return c >= 0
	}
	return c == 0
}

// equal is for operands, which are scalars.
func (v Value) equal(operand Value) bool { return v.kind == operand.kind && v.compare(operand) == 0 }

// compare orders values as sorting does: null, booleans and numbers, text.
func (v Value) compare(other Value) int {
	if c := cmp.Compare(v.rank(), other.rank()); c != 0 {
		return c
	}
	switch {
	case v.rank() != numberRank:
		return strings.Compare(v.text, other.text)
	case v.isFloat && other.isFloat:
		return cmp.Compare(v.float, other.float)
	case v.isFloat:
		return -compareIntFloat(other.int, v.float)
	case other.isFloat:
		return compareIntFloat(v.int, other.float)
	}
	return cmp.Compare(v.int, other.int)
}

const numberRank = 1

func (v Value) rank() int {
	switch v.kind {
	case Null:
		return 0
	case Bool, Number:
		return numberRank
	}
	return numberRank + 1
}

// compareIntFloat compares without rounding i to a float.
func compareIntFloat(i int64, f float64) int {
	switch {
	case f >= math.MaxInt64: // 2^63, as MaxInt64 is rounded up
		return -1
	case f < math.MinInt64:
		return 1
	}
	whole := math.Trunc(f)
	if c := cmp.Compare(i, int64(whole)); c != 0 {
		return c
	}
	return cmp.Compare(whole, f)
}

func (t TextTest) passes(v Value) bool {
	if v.kind != String {
		return false
	}
	text, part := v.text, t.Text
	if t.Fold {
		if strings.IndexByte(text, 0) >= 0 {
			return false
		}
		text = foldASCII(text)
	}
	switch t.Op {
	case Contains:
		return strings.Contains(text, part)
	case HasPrefix:
		return strings.HasPrefix(text, part)
	case HasSuffix:
		return strings.HasSuffix(text, part)
	}
	return text == part
}

// foldASCII turns A to Z into a to z and leaves all else.
func foldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func (o Order) compare(a, b *Document) int {
	return o.compareValues(a.at(o.Path).value, b.at(o.Path).value)
}

func (o Order) compareValues(x, y Value) int {
	if (x.kind == Null) != (y.kind == Null) {
		if (x.kind == Null) == o.NullsLast {
			return 1
		}
		return -1
	}
	c := x.compare(y)
	if o.Descending {
		return -c
	}
	return c
}
