// Package sqlquery turns a [query.Query] into SQL, for adapters.
//
//	clauses, err := sqlquery.Build(dialect, q)
//	rows, err := db.Query("SELECT doc FROM orders"+clauses.Where+clauses.OrderBy, clauses.Args...)
//
// What every database does alike is here: and, or, not, the order of arguments,
// sort directions and the tie break. What each does its own way, how a value is
// read out of a JSON document and compared, is a [Dialect] of three methods.
//
// # Pages after a cursor
//
// The place of a cursor becomes a condition: beyond the first sort key, or level with it
// and beyond the next. Where the first key cannot be null among what is found, the
// condition begins with a range that an index can start at; an adapter that wants it
// always asks for values and nulls one after the other. A dialect whose sort keys are
// more than the value itself is a [Seeker] too.
//
// # Nothing of a query becomes SQL text
//
// Values reach the database as arguments only. Paths have passed
// [query.Path.Check], so they hold no character that means something in SQL or in
// a JSON path.
//
// # Two outcomes from three
//
// A query's condition holds or not; SQL adds unknown. A leaf that is unknown
// counts as not holding, which AND, OR and WHERE keep as it is: they are true
// exactly when the two-valued ones are. Only negation could tell the difference,
// so it is written "(…) IS NOT TRUE".
package sqlquery
