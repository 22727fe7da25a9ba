package datatest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/migrate"
)

// TestMigrate holds a store that is a migrate.Database to that contract.
func TestMigrate(t *testing.T, open Open, features Features) {
	t.Helper()
	tests := []subtest{
		{"files are applied once, in order", migrateUp},
		{"a file that fails leaves nothing of itself", migrateFails},
		{"components have nothing to do with each other", migrateComponents},
		{"of many who migrate one applies each file", migrateTogether},
		{"migrations do not overlap", migrateAlone},
		{"a dry run leaves nothing", migrateDry},
		{"what was changed since is found", migrateDrift},
		{"migrations wait for nobody once the context is over", migrateTooLate},
	}
	if features.Durable {
		tests = append(tests, subtest{"what was applied outlives the store", migrateDurable})
	}
	runAll(t, open, tests)
}

// scripts are files by the SQL in them, numbered from 1.
func scripts(sql ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i, text := range sql {
		files[fmt.Sprintf("migrations/%04d_step.sql", i+1)] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

const (
	makeTable  = "CREATE TABLE migrated (n INTEGER PRIMARY KEY);"
	insertOne  = "INSERT INTO migrated (n) VALUES (1); INSERT INTO migrated (n) VALUES (2);"
	insertTwo  = "INSERT INTO migrated (n) VALUES (3);"
	needsThree = "INSERT INTO migrated (n) SELECT 100 / (CASE count(*) WHEN 3 THEN 1 ELSE NULL END) FROM migrated;"
	broken     = "INSERT INTO migrated (n) VALUES (9); INSERT INTO nowhere (n) VALUES (1);"
)

func (h harness) migrator(component string, sql ...string) *migrate.Migrator {
	h.Helper()
	database, ok := h.Store.(migrate.Database)
	require.True(h, ok, "%T is no migrate.Database", h.Store)
	m, err := migrate.New(database, scripts(sql...), migrate.Config{Component: component})
	require.NoError(h, err)
	return m
}

func requireStates(h harness, m *migrate.Migrator, states ...migrate.State) migrate.Status {
	h.Helper()
	status, err := m.Status(h.Context())
	require.NoError(h, err)
	var got []migrate.State
	for _, e := range status {
		got = append(got, e.State)
		require.Equal(h, e.State == migrate.Pending || e.State == migrate.Late, e.At.IsZero())
	}
	require.Equal(h, states, got)
	return status
}

func migrateUp(h harness) {
	first := h.migrator("shop", makeTable, insertOne)
	requireStates(h, first, migrate.Pending, migrate.Pending)
	require.NoError(h, first.Up(h.Context()))
	require.NoError(h, first.Up(h.Context()))
	requireStates(h, first, migrate.Done, migrate.Done)

	second := h.migrator("shop", makeTable, insertOne, insertTwo)
	pending := new(migrate.PendingError)
	require.ErrorAs(h, second.Check(h.Context()), &pending)
	require.Len(h, pending.Migrations, 1)
	require.NoError(h, second.Up(h.Context()))
	require.NoError(h, second.Check(h.Context()))
	require.NoError(h, first.Up(h.Context()), "an older version runs on")
	requireStates(h, first, migrate.Done, migrate.Done, migrate.Newer)
	require.Error(h, h.migrator("count", "INSERT INTO migrated (n) VALUES (3)").Up(h.Context()), "it was applied")
}

func migrateFails(h harness) {
	m := h.migrator("shop", makeTable, insertOne, broken, insertTwo)
	require.ErrorContains(h, m.Up(h.Context()), "apply 0003_step")
	requireStates(h, m, migrate.Done, migrate.Done, migrate.Pending, migrate.Pending)
	mended := h.migrator("shop", makeTable, insertOne, "INSERT INTO migrated (n) VALUES (9);")
	require.NoError(h, mended.Up(h.Context()), "nothing was left of it")
	requireStates(h, mended, migrate.Done, migrate.Done, migrate.Done)
}

func migrateComponents(h harness) {
	shop := h.migrator("shop", makeTable)
	require.NoError(h, shop.Up(h.Context()))
	stock := h.migrator("stock", insertOne, insertTwo)
	requireStates(h, stock, migrate.Pending, migrate.Pending)
	require.NoError(h, stock.Up(h.Context()))
	requireStates(h, shop, migrate.Done)
}

func migrateTogether(h harness) {
	compete(h, func(int) error {
		return h.migrator("shop", makeTable, insertOne, insertTwo).Up(h.Context())
	})
	require.NoError(h, h.migrator("count", needsThree).Up(h.Context()))
}

func migrateAlone(h harness) {
	database := h.Store.(migrate.Database)
	var inside atomic.Int32
	compete(h, func(int) error {
		for range 10 {
			err := database.Migrate(h.Context(), func(ctx context.Context, tx migrate.Tx) error {
				defer inside.Add(-1)
				if inside.Add(1) > 1 {
					return errors.New("two migrate at the same time")
				}
				_, err := tx.Applied(ctx, "shop")
				runtime.Gosched()
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func migrateDry(h harness) {
	m := h.migrator("shop", makeTable, insertOne)
	tried, err := m.DryRun(h.Context())
	require.NoError(h, err)
	require.Len(h, tried, 2)
	requireStates(h, m, migrate.Pending, migrate.Pending)
	require.NoError(h, m.Up(h.Context()))
	tried, err = m.DryRun(h.Context())
	require.NoError(h, err)
	require.Empty(h, tried)
	_, err = h.migrator("shop", makeTable, insertOne, insertTwo, broken).DryRun(h.Context())
	require.ErrorContains(h, err, "apply 0004_step")
	require.NoError(h, h.migrator("shop", makeTable, insertOne, insertTwo).Up(h.Context()), "nothing was left of it")
}

func migrateDrift(h harness) {
	require.NoError(h, h.migrator("shop", makeTable, insertOne).Up(h.Context()))
	changed := h.migrator("shop", makeTable, insertTwo, "SELECT 1")
	for _, err := range []error{changed.Check(h.Context()), changed.Up(h.Context())} {
		drift := new(migrate.DriftError)
		require.ErrorAs(h, err, &drift)
		require.Len(h, drift.Entries, 1)
		require.Equal(h, migrate.Changed, drift.Entries[0].State)
	}
	requireStates(h, changed, migrate.Done, migrate.Changed, migrate.Pending)
	require.NoError(h, h.migrator("shop", makeTable, insertOne).Check(h.Context()))
}

func migrateTooLate(h harness) {
	m := h.migrator("shop", makeTable)
	require.Error(h, m.Up(canceled(h)))
	_, err := m.Status(canceled(h))
	require.Error(h, err)
	database := h.Store.(migrate.Database)
	given := errors.New("given up")
	require.ErrorIs(h, database.Migrate(h.Context(), func(context.Context, migrate.Tx) error { return given }), given)
	requireStates(h, m, migrate.Pending)
	require.NoError(h, h.Close())
	require.Error(h, m.Up(h.Context()))
}

func migrateDurable(h harness) {
	require.NoError(h, h.migrator("shop", makeTable, insertOne).Up(h.Context()))
	require.NoError(h, h.Close())
	again := h.opened()
	requireStates(again, again.migrator("shop", makeTable, insertOne), migrate.Done, migrate.Done)
	require.NoError(h, again.migrator("shop", makeTable, insertOne, insertTwo).Up(h.Context()))
}
