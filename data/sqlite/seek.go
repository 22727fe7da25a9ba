package sqlite

import (
	"context"
	"database/sql"
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
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return data.Found{}, fmt.Errorf("query %s: %w", t.Name, readFault(ctx, err))
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	found, err := t.seek(ctx, tx, q)
	if err != nil {
		return data.Found{}, err
	}
	total := offset + len(found)
	if offset > 0 && len(found) == 0 {
		clauses, _ := sqlquery.Build(dialect{}, q)
		if total, err = t.count(ctx, tx, clauses); err != nil {
			return data.Found{}, err
		}
	}
	if limit > 0 {
		found = found[:min(limit, len(found))]
	}
	return data.Found{Records: found, Total: total}, nil
}

func (t *table) seek(ctx context.Context, tx *sql.Tx, q query.Query) (found []data.Record, err error) {
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
		more, err := t.page(ctx, tx, clauses, part)
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
