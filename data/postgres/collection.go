package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// table is a collection that was defined, with its statements.
type table struct {
	data.Collection
	quoted  string            // with its schema
	indexes map[string]string // name in the database to declared name, of unique indexes
	statements
}

// Define makes the table and the indexes of the collection where they are missing,
// and drops indexes of it that are not declared any more. Any number of processes may
// do so at the same time.
func (s *Store) Define(c data.Collection) error {
	ctx := context.Background()
	if err := s.open(ctx); err != nil {
		return err
	}
	t, wanted, err := s.schemaOf(c)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.tables[c.Name]; ok {
		return sameDefinition(known.Collection, c)
	}
	if err := s.build(ctx, c.Name, wanted); err != nil {
		return fmt.Errorf("define the collection %q: %w", c.Name, err)
	}
	s.tables[c.Name] = t
	return nil
}

func sameDefinition(known, c data.Collection) error {
	if reflect.DeepEqual(known, c) {
		return nil
	}
	return errs.Internal("collection_redefined",
		"the collection %q is defined twice, with different indexes; give both definitions the same ones", c.Name)
}

// build reads first: a program that starts on a database in order changes nothing.
func (s *Store) build(ctx context.Context, name string, wanted map[string]string) error {
	steps, err := s.stepsTo(ctx, s.pool, name, wanted)
	if err != nil || len(steps) == 0 {
		return fault(err)
	}
	return s.migrate(ctx, func(tx pgx.Tx) error {
		steps, err := s.stepsTo(ctx, tx, name, wanted) // again: another process may have been faster
		if err != nil {
			return fault(err)
		}
		for _, step := range steps {
			if _, err := tx.Exec(ctx, step, pgx.QueryExecModeSimpleProtocol); err != nil {
				return stepFault(step, err)
			}
		}
		return nil
	})
}

func stepFault(step string, err error) error {
	switch codeOf(err) {
	case uniqueViolation:
		return fmt.Errorf("documents that are stored already break a unique index; change them, or do not declare it (%s): %w", step, err)
	case noPrivilege:
		return fmt.Errorf("the user of the database may not do this; have the owner of the schema grant CREATE on it (%s): %w", step, err)
	}
	return fmt.Errorf("%s: %w", step, fault(err))
}

type querier interface {
	Query(ctx context.Context, statement string, args ...any) (pgx.Rows, error)
}

// stepsTo returns the statements that turn what is there into what is wanted.
func (s *Store) stepsTo(ctx context.Context, db querier, name string, wanted map[string]string) (steps []string, err error) {
	there, err := s.schemaObjects(ctx, db, name)
	if err != nil {
		return nil, err
	}
	for object := range there {
		if object != name && there[object] != wanted[object] {
			steps = append(steps, "DROP INDEX "+s.schema+quote(object))
			delete(there, object)
		}
	}
	if _, ok := there[name]; !ok {
		steps = append(steps, wanted[name])
	}
	for _, object := range slices.Sorted(maps.Keys(wanted)) {
		if _, ok := there[object]; !ok && object != name {
			steps = append(steps, wanted[object], "COMMENT ON INDEX "+s.schema+quote(object)+" IS "+literal(wanted[object]))
		}
	}
	return steps, nil
}

// schemaObjects returns the statements that made the table and its indexes, by name.
// They are kept as comments, because PostgreSQL writes definitions its own way. Indexes
// made by hand have no dot in their name and are left alone.
func (s *Store) schemaObjects(ctx context.Context, db querier, name string) (map[string]string, error) {
	rows, err := db.Query(ctx, `SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), '')
		FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
		WHERE c.oid = to_regclass($1::text) OR i.indrelid = to_regclass($1::text) AND starts_with(c.relname, $2::text)`,
		s.schema+quote(name), name+".")
	if err != nil {
		return nil, err
	}
	objects := map[string]string{}
	var object, statement string
	_, err = pgx.ForEachRow(rows, []any{&object, &statement}, func() error {
		objects[object] = statement
		return nil
	})
	return objects, err
}

// schemaOf returns the table, and the statements that make it and its indexes, by
// name, or every fault of the definition.
func (s *Store) schemaOf(c data.Collection) (*table, map[string]string, error) {
	if err := c.Check(); err != nil {
		return nil, nil, err
	}
	if strings.HasPrefix(c.Name, "pg_") || strings.HasPrefix(c.Name, "neuroglia_") {
		return nil, nil, fmt.Errorf("%q cannot be the name of a collection; names that begin with pg_ or neuroglia_ are taken", c.Name)
	}
	t := &table{Collection: c, quoted: s.schema + quote(c.Name), indexes: map[string]string{}}
	t.statements = s.statementsOf(t)
	key := indexName(c.Name, "pk")
	t.indexes[key] = data.IndexID
	objects := map[string]string{c.Name: "CREATE TABLE " + t.quoted + ` (id text COLLATE "C" NOT NULL CONSTRAINT ` + quote(key) +
		" PRIMARY KEY, version bigint NOT NULL, doc jsonb NOT NULL)"}
	for _, index := range c.Unique {
		name := indexName(c.Name, "u."+index.Name)
		t.indexes[name] = index.Name
		objects[name] = "CREATE UNIQUE INDEX " + quote(name) + " ON " + t.quoted + " (" + strings.Join(uniqueExpressions(index), ", ") + ")"
	}
	for _, index := range c.Indexes {
		name := indexName(c.Name, "i."+index.Name)
		objects[name] = "CREATE INDEX " + quote(name) + " ON " + t.quoted + " (" + strings.Join(orderedExpressions(index), ", ") + ")"
	}
	return t, objects, nil
}

// indexName fits the 63 bytes of a name in PostgreSQL.
func indexName(collection, index string) string {
	name := collection + "." + index
	if len(name) <= 63 {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return collection + "." + hex.EncodeToString(sum[:])[:14]
}

// uniqueExpressions compare values with their kinds; null takes no part. A hash stands
// for what an index has no room for.
func uniqueExpressions(index data.Index) []string {
	expressions := make([]string, len(index.Fields))
	for i, field := range index.Fields {
		path := query.Path(field)
		text := textAt(path)
		expressions[i] = fmt.Sprintf("(%s), (%s), (%s), (CASE WHEN length(%s) >= %d THEN md5(%s) ELSE '' END)",
			numberAt(path), headAt(path), typeAt(path), text, headLength, text)
	}
	return expressions
}

// orderedExpressions are those of a query's filter and order, tie break included, so
// that the index serves both.
func orderedExpressions(index data.Index) []string {
	var expressions []string
	for _, field := range index.Fields {
		path := query.Path(field)
		expressions = append(expressions, "("+numberAt(path)+") NULLS FIRST", "("+headAt(path)+") NULLS FIRST")
	}
	return append(expressions, "id")
}

// quote makes an identifier of a name that passed data.Collection.Check, or of such names with dots.
func quote(name string) string { return `"` + name + `"` }

// literal writes a text as a constant.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
