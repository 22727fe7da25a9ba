package sqlquery

import (
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/query"
)

// Columns are the paths that an aggregation reads, each once. A database finds the documents
// and reads the values out of them; they are added up in Go, by the same rules as in
// memory, since no two databases count alike.
type Columns []query.Path

// ColumnsOf returns those of the aggregation.
func ColumnsOf(a query.Aggregation) (c Columns) {
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

func (c Columns) with(path query.Path) Columns {
	if slices.Contains(c, path) {
		return c
	}
	return append(c, path)
}

// List returns what to select: for each path the expression of its value as JSON text, which
// tells its kind, and ” where no value is read.
func (c Columns) List(expression func(query.Path) string) string {
	if len(c) == 0 {
		return "''"
	}
	expressions := make([]string, len(c))
	for i, path := range c {
		expressions[i] = expression(path)
	}
	return strings.Join(expressions, ", ")
}

// Rows adds up rows of the columns.
type Rows struct {
	// Texts are where the caller puts the columns of a row, "" for NULL, before each Add. There
	// is one at least.
	Texts []string

	columns      Columns
	fold         *query.Fold
	keys         []query.GroupKey
	measures     []query.Measure
	values       []query.Value
	keyRow, data []query.Value
}

// Rows returns what adds up the rows of the aggregation.
func (c Columns) Rows(a query.Aggregation) *Rows {
	keys, measures := a.Keys(), a.Measures()
	return &Rows{
		Texts: make([]string, max(1, len(c))), columns: c, fold: a.Fold(), keys: keys, measures: measures,
		values: make([]query.Value, len(c)), keyRow: make([]query.Value, len(keys)), data: make([]query.Value, len(measures)),
	}
}

// Add adds the row that is in Texts.
func (r *Rows) Add() (err error) {
	for i := range r.columns {
		if r.values[i], err = query.ParseValue(r.Texts[i]); err != nil {
			return err
		}
	}
	for i, key := range r.keys {
		r.keyRow[i] = r.values[slices.Index(r.columns, key.Path)]
	}
	for i, m := range r.measures {
		if m.Func != query.CountFunc {
			r.data[i] = r.values[slices.Index(r.columns, m.Path)]
		}
	}
	r.fold.Row(r.keyRow, r.data)
	return nil
}

// Groups returns the figures.
func (r *Rows) Groups() []query.Group { return r.fold.Groups() }
