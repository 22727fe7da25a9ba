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
	preparations := []preparation{
		{readers, &t.load, "SELECT version, json(doc) FROM $ WHERE id = ?1"},
		{readers, &t.loadMany, t.loadManyText()},
		{writer, &t.version, "SELECT version FROM $ WHERE id = ?1"},
		{writer, &t.insert, "INSERT INTO $ (id, version, doc) VALUES (?1, ?2, jsonb(?3))"},
		{writer, &t.update, "UPDATE $ SET version = ?2, doc = jsonb(?3) WHERE id = ?1"},
		{writer, &t.park, "UPDATE $ SET doc = jsonb('{}') WHERE id = ?1"},
		{writer, &t.erase, "DELETE FROM $ WHERE id = ?1"},
	}
	for i := range preparations {
		preparations[i].text = strings.ReplaceAll(preparations[i].text, "$", t.quoted)
	}
	return prepareAll(ctx, preparations)
}

func (t *table) loadManyText() string {
	return "SELECT id, version, json(doc) FROM " + t.quoted + " WHERE id IN (SELECT value FROM json_each(?1))"
}

// preparation is a statement to be prepared.
type preparation struct {
	db        *sql.DB
	statement **sql.Stmt
	text      string
}

func prepareAll(ctx context.Context, preparations []preparation) (err error) {
	for _, p := range preparations {
		if *p.statement, err = p.db.PrepareContext(ctx, p.text); err != nil {
			return err
		}
	}
	return nil
}

// quote makes an identifier of a name that passed data.Collection.Check, or of two with a dot.
func quote(name string) string { return `"` + name + `"` }

func sortedNames(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
