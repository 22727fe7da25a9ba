package sqlite

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
)

// prepare prepares the statements of the table. They live as long as the pools.
func (t *table) prepare(ctx context.Context, readers, writer *sql.DB) error {
	for _, p := range []struct {
		db        *sql.DB
		statement **sql.Stmt
		text      string
	}{
		{readers, &t.load, "SELECT version, json(doc) FROM $ WHERE id = ?1"},
		{readers, &t.loadMany, "SELECT id, version, json(doc) FROM $ WHERE id IN (SELECT value FROM json_each(?1))"},
		{writer, &t.version, "SELECT version FROM $ WHERE id = ?1"},
		{writer, &t.insert, "INSERT INTO $ (id, version, doc) VALUES (?1, ?2, jsonb(?3))"},
		{writer, &t.update, "UPDATE $ SET version = ?2, doc = jsonb(?3) WHERE id = ?1"},
		{writer, &t.park, "UPDATE $ SET doc = jsonb('{}') WHERE id = ?1"},
		{writer, &t.erase, "DELETE FROM $ WHERE id = ?1"},
	} {
		var err error
		if *p.statement, err = p.db.PrepareContext(ctx, strings.ReplaceAll(p.text, "$", t.quoted)); err != nil {
			return err
		}
	}
	return nil
}

// quote makes an identifier of a name that passed data.Collection.Check, or of two with a dot.
func quote(name string) string { return `"` + name + `"` }

func sortedNames(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
