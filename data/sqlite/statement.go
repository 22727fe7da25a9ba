package sqlite

import (
	"context"
	"database/sql"
	"maps"
	"slices"
)

// prepare prepares the statements of the readers, which live as long as their pool. Those of the
// writer are prepared when they are met first.
func (t *table) prepare(ctx context.Context, readers *sql.DB) (err error) {
	t.version = "SELECT version FROM " + t.quoted + " WHERE id = ?1"
	t.insert = "INSERT INTO " + t.quoted + " (id, version, doc) VALUES (?1, ?2, jsonb(?3))"
	t.update = "UPDATE " + t.quoted + " SET version = ?2, doc = jsonb(?3) WHERE id = ?1"
	t.park = "UPDATE " + t.quoted + " SET doc = jsonb('{}') WHERE id = ?1"
	t.erase = "DELETE FROM " + t.quoted + " WHERE id = ?1"
	if t.load, err = readers.PrepareContext(ctx, "SELECT version, json(doc) FROM "+t.quoted+" WHERE id = ?1"); err != nil {
		return err
	}
	t.loadMany, err = readers.PrepareContext(ctx, t.loadManyText())
	return err
}

func (t *table) loadManyText() string {
	return "SELECT id, version, json(doc) FROM " + t.quoted + " WHERE id IN (SELECT value FROM json_each(?1))"
}

// quote makes an identifier of a name that passed data.Collection.Check, or of two with a dot.
func quote(name string) string { return `"` + name + `"` }

func sortedNames(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
