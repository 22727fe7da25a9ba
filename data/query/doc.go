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
// [Query.Compare] and [Query.Apply] give in memory; suites generate documents and
// queries to hold them to that.
package query
