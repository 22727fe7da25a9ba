package sqlquery_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

func TestColumnsAreReadOnceAndAddedUp(t *testing.T) {
	t.Parallel()
	const (
		status query.Text         = "status"
		price  query.Field[int64] = "price"
	)
	a := query.All().Aggregate(query.Count(), price.Sum(), price.Max()).By(status.Key())
	columns := sqlquery.ColumnsOf(a)
	require.Equal(t, sqlquery.Columns{"status", "price"}, columns)
	require.Equal(t, "<status>, <price>", columns.List(func(p query.Path) string { return "<" + string(p) + ">" }))

	rows := columns.Rows(a)
	require.Len(t, rows.Texts, 2)
	for _, texts := range [][2]string{{`"b"`, "3"}, {`"a"`, "4"}, {`"b"`, "5"}, {`"b"`, ""}} {
		copy(rows.Texts, texts[:])
		require.NoError(t, rows.Add())
	}
	groups := rows.Groups()
	require.Len(t, groups, 2)
	require.Equal(t, "b", groups[1].Keys[0].Any())
	require.EqualValues(t, 3, groups[1].Results[0].Count())
	require.Equal(t, "8", groups[1].Results[1].Decimal(0))
	require.Equal(t, "5", groups[1].Results[2].Decimal(0))

	rows.Texts[0] = "{"
	require.Error(t, rows.Add())
}

func TestToCountTakesNoColumn(t *testing.T) {
	t.Parallel()
	a := query.All().Aggregate(query.Count())
	columns := sqlquery.ColumnsOf(a)
	require.Empty(t, columns)
	require.Equal(t, "''", columns.List(nil))
	rows := columns.Rows(a)
	require.Len(t, rows.Texts, 1)
	require.NoError(t, rows.Add())
	require.NoError(t, rows.Add())
	require.EqualValues(t, 2, rows.Groups()[0].Results[0].Count())
}
