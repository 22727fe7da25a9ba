package postgres

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func TestALogIndexIsUsedForAFilterOfOneValue(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	newStore(t, Config{URL: url})
	config, err := ParseURL(url + "&log_indexes=type,category")
	require.NoError(t, err)
	for range 2 { // also where they are there
		s := newStore(t, config)
		for filter, index := range map[string]eventstore.Filter{
			"neuroglia_events_by_type":     {Types: []string{"x"}},
			"neuroglia_events_by_category": {Categories: []string{"a"}},
		} {
			require.Contains(t, planOf(t, s, index), filter)
		}
	}
	s := newStore(t, config)
	appendTo(t, s, "a-1")
	appendTo(t, s, "b-1")
	for _, f := range []eventstore.Filter{{Types: []string{"x"}, Categories: []string{"b"}}, {Types: []string{"x", "y"}, Categories: []string{"b", "c"}}} {
		var streams []string
		for r, err := range s.ReadAll(t.Context(), 0, f) {
			require.NoError(t, err)
			streams = append(streams, r.Stream)
		}
		require.Equal(t, []string{"b-1"}, streams)
	}
}

// planOf explains how a page of a filter is read where the server is told to prefer indexes.
func planOf(t *testing.T, s *Store, f eventstore.Filter) string {
	t.Helper()
	tx, err := s.pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	// A great many events of other types and categories.
	_, err = tx.Exec(t.Context(), s.in(`INSERT INTO $neuroglia_events (position, version, at, id, schema_version, stream, type, data)
		SELECT -i, i, now(), gen_random_uuid(), 1, 'z-1', 'z', '' FROM generate_series(1, 5000) AS i`))
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), s.in("ANALYZE $neuroglia_events"))
	require.NoError(t, err)
	where, filters := filterSQL(f)
	rows, err := tx.Query(t.Context(), s.in("EXPLAIN SELECT "+record+" FROM $neuroglia_events"+where+" LIMIT 1000"), append([]any{int64(-6000), int64(1) << 40}, filters...)...)
	require.NoError(t, err)
	var plan []string
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		plan = append(plan, line)
	}
	require.NoError(t, rows.Err())
	return strings.Join(plan, "\n")
}
