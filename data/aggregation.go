package data

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Aggregator is a [Store] that computes figures itself. Of one that does not, the
// documents are read and the figures computed here.
type Aggregator interface {
	// Aggregate answers the aggregation as [query.Aggregation.Apply] would for the
	// committed documents.
	Aggregate(ctx context.Context, collection string, a query.Aggregation) ([]query.Group, error)
}

// Count returns how many objects the query finds, whatever its page. In a unit of work,
// that is as if what the unit wrote was stored already.
func Count[T, K any](ctx context.Context, r Repository[T, K], q query.Query) (int, error) {
	page, err := r.Find(ctx, q.Filtered().Limit(1))
	return page.Total, err
}

// Exists reports whether the query finds anything. It counts nothing.
func Exists[T, K any](ctx context.Context, r Repository[T, K], q query.Query) (bool, error) {
	page, err := r.Find(ctx, q.Filtered().After("").Limit(1))
	return len(page.Items) > 0, err
}

// Aggregate returns figures about the documents of a repository, sorted by their keys:
//
//	perDay, err := data.Aggregate(ctx, orders, query.Where(status.Eq(Delivered)).
//		Aggregate(query.Count(), total.Sum()).By(orderTime.Day()))
//	for _, day := range perDay {
//		fmt.Println(day.Keys[0].Any(), day.Results[0].Count(), day.Results[1].Decimal(2))
//	}
//
// In a unit of work, that is as if what the unit wrote was stored already. The
// repository has to be one that [NewRepository] or [NewDocuments] made; of a type that
// embeds it, give the one inside.
func Aggregate[T, K any](ctx context.Context, r Repository[T, K], a query.Aggregation) (groups []query.Group, err error) {
	c, err := collectionOf(r)
	if err != nil {
		return nil, err
	}
	err = c.work(ctx, func(s *session) error {
		groups, err = s.aggregate(ctx, c, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("aggregate %s: %w", c.Collection, err)
	}
	return groups, nil
}

// Project finds documents and reads of each what V has fields for, by their JSON names:
// for answers that need few members and no rules. Nothing of it is kept in a unit of
// work, but what the unit wrote is seen. The repository has to be as for [Aggregate].
//
//	rows, err := data.Project[OrderRow](ctx, orders, query.Where(status.Eq(Ready)))
func Project[V, T, K any](ctx context.Context, r Repository[T, K], q query.Query) (page query.Page[V], err error) {
	c, err := collectionOf(r)
	if err != nil {
		return page, err
	}
	err = c.work(ctx, func(s *session) error {
		records, total, err := s.find(ctx, c, q)
		if err != nil {
			return fmt.Errorf("find %s: %w", c.Collection, err)
		}
		items := make([]V, len(records))
		for i, record := range records {
			if err := views.decode(record.Body, &items[i]); err != nil {
				return c.broken("read", record.ID, err)
			}
		}
		page = query.PageOf(q, items, total)
		page.Next, err = next(q, records, total)
		return err
	})
	return page, err
}

// views reads parts of documents.
var views = newCodec(IgnoreUnknown)

// collected is what the repositories of this package are.
type collected interface{ where() *collection }

func (c *collection) where() *collection { return c }

func collectionOf(r any) (*collection, error) {
	if c, ok := r.(collected); ok {
		return c.where(), nil
	}
	return nil, errs.Internal("repository_unknown", "%T keeps no documents that can be looked at; "+
		"give the repository that data.NewRepository or data.NewDocuments returned", r)
}

// aggregate asks the store for all documents but those in the session, and takes these
// in here.
func (s *session) aggregate(ctx context.Context, c *collection, a query.Aggregation) ([]query.Group, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	held, ids, err := s.held(c, a.Query())
	if err != nil {
		return nil, err
	}
	stored := a
	if len(ids) > 0 {
		stored = a.Where(query.ID.NotIn(ids...))
	}
	groups, err := c.aggregate(ctx, stored)
	if err != nil || len(held) == 0 {
		return groups, err
	}
	fold := a.Fold()
	fold.Merge(groups)
	for _, candidate := range held {
		fold.Document(candidate.document)
	}
	return fold.Groups(), nil
}

// aggregate has the store do it, or reads what it has.
func (c *collection) aggregate(ctx context.Context, a query.Aggregation) ([]query.Group, error) {
	if aggregator, ok := c.store.(Aggregator); ok {
		return aggregator.Aggregate(ctx, c.Collection, a)
	}
	found, err := c.store.Query(ctx, c.Collection, a.Query())
	if err != nil {
		return nil, err
	}
	fold := a.Fold()
	for _, r := range found.Records {
		document, err := query.NewDocument(r.ID, r.Body)
		if err != nil {
			return nil, err
		}
		fold.Document(document)
	}
	return fold.Groups(), nil
}
