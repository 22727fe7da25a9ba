package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

var _ data.Aggregator = (*Store)(nil)

// Aggregate is the method of data.Aggregator. SQLite finds the documents and reads the
// values out of them; they are added up here, since its own numbers are not exact.
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
	rows, err := s.reader(ctx).QueryContext(ctx, "SELECT "+columns.List(valueText)+" FROM "+t.quoted+clauses.Where, clauses.Args...)
	if err == nil {
		sums := columns.Rows(a)
		if err = addAll(rows, sums); err == nil {
			return sums.Groups(), nil
		}
	}
	return nil, fmt.Errorf("aggregate %s: %w", collection, readFault(ctx, err))
}

// valueText returns the expression of a value as JSON text.
func valueText(path query.Path) string {
	if path.IsID() {
		return "json_quote(id)"
	}
	return "ifnull(doc->" + jsonPath(path) + ", '')"
}

func addAll(rows *sql.Rows, sums *sqlquery.Rows) error {
	defer func() { _ = rows.Close() }() // Err says it all
	targets := make([]any, len(sums.Texts))
	for i := range targets {
		targets[i] = &sums.Texts[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if err := sums.Add(); err != nil {
			return err
		}
	}
	return rows.Err()
}
