package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	c := columnsOf(a)
	rows, err := s.pool.Query(ctx, "/* aggregate "+t.Name+" */ SELECT "+c.list()+" FROM "+t.quoted+" AS d"+clauses.Where, clauses.Args...)
	if err == nil {
		var groups []query.Group
		if groups, err = c.fold(rows, a); err == nil {
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
		return "''"
	}
	expressions := make([]string, len(c))
	for i, path := range c {
		expressions[i] = "coalesce(" + valueAt(path) + "::text, '')"
		if path.IsID() {
			expressions[i] = "to_jsonb(id)::text"
		}
	}
	return strings.Join(expressions, ", ")
}

func (c columns) fold(rows pgx.Rows, a query.Aggregation) ([]query.Group, error) {
	fold, keys, measures := a.Fold(), a.Keys(), a.Measures()
	texts := make([]string, max(1, len(c)))
	targets := make([]any, len(texts))
	for i := range texts {
		targets[i] = &texts[i]
	}
	row, keyRow, valueRow := make([]query.Value, len(texts)), make([]query.Value, len(keys)), make([]query.Value, len(measures))
	_, err := pgx.ForEachRow(rows, targets, func() (err error) {
		for i := range c {
			if row[i], err = query.ParseValue(texts[i]); err != nil {
				return err
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
		return nil
	})
	return fold.Groups(), err
}
