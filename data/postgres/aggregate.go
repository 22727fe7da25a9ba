package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

var _ data.Aggregator = (*Store)(nil)

// Aggregate is the method of data.Aggregator. PostgreSQL finds the documents and reads the
// values out of them; they are added up here, by the same rules as in memory.
func (s *Store) Aggregate(ctx context.Context, collection string, a query.Aggregation) ([]query.Group, error) {
	t, err := s.table(ctx, collection)
	if err != nil {
		return nil, err
	}
	if err := a.Err(); err != nil {
		return nil, err
	}
	clauses, err := sqlquery.Build(dialect{}, a.Query())
	if err != nil {
		return nil, err
	}
	columns := sqlquery.ColumnsOf(a)
	rows, err := s.reader(ctx).Query(ctx, "/* aggregate "+t.Name+" */ SELECT "+columns.List(valueText)+" FROM "+t.quoted+" AS d"+clauses.Where, clauses.Args...)
	if err == nil {
		sums := columns.Rows(a)
		targets := make([]any, len(sums.Texts))
		for i := range targets {
			targets[i] = &sums.Texts[i]
		}
		if _, err = pgx.ForEachRow(rows, targets, sums.Add); err == nil {
			return sums.Groups(), nil
		}
	}
	return nil, fmt.Errorf("aggregate %s: %w", collection, readFault(ctx, err))
}

// valueText returns the expression of a value as JSON text.
func valueText(path query.Path) string {
	if path.IsID() {
		return "to_jsonb(id)::text"
	}
	return "coalesce(" + valueAt(path) + "::text, '')"
}
