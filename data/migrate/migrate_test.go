package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/migrate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// journal is a database of one table, which holds the scripts that were run.
type journal struct {
	mu      sync.Mutex
	rows    []string
	applied map[string][]migrate.Applied
	down    error
	refuse  error // of Record
}

func (j *journal) Applied(_ context.Context, component string) ([]migrate.Applied, error) {
	return slices.Clone(j.applied[component]), j.down
}

func (j *journal) Migrate(ctx context.Context, fn func(ctx context.Context, tx migrate.Tx) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	before := journal{rows: j.rows, applied: map[string][]migrate.Applied{}}
	maps.Copy(before.applied, j.applied)
	err := fn(ctx, j)
	if err != nil {
		j.rows, j.applied = before.rows, before.applied
	}
	return err
}

func (j *journal) Run(_ context.Context, script string) error {
	if strings.HasPrefix(script, "bad") {
		return errors.New("syntax error")
	}
	j.rows = append(slices.Clip(j.rows), script)
	return nil
}

func (j *journal) Record(_ context.Context, component string, a migrate.Applied) error {
	if j.applied == nil {
		j.applied = map[string][]migrate.Applied{}
	}
	a.At = time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC)
	j.applied[component] = append(slices.Clip(j.applied[component]), a)
	return j.refuse
}

func files(named ...string) fstest.MapFS {
	all := fstest.MapFS{"README.md": {Data: []byte("none of it")}}
	for _, one := range named {
		name, content, _ := strings.Cut(one, ": ")
		all[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return all
}

func newMigrator(t *testing.T, database migrate.Database, named ...string) *migrate.Migrator {
	t.Helper()
	m, err := migrate.New(database, files(named...), migrate.Config{Component: "reports"})
	require.NoError(t, err)
	return m
}

func Example() {
	ctx := context.Background()
	database := new(journal) // a store that speaks SQL
	m, err := migrate.New(database, files(
		"0001_reports.sql: CREATE TABLE reports (day TEXT PRIMARY KEY, total TEXT)",
		"0002_reports_by_day.sql: CREATE INDEX by_day ON reports (day)",
	), migrate.Config{Component: "reports"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Check(ctx))
	fmt.Println(m.Up(ctx), m.Check(ctx))
	status, err := m.Status(ctx)
	fmt.Print(status)
	fmt.Println(err)
	// Output:
	// 2 migrations of reports are to be applied; run the migrate command (0001_reports, 0002_reports_by_day)
	// <nil> <nil>
	// 0001_reports         applied 2026-03-01 18:00:00
	// 0002_reports_by_day  applied 2026-03-01 18:00:00
	// <nil>
}

func TestFilesAreReadInOrder(t *testing.T) {
	t.Parallel()
	all, err := migrate.Read(files("b/10_ten.sql: SELECT 10", "a/0002_two.sql: SELECT 2\r\n", "1_one_more.sql: SELECT 1"))
	require.NoError(t, err)
	require.Equal(t, "[0001_one_more 0002_two 0010_ten]", fmt.Sprint(all))
	same, err := migrate.Read(files("0002_two.sql: SELECT 2\n"))
	require.NoError(t, err)
	require.Equal(t, same[0].Checksum, all[1].Checksum, "line ends are of no matter")
	require.Equal(t, "SELECT 2\n", all[1].SQL)
}

func TestFilesAreRefused(t *testing.T) {
	t.Parallel()
	_, err := migrate.New(new(journal), files("reports.sql: SELECT", "0_a.sql: SELECT", "1_.sql: SELECT", "x_a.sql: SELECT",
		"2_a.sql:   ", "3_a.sql: SELECT", "03_b.sql: SELECT"), migrate.Config{Component: "reports"})
	for _, want := range []string{
		"reports: read migrations: ", "reports.sql: the name has no number; write it as in 0001_reports.sql", "0_a.sql: the name", "1_.sql: the name",
		"x_a.sql: the name", "2_a.sql: the file is empty", "have the same number; give the newer one the next that is free",
	} {
		require.ErrorContains(t, err, want)
	}
	_, err = migrate.New(new(journal), files(), migrate.Config{})
	require.ErrorContains(t, err, "Component is empty")
}

func TestUpStopsAtTheFirstFault(t *testing.T) {
	t.Parallel()
	database := new(journal)
	m := newMigrator(t, database, "1_a.sql: a", "2_b.sql: bad", "3_c.sql: c")
	require.EqualError(t, m.Up(t.Context()), "migrate reports: apply 0002_b: syntax error")
	require.Equal(t, []string{"a"}, database.rows)
	pending, err := m.Pending(t.Context())
	require.NoError(t, err)
	require.Equal(t, "bad", pending[0].SQL)
	database.refuse = errors.New("read-only")
	require.EqualError(t, newMigrator(t, database, "1_a.sql: a", "2_b.sql: b").Up(t.Context()), "migrate reports: note that 0002_b was applied: read-only")
	require.Equal(t, []string{"a"}, database.rows)
	database.down = errors.New("down")
	require.EqualError(t, m.Up(t.Context()), "look for the migrations of reports: down")
	_, err = m.DryRun(t.Context())
	require.ErrorContains(t, err, "try the migrations of reports: look for")
}

func TestDrift(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		files []string
		want  string
		state migrate.State
	}{
		{"as it was", []string{"1_a.sql: a", "3_c.sql: c", "5_e.sql: e"}, "", migrate.Done},
		{"changed", []string{"1_a.sql: A", "3_c.sql: c", "5_e.sql: e"}, "0001_a: changed after it was applied; put the file back", migrate.Changed},
		{"lost", []string{"1_a.sql: a", "5_e.sql: e"}, "0003_c: applied and not in the program any more", migrate.Lost},
		{"late", []string{"1_a.sql: a", "3_c.sql: c", "4_d.sql: d", "5_e.sql: e"}, "0004_d: came after a later one was applied", migrate.Late},
		{"newer", []string{"1_a.sql: a", "3_c.sql: c"}, "", migrate.Newer},
		{"pending", []string{"1_a.sql: a", "3_c.sql: c", "5_e.sql: e", "6_f.sql: f"}, "1 migrations of reports are to be applied", migrate.Pending},
		{"two at once", []string{"1_a.sql: A", "5_e.sql: e"}, "; 0003_c: ", migrate.Lost},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			database := new(journal)
			require.NoError(t, newMigrator(t, database, "1_a.sql: a", "3_c.sql: c", "5_e.sql: e").Up(t.Context()))
			m := newMigrator(t, database, test.files...)
			status, err := m.Status(t.Context())
			require.NoError(t, err)
			require.Positive(t, status.Count(test.state))
			require.Contains(t, status.String(), test.state.String())
			err = m.Check(t.Context())
			if test.want == "" {
				require.NoError(t, err)
				require.NoError(t, m.Up(t.Context()))
				return
			}
			require.ErrorContains(t, err, test.want)
			if test.state == migrate.Pending {
				require.ErrorIs(t, err, errs.Unavailable("migration_pending", ""))
				return
			}
			require.ErrorContains(t, m.Up(t.Context()), test.want)
			require.Equal(t, []string{"a", "c", "e"}, database.rows)
		})
	}
}
