package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	codes "modernc.org/sqlite/lib"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Commit carries out the writes, all or none, and appends their events to the log in the
// same transaction. Commits of several callers may share one transaction and one sync of
// the disk; each has its own outcome.
func (s *Store) Commit(ctx context.Context, batch data.Batch) error {
	c, err := s.commitOf(ctx, batch)
	if err != nil || len(batch.Writes) == 0 {
		return err
	}
	if err := s.write(ctx, c.run); err != nil {
		return fmt.Errorf("commit %d writes: %w", len(batch.Writes), err)
	}
	s.committed(ctx, &c)
	return nil
}

// committed does what follows on a commit.
func (s *Store) committed(ctx context.Context, c *commit) {
	s.appended(ctx, c.position)
	for _, w := range c.writes {
		if w.Op == data.Delete || w.Op == data.Erase {
			s.sweeper.soon()
			return
		}
	}
}

// commit is a batch with the table of each write, and what it appends to the log.
type commit struct {
	log      *log
	writes   []data.Write
	tables   []*table
	events   []eventstore.Batch
	position eventstore.Position
}

// commitOf does the part of the work that needs no transaction.
func (s *Store) commitOf(ctx context.Context, batch data.Batch) (c commit, err error) {
	c = commit{log: &s.log, writes: batch.Writes, tables: make([]*table, len(batch.Writes))}
	for i, w := range batch.Writes {
		if !w.Op.OfDocument() {
			continue
		}
		if c.tables[i], err = s.table(ctx, w.Collection); err != nil {
			return c, err
		}
	}
	if err := s.open(ctx); err != nil {
		return c, err
	}
	c.events, err = eventstore.BatchesOf(ctx, batch.Writes)
	return c, err
}

// run checks every version, then writes. Indexes must judge the state after all of
// the writes while SQLite judges after each, so documents are taken out of their
// unique indexes before any comes in.
func (c *commit) run(ctx context.Context, tx session) error {
	for i := range c.writes {
		if err := c.check(ctx, tx, i); err != nil {
			return err
		}
	}
	if err := c.erase(ctx, tx); err != nil {
		return err
	}
	if err := c.append(ctx, tx); err != nil {
		return err
	}
	for i := range c.writes {
		if err := c.clear(ctx, tx, i); err != nil {
			return c.failed(i, err)
		}
	}
	for i := range c.writes {
		if err := c.put(ctx, tx, i); err != nil {
			return c.failed(i, err)
		}
	}
	return nil
}

func (c *commit) erase(ctx context.Context, tx session) error {
	for _, w := range c.writes {
		if w.Op != data.Erase {
			continue
		}
		if _, err := eraseStream(ctx, tx, w.Stream); err != nil {
			return fmt.Errorf("erase stream %q: %w", w.Stream, err)
		}
	}
	return nil
}

func (c *commit) append(ctx context.Context, tx session) error {
	if len(c.events) == 0 {
		return nil
	}
	a := appending{log: c.log, tx: tx, batches: c.events}
	done, err := a.run(ctx, false)
	c.position = done.Position
	return err
}

// check compares the stored version of a write's document with the expected one.
func (c *commit) check(ctx context.Context, tx session, i int) error {
	w := &c.writes[i]
	if !w.Op.OfDocument() {
		return nil
	}
	var stored int64
	err := tx.read(ctx, c.tables[i].version, []driver.Value{w.ID}, func(row []driver.Value) error { return assign(&stored, row[0]) })
	switch {
	case err != nil:
		return c.failed(i, err)
	case stored == w.Expected:
		return nil
	case w.Expected == 0 && w.Op == data.Put:
		return &data.DuplicateError{Collection: w.Collection, Index: data.IndexID, ID: w.ID}
	}
	return &data.StaleError{Collection: w.Collection, ID: w.ID, Expected: w.Expected, Actual: stored}
}

// clear deletes, and empties what will be put anew where others could be in its way.
func (c *commit) clear(ctx context.Context, tx session, i int) error {
	w, t := &c.writes[i], c.tables[i]
	var err error
	switch {
	case w.Op == data.Delete:
		_, err = tx.exec(ctx, t.erase, w.ID)
	case w.Op == data.Put && w.Expected != 0 && len(c.writes) > 1 && len(t.Unique) > 0:
		_, err = tx.exec(ctx, t.park, w.ID)
	}
	return err
}

func (c *commit) put(ctx context.Context, tx session, i int) error {
	w, t := &c.writes[i], c.tables[i]
	if w.Op != data.Put {
		return nil
	}
	text := t.update
	if w.Expected == 0 {
		text = t.insert
	}
	_, err := tx.exec(ctx, text, w.ID, w.Version, string(w.Body))
	return err
}

// failed names what SQLite refused.
func (c *commit) failed(i int, err error) error {
	w := &c.writes[i]
	if codeOf(err) == codes.SQLITE_CONSTRAINT_UNIQUE {
		return &data.DuplicateError{Collection: w.Collection, Index: indexIn(err.Error(), w.Collection), ID: w.ID}
	}
	return fmt.Errorf("write %s %q: %w", w.Collection, w.ID, fault(err))
}

// indexIn reads the name out of "UNIQUE constraint failed: index 'customers.phone'",
// which is the only place where SQLite gives it.
func indexIn(message, collection string) string {
	_, name, _ := strings.Cut(message, "index '"+collection+".")
	name, _, _ = strings.Cut(name, "'")
	return name
}
