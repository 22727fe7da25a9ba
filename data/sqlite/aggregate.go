package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

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
	columns := columnsOf(a)
	rows, err := s.readers.QueryContext(ctx, "SELECT "+columns.list()+" FROM "+t.quoted+clauses.Where, clauses.Args...)
	if err == nil {
		var groups []query.Group
		if groups, err = columns.fold(rows, a); err == nil {
			return groups, nil
		}
	}
	return nil, fmt.Errorf("aggregate %s: %w", collection, readFault(ctx, err))
}

// columns are the paths that an aggregation reads, each once.
type columns []query.Path

func columnsOf(a query.Aggregation) (c columns) {
	for _, key := range a.Keys() {
		c = c.with(key.Path)
	}
	for _, m := range a.Measures() {
		if m.Func != query.CountFunc {
			c = c.with(m.Path)
		}
	}
	return c
}

func (c columns) with(path query.Path) columns {
	if slices.Contains(c, path) {
		return c
	}
	return append(c, path)
}

// list selects the JSON text of each value, which tells its kind.
func (c columns) list() string {
	if len(c) == 0 {
		return "NULL"
	}
	expressions := make([]string, len(c))
	for i, path := range c {
		expressions[i] = "doc->" + jsonPath(path)
		if path.IsID() {
			expressions[i] = "json_quote(id)"
		}
	}
	return strings.Join(expressions, ",")
}

func (c columns) fold(rows *sql.Rows, a query.Aggregation) ([]query.Group, error) {
	defer func() { _ = rows.Close() }() // Err says it all
	fold, keys, measures := a.Fold(), a.Keys(), a.Measures()
	texts := make([]sql.NullString, max(1, len(c)))
	targets := make([]any, len(texts))
	for i := range texts {
		targets[i] = &texts[i]
	}
	row, keyRow, valueRow := make([]query.Value, len(texts)), make([]query.Value, len(keys)), make([]query.Value, len(measures))
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		for i := range c {
			var err error
			if row[i], err = query.ParseValue(texts[i].String); err != nil {
				return nil, err
			}
		}
		for i, key := range keys {
			keyRow[i] = row[slices.Index(c, key.Path)]
		}
		for i, m := range measures {
			if m.Func != query.CountFunc {
				valueRow[i] = row[slices.Index(c, m.Path)]
			}
		}
		fold.Row(keyRow, valueRow)
	}
	return fold.Groups(), rows.Err()
}
