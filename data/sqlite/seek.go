package sqlite

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

// seek answers a query for a page after a cursor. It reads one document more than the
// page, which tells whether there are more without a count.
func (s *Store) seek(ctx context.Context, t *table, q query.Query) (data.Found, error) {
	if err := q.Err(); err != nil {
		return data.Found{}, err
	}
	offset, limit := q.Window()
	if limit > 0 {
		q = q.Limit(limit + 1)
	}
	var found data.Found
	err := s.view(ctx, func(db queryer) (err error) {
		if found.Records, err = t.seek(ctx, db, q); err != nil {
			return err
		}
		found.Total = offset + len(found.Records)
		if offset > 0 && len(found.Records) == 0 {
			clauses, _ := sqlquery.Build(dialect{}, q)
			found.Total, err = t.count(ctx, db, clauses)
		}
		return err
	})
	if err != nil {
		return data.Found{}, fmt.Errorf("query %s: %w", t.Name, err)
	}
	if limit > 0 {
		found.Records = found.Records[:min(limit, len(found.Records))]
	}
	return found, nil
}

func (t *table) seek(ctx context.Context, db queryer, q query.Query) (found []data.Record, err error) {
	for _, part := range seekParts(q) {
		if _, limit := q.Window(); limit > 0 {
			if len(found) == limit {
				break
			}
			part = part.Limit(limit - len(found))
		}
		clauses, err := sqlquery.Build(dialect{}, part)
		if err != nil {
			return nil, err
		}
		more, err := t.page(ctx, db, clauses, part)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// seekParts cuts the query where its first key goes over from values to nulls, so that
// each part is one range of an index: SQLite finds no range in "less than this, or null".
func seekParts(q query.Query) []query.Query {
	orders, position := q.Orders(), q.Position()
	if offset, _ := q.Window(); offset > 0 || len(orders) == 0 || position == nil {
		return []query.Query{q}
	}
	first := orders[0]
	if !first.NullsLast || first.Path.IsID() || position[0].Kind() == query.Null {
		return []query.Query{q}
	}
	key := query.Text(first.Path)
	return []query.Query{q.Where(key.NotNull()), q.After("").Where(key.IsNull())}
}
