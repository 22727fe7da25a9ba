package sqlquery_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/query/sqlquery"
)

func TestOperator(t *testing.T) {
	t.Parallel()
	for op, want := range map[query.Operator]string{
		query.Equal: " = ", query.Less: " < ", query.LessOrEqual: " <= ", query.Greater: " > ", query.GreaterOrEqual: " >= ",
	} {
		require.Equal(t, want, sqlquery.Operator(op))
	}
}

func TestLooksComposite(t *testing.T) {
	t.Parallel()
	require.True(t, sqlquery.LooksComposite(`[1]`))
	require.True(t, sqlquery.LooksComposite(`{"a":1}`))
	require.False(t, sqlquery.LooksComposite("a[1]"))
	require.False(t, sqlquery.LooksComposite(""))
}
