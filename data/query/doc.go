// Package query says which documents to find, in which order, and which page of
// them, without a string of any query language.
//
//	const (
//		status    query.Field[Status]    = "status"
//		phone     query.Text             = "customer.phone"
//		name      query.Text             = "customer.name"
//		orderTime query.Field[time.Time] = "order_time"
//	)
//
//	ready := query.Where(status.Eq(Ready), query.Or(phone.Eq(p), name.HasPrefix("Ma"))).
//		OrderBy(orderTime.Desc()).
//		Page(1, 20)
//
// A [Query] is an immutable value; a repository's Find takes it and returns a
// [Page]. Every adapter gives the same answer to it, the one that [Query.Match],
// [Query.Compare] and [Query.Apply] give in memory; property tests hold them to it.
//
// # Fields
//
// A field is declared once, as a constant: [Field] for anything with an order, [Text]
// for text, which adds Contains, HasPrefix, HasSuffix and their Fold forms, and [List]
// for arrays. Its Go type is what it can be compared with; comparing a status
// with a time does not compile. [ID] is the identity of the document.
//
// # A condition holds or not
//
// There are two outcomes and no third. Not(c) holds exactly where c does not. Missing
// and null are the same, and values of different kinds are never equal, and neither
// is less than the other:
//
//	stored value      Eq(5)  Ne(5)  Lt(5)  Ge(5)  In(5)  NotIn(5)  IsNull  NotNull
//	5 or 5.0          yes    no     no     yes    yes    no        no      yes
//	4                 no     yes    yes    no     no     yes       no      yes
//	"5", true, [5]    no     yes    no     no     no     yes       no      yes
//	null or missing   no     yes    no     no     no     yes       yes     no
//
// Eq of a nil pointer is IsNull, Ne of one NotNull; Lt, Le, Gt and Ge of one hold
// nowhere. And without conditions holds everywhere, Or without conditions and In
// without values nowhere. Conditions that are nil are left out, so that optional
// filters need no branches.
//
// # How values compare
//
//   - Numbers by their value: 64-bit integers keep every digit, also against floats;
//     other numbers are the nearest float64. A larger unsigned integer is refused.
//   - Text by Unicode code point, which is the order of its UTF-8 bytes: "Z" < "a" < "é".
//     There is no normalization and no language in it. Fold tests disregard the case
//     of A to Z only, because that is what all databases agree on.
//   - Times as text in [TimeLayout]: UTC, of fixed width, so that they sort as text.
//     Documents have to write them so; those of package data do.
//   - Booleans: false is less than true.
//
// # Order
//
// A sort puts null first, then numbers with false as 0 and true as 1, then text;
// descending it is the reverse. [Order.WithNullsFirst] and [Order.WithNullsLast] change
// where null goes. Arrays and objects sort among texts as their JSON: sort by what
// is in them instead. The id decides last, in the direction of the last key, so
// that every order is total and pages neither repeat nor lose a document.
//
// # Pages
//
// Page and Offset count documents from the start, which suits numbered pages. A list that
// is long, or changes while somebody reads on, goes by cursor:
//
//	page, err := orders.Find(ctx, query.All().OrderBy(orderTime.Desc()).After(cursor).Limit(20))
//	cursor = page.Next // "" on the last page
//
// A cursor is a place in the order, between documents. Reading on from it repeats
// nothing and leaves nothing out, costs the same on every page, and counts nothing
// but whether there is more. See [Query.After].
//
// # Figures
//
// Instead of documents, a query can ask for figures about them, as a whole or by group:
//
//	query.Where(status.Eq(Delivered)).Aggregate(query.Count(), total.Sum()).By(orderTime.Day())
//
// data.Aggregate carries it out. Sums are exact: numbers are added as the decimals that
// documents hold, and so is text that is a plain decimal, which is how money is kept.
// [Result.Decimal] and [Result.Rat] give the exact figure.
//
// # Queries from a URL
//
// A [Parser] reads filter, sort and page from the parameters of a URL, and only those
// that its config opens:
//
//	filter[status]=ready&filter[placed][ge]=2026-03-01&sort=-placed&page[size]=20
//
// What it refuses is an errs.Validation with every fault, each naming its parameter.
//
// # Faults
//
// A path that is none, a value no document holds, a page number 0, more than
// [MaxConditions], [MaxValues] or [MaxDepth]: the query keeps the fault, [Query.Err] tells
// all of them, and adapters refuse the query with it.
// What a caller of the service can cause, such as a page number, is of
// errs.KindInvalid; a mistake of the program is internal.
//
// # For adapters
//
// [Query.Filter] gives the condition as a tree of a few node types, [Query.Orders],
// [Query.TieBreak], [Query.Position] and [Query.Window] the rest. A [Fold] computes figures
// from the values that a database reads out of documents. Adapters for SQL have
// data/query/sqlquery, those without a query language [Query.Apply] on documents made
// by [NewDocument].
package query
