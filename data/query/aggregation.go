package query

import (
	"errors"
	"slices"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Aggregation asks for figures about the documents that a query finds, for all of them
// together or by group:
//
//	perDay := query.Where(status.Eq(Delivered)).
//		Aggregate(query.Count(), total.Sum()).
//		By(orderTime.Day())
//
// It is an immutable value, safe for concurrent use. Order, page and cursor of the query
// take no part. Every adapter gives the answer that [Aggregation.Apply] gives in memory.
type Aggregation struct {
	query    Query
	measures []Measure
	keys     []GroupKey
}

// Func says what a [Measure] computes.
type Func uint8

// The functions. See the methods of [Field] and the package doc for what each takes in.
const (
	CountFunc Func = iota
	SumFunc
	AvgFunc
	MinFunc
	MaxFunc
)

// Measure is one figure of each group.
type Measure struct {
	Func Func
	Path Path // empty for a count
}

// GroupKey is what documents of a group have in common.
type GroupKey struct {
	Path Path
	// Day takes the date out of a time, in UTC: "2026-03-01". What is no time has none,
	// which is null.
	Day bool
}

// Count is how many documents there are.
func Count() Measure { return Measure{Func: CountFunc} }

// Sum adds up the numbers, exactly: also 0.1 and 0.2 are 0.3. Text that is a plain
// decimal, as exact types write themselves ("18.39"), counts as its number. All else is
// left out. The sum of nothing is 0.
func (f Field[T]) Sum() Measure { return Measure{SumFunc, Path(f)} }

// Avg is the exact quotient of the sum and the number of values in it; null for none.
func (f Field[T]) Avg() Measure { return Measure{AvgFunc, Path(f)} }

// Min is the value that sorts first, of those that are neither null, array nor object;
// null for none. Decimals that are kept as text sort as text.
func (f Field[T]) Min() Measure { return Measure{MinFunc, Path(f)} }

// Max is the value that sorts last; see [Field.Min].
func (f Field[T]) Max() Measure { return Measure{MaxFunc, Path(f)} }

// Key makes a group of the documents with equal values, and one of those that are null
// or missing.
func (f Field[T]) Key() GroupKey { return GroupKey{Path: Path(f)} }

// Day makes a group of the times on one day in UTC.
func (f Field[T]) Day() GroupKey { return GroupKey{Path: Path(f), Day: true} }

// Min is [Field.Min].
func (t Text) Min() Measure { return t.field().Min() }

// Max is [Field.Max].
func (t Text) Max() Measure { return t.field().Max() }

// Key is [Field.Key].
func (t Text) Key() GroupKey { return t.field().Key() }

// Aggregate asks for figures instead of documents, at least one.
func (q Query) Aggregate(measures ...Measure) Aggregation {
	return Aggregation{query: q.Filtered(), measures: slices.Clone(measures)}
}

// By asks for the figures of each group of documents that agree in all keys, these and
// those given before.
func (a Aggregation) By(keys ...GroupKey) Aggregation {
	a.keys = append(slices.Clip(a.keys), keys...)
	return a
}

// Where narrows the aggregation to documents that pass these conditions as well.
func (a Aggregation) Where(conditions ...Condition) Aggregation {
	a.query = a.query.Where(conditions...)
	return a
}

// Query returns which documents take part: a filter, without order and page.
func (a Aggregation) Query() Query { return a.query }

// Measures returns the figures asked for, for adapters.
func (a Aggregation) Measures() []Measure { return slices.Clone(a.measures) }

// Keys returns what groups have in common, for adapters.
func (a Aggregation) Keys() []GroupKey { return slices.Clone(a.keys) }

// Err returns the faults joined, or nil. An adapter refuses an aggregation that has one.
func (a Aggregation) Err() error {
	faults := []error{a.query.Err()}
	if len(a.measures) == 0 {
		faults = append(faults, errs.Internal("invalid_query", "an aggregation asks for nothing; give it a measure such as query.Count()"))
	}
	for _, m := range a.measures {
		if m.Func != CountFunc {
			faults = append(faults, m.Path.Check())
		}
	}
	for _, key := range a.keys {
		faults = append(faults, key.Path.Check())
	}
	return errors.Join(faults...)
}

// Apply computes the figures of the documents.
func (a Aggregation) Apply(documents []Document) []Group {
	fold := a.Fold()
	for i := range documents {
		if a.query.matches(&documents[i]) {
			fold.Document(documents[i])
		}
	}
	return fold.Groups()
}
