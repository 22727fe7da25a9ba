package query

import (
	"errors"
	"math"
	"slices"

	"github.com/neuroglia-go/neuroglia/errs"
)

var (
	errNotNil   = errs.Internal("invalid_query", "query.Not got a nil condition; leave the call out where there is nothing to negate")
	errIDIsText = errs.Internal("invalid_query", "query.ID is a text and no list; use query.ID.Eq or query.ID.In")
)

// Query says which documents to find, in which order, and which part of them to
// return. It is an immutable value: every method returns a changed copy. The zero
// value finds all documents, ordered by id. Safe for concurrent use.
type Query struct {
	where  Conjunction
	orders []Order
	offset int
	limit  int // 0 is no limit
	fault  error

	seeks    bool
	after    []Value // where the page begins; of each sort key, then the id
	sortedAs string  // what the cursor was made for
}

// All finds every document.
func All() Query { return Query{} }

// Where finds the documents that pass every condition. Nil conditions are left
// out.
func Where(conditions ...Condition) Query { return All().Where(conditions...) }

// Where narrows the query: what it found before must pass these as well.
func (q Query) Where(conditions ...Condition) Query {
	q.where = append(slices.Clip(q.where), present(conditions)...)
	return q
}

// OrderBy sorts by the keys, the first one foremost, after those the query has.
// The id of the document always decides last, in the direction of the last key,
// so that an order is total and pages are stable.
func (q Query) OrderBy(keys ...Order) Query {
	q.orders = append(slices.Clip(q.orders), keys...)
	return q
}

// Page returns the number-th run of size documents; the first page is number 1.
func (q Query) Page(number, size int) Query {
	if number < 1 || size < 1 || number-1 > maxInt/size {
		return q.invalid("page %d of %d documents does not exist; pages begin with number 1 and hold at least 1", number, size)
	}
	q.offset, q.limit = (number-1)*size, size
	return q
}

// Offset leaves out the first n documents.
func (q Query) Offset(n int) Query {
	if n < 0 {
		return q.invalid("offset %d is negative; give the number of documents to leave out", n)
	}
	q.offset = n
	return q
}

// Limit returns at most n documents, at least 1.
func (q Query) Limit(n int) Query {
	if n < 1 {
		return q.invalid("limit %d returns nothing; give at least 1, or leave it out to return all", n)
	}
	q.limit = n
	return q
}

// Unpaged returns the query without offset and limit. A cursor stays.
func (q Query) Unpaged() Query {
	q.offset, q.limit = 0, 0
	return q
}

// Filtered returns the query without order, offset, limit and cursor: all that it
// selects.
func (q Query) Filtered() Query { return Query{where: q.where, fault: q.fault} }

// Filter returns the condition that documents must pass, for adapters.
func (q Query) Filter() Condition { return q.where }

// Orders returns the sort keys the caller gave, for adapters, which add the tie
// break by [Query.TieBreak].
func (q Query) Orders() []Order { return slices.Clone(q.orders) }

// TieBreak returns the last sort key, the id of the document.
func (q Query) TieBreak() Order {
	if n := len(q.orders); n > 0 && q.orders[n-1].Descending {
		return ID.Desc()
	}
	return ID.Asc()
}

// Window returns how many documents are left out and how many are returned at
// most, 0 for no limit.
func (q Query) Window() (offset, limit int) { return q.offset, q.limit }

// Err returns the faults of the query joined, or nil. An adapter refuses a
// query that has one.
func (q Query) Err() error {
	faults := []error{q.fault, check(q.where), q.checkCursor()}
	for _, order := range q.orders {
		faults = append(faults, order.Path.Check())
	}
	return errors.Join(faults...)
}

func (q Query) invalid(message string, args ...any) Query {
	q.fault = errors.Join(q.fault, errs.Invalid("invalid_query", message, args...))
	return q
}

const (
	maxInt   = int(^uint(0) >> 1)
	maxFloat = math.MaxFloat64
)

// Order is a sort key. Null and missing values sort before all others, then
// numbers with false as 0 and true as 1, then text by code point. Arrays and
// objects sort as their JSON text.
type Order struct {
	Path       Path
	Descending bool
	NullsLast  bool
}

// WithNullsFirst puts null and missing values before all others, whatever the
// direction.
func (o Order) WithNullsFirst() Order {
	o.NullsLast = false
	return o
}

// WithNullsLast puts null and missing values after all others, whatever the
// direction.
func (o Order) WithNullsLast() Order {
	o.NullsLast = true
	return o
}
