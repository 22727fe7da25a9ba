package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"

	codes "modernc.org/sqlite/lib"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// table is a collection that was defined, with its statements.
type table struct {
	data.Collection
	quoted string

	load, loadMany                       *sql.Stmt // of the readers
	version, insert, update, park, erase string    // statements of the writer
}

// Define makes the table and the indexes of the collection where they are missing,
// and drops indexes of it that are not declared any more. Any number of processes may
// do so at the same time.
func (s *Store) Define(c data.Collection) error {
	ctx := context.Background()
	if err := s.open(ctx); err != nil {
		return err
	}
	wanted, err := schemaOf(c)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.tables[c.Name]; ok {
		return sameDefinition(known.Collection, c)
	}
	if err := s.migrate(ctx, c.Name, wanted); err != nil {
		return fmt.Errorf("define the collection %q: %w", c.Name, err)
	}
	t := &table{Collection: c, quoted: quote(c.Name)}
	if err := t.prepare(ctx, s.readers); err != nil {
		return fmt.Errorf("define the collection %q: %w", c.Name, fault(err))
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

// migrate reads first: a program that starts on a database in order writes nothing.
func (s *Store) migrate(ctx context.Context, name string, wanted map[string]string) error {
	steps, err := stepsTo(ctx, s.writer.db, name, wanted)
	if err != nil || len(steps) == 0 {
		return fault(err)
	}
	return s.write(ctx, func(ctx context.Context, tx session) error {
		steps, err := stepsTo(ctx, tx, name, wanted) // again: another process may have been faster
		if err != nil {
			return fault(err)
		}
		for _, step := range steps {
			if _, err := tx.ExecContext(ctx, step); err != nil {
				return stepFault(step, err)
			}
		}
		return nil
	})
}

func stepFault(step string, err error) error {
	if primary(codeOf(err)) == codes.SQLITE_CONSTRAINT {
		return fmt.Errorf("documents that are stored already break a unique index; change them, or do not declare it (%s): %w", step, err)
	}
	return fault(fmt.Errorf("%s: %w", step, err))
}

type queryer interface {
	QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, statement string, args ...any) *sql.Row
}

// stepsTo returns the statements that turn what is there into what is wanted.
func stepsTo(ctx context.Context, db queryer, name string, wanted map[string]string) (steps []string, err error) {
	there, err := schemaObjects(ctx, db, name)
	if err != nil {
		return nil, err
	}
	for object := range there {
		if _, ok := wanted[object]; !ok || object != name && there[object] != wanted[object] {
			steps = append(steps, "DROP INDEX "+quote(object))
			delete(there, object)
		}
	}
	if _, ok := there[name]; !ok {
		steps = append(steps, wanted[name])
	}
	for _, object := range sortedNames(wanted) {
		if _, ok := there[object]; !ok && object != name {
			steps = append(steps, wanted[object])
		}
	}
	return steps, nil
}

// schemaObjects returns the statements that made the table and its indexes, by
// name. Indexes made by hand have no dot in their name and are left alone.
func schemaObjects(ctx context.Context, db queryer, name string) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT name, sql FROM sqlite_schema WHERE tbl_name = ?1
		AND (name = ?1 OR type = 'index' AND substr(name, 1, length(?1) + 1) = ?1 || '.')`, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err says it all
	objects := map[string]string{}
	for rows.Next() {
		var object, statement string
		if err := rows.Scan(&object, &statement); err != nil {
			return nil, err
		}
		objects[object] = statement
	}
	return objects, rows.Err()
}

// schemaOf returns the statements that make the table and its indexes, by name, or
// every fault of the definition.
func schemaOf(c data.Collection) (map[string]string, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if strings.HasPrefix(c.Name, "sqlite_") || strings.HasPrefix(c.Name, "neuroglia_") {
		return nil, fmt.Errorf("%q cannot be the name of a collection; names that begin with sqlite_ or neuroglia_ are taken", c.Name)
	}
	objects := map[string]string{c.Name: "CREATE TABLE " + quote(c.Name) +
		" (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, doc BLOB NOT NULL) STRICT"}
	for _, index := range c.Unique {
		// Values of different kinds may look alike; the kinds make them differ.
		expressions := append(expressionsOf(index, valueAt), expressionsOf(index, looksAlike)...)
		objects[c.Name+"."+index.Name] = indexSQL("CREATE UNIQUE INDEX ", c.Name, index.Name, expressions)
	}
	for _, index := range c.Indexes {
		// The id at the end has the index give the order of a query, tie break included.
		expressions := append(expressionsOf(index, valueAt), "id")
		objects[c.Name+"."+index.Name] = indexSQL("CREATE INDEX ", c.Name, index.Name, expressions)
	}
	return objects, nil
}

func indexSQL(create, collection, name string, expressions []string) string {
	return create + quote(collection+"."+name) + " ON " + quote(collection) + " (" + strings.Join(expressions, ", ") + ")"
}

// expressionsOf are those of a query, which is what makes it use the index.
func expressionsOf(index data.Index, expression func(query.Path) string) []string {
	expressions := make([]string, len(index.Fields))
	for i, field := range index.Fields {
		expressions[i] = expression(query.Path(field))
	}
	return expressions
}
