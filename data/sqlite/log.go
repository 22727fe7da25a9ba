package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var (
	_ eventstore.Store    = (*Store)(nil)
	_ eventstore.Eraser   = (*Store)(nil)
	_ eventstore.Archiver = (*Store)(nil)
)

// logSchema makes the log. AUTOINCREMENT is what keeps the position of an erased record
// from being used again, and sqlite_sequence what the head is.
const logSchema = `CREATE TABLE IF NOT EXISTS neuroglia_events (
	position INTEGER PRIMARY KEY AUTOINCREMENT,
	stream   TEXT NOT NULL,
	version  INTEGER NOT NULL,
	category TEXT NOT NULL,
	type     TEXT NOT NULL,
	schema   INTEGER NOT NULL,
	id       TEXT NOT NULL,
	at       INTEGER NOT NULL, -- microseconds since 1970, UTC
	data     TEXT NOT NULL,    -- JSON
	metadata TEXT,             -- JSON, NULL when nothing is known
	archived INTEGER NOT NULL DEFAULT 0,
	UNIQUE (stream, version)
) STRICT;
CREATE INDEX IF NOT EXISTS neuroglia_events_category ON neuroglia_events (category);`

// insertMany is how many events one statement inserts at most.
const insertMany = 16

// log is the part of the store that keeps events.
type log struct {
	news       news
	insertMany string // the statement for so many events

	head *sql.Stmt // of the readers
}

const (
	headText    = "SELECT seq FROM sqlite_sequence WHERE name = 'neuroglia_events'"
	endText     = "SELECT version, id, position FROM neuroglia_events WHERE stream = ? ORDER BY version DESC LIMIT 1"
	thereText   = "SELECT id, position FROM neuroglia_events WHERE stream = ? AND version BETWEEN ? AND ? ORDER BY version"
	insertEvent = "INSERT INTO neuroglia_events (stream, version, category, type, schema, id, at, data, metadata) VALUES "
	eventMarks  = "(?,?,?,?,?,?,?,?,?)"
	insertText  = insertEvent + eventMarks
	eventWidth  = 9 // of the marks
)

// insertManyText inserts [insertMany] events.
func insertManyText() string {
	return insertText + strings.Repeat(","+eventMarks, insertMany-1)
}

func (l *log) prepare(ctx context.Context, readers *sql.DB) (err error) {
	l.insertMany = insertManyText()
	l.head, err = readers.PrepareContext(ctx, headText)
	return err
}

// Append is the method of [eventstore.Store]. Appends of several callers may share one
// transaction and one sync of the disk, with each other and with commits of documents;
// each has its own outcome.
func (s *Store) Append(ctx context.Context, batches ...eventstore.Batch) (eventstore.Commit, error) {
	if err := s.open(ctx); err != nil {
		return eventstore.Commit{}, err
	}
	prepared, err := eventstore.Prepare(ctx, batches)
	if err != nil || len(prepared) == 0 {
		return eventstore.Commit{}, err
	}
	var done eventstore.Commit
	err = s.write(ctx, func(ctx context.Context, tx session) (err error) {
		a := appending{log: &s.log, tx: tx, batches: prepared}
		done, err = a.run(ctx, true)
		return err
	})
	if err != nil {
		return eventstore.Commit{}, fmt.Errorf("append to %d streams: %w", len(batches), err)
	}
	s.appended(ctx, done.Position)
	return done, nil
}

// appended tells those who wait of what was committed.
func (s *Store) appended(ctx context.Context, position eventstore.Position) {
	if position > 0 {
		s.log.news.tell()
		eventstore.Advance(ctx, position)
	}
}

// appending is what one caller appends in a transaction.
type appending struct {
	log     *log
	tx      session
	batches []eventstore.Batch
	ends    []streamEnd
}

// streamEnd is the last record of a stream; version 0 stands for none.
type streamEnd struct {
	version  int64
	id       string
	position int64
}

// set reads the row of [endText].
func (e *streamEnd) set(row []driver.Value) error {
	return errors.Join(assign(&e.version, row[0]), assign(&e.id, row[1]), assign(&e.position, row[2]))
}

// run appends, unless a stream is not as expected, or all of it is there already and may
// be.
func (a *appending) run(ctx context.Context, repeatable bool) (eventstore.Commit, error) {
	a.ends = make([]streamEnd, len(a.batches))
	for i, b := range a.batches {
		err := a.tx.read(ctx, endText, []driver.Value{b.Stream}, a.ends[i].set)
		if err != nil {
			return eventstore.Commit{}, fault(err)
		}
	}
	if repeatable {
		if before, ok, err := a.repeated(ctx); ok || err != nil {
			return before, err
		}
	}
	for i, b := range a.batches {
		if actual := a.ends[i].version; !b.Expected.Met(actual) {
			return eventstore.Commit{}, &eventstore.VersionError{Stream: b.Stream, Expected: b.Expected, Actual: actual}
		}
	}
	return a.write(ctx)
}

// repeated returns what an earlier append of the same events did, if there was one.
func (a *appending) repeated(ctx context.Context) (commit eventstore.Commit, ok bool, err error) {
	for i, b := range a.batches {
		end := a.ends[i]
		n := int64(len(b.Events))
		last := int64(b.Expected) + n
		if b.Expected < 0 {
			last = end.version
		}
		if n == 0 {
			commit.Versions = append(commit.Versions, end.version)
			continue
		}
		if last < n || last > end.version || last == end.version && end.id != b.Events[n-1].ID {
			return eventstore.Commit{}, false, nil
		}
		position, ok, err := a.isThere(ctx, b, last)
		if err != nil || !ok {
			return eventstore.Commit{}, false, err
		}
		commit.Versions = append(commit.Versions, last)
		commit.Position = max(commit.Position, position)
	}
	return commit, commit.Position > 0, nil
}

// isThere compares the ids of the batch with those that end at the version.
func (a *appending) isThere(ctx context.Context, b eventstore.Batch, last int64) (position eventstore.Position, same bool, err error) {
	i, at := 0, int64(0)
	same = true
	err = a.tx.read(ctx, thereText, []driver.Value{b.Stream, last - int64(len(b.Events)) + 1, last}, func(row []driver.Value) error {
		same = same && row[0] == b.Events[i].ID
		i++
		return assign(&at, row[1])
	})
	return eventstore.Position(at), same, fault(err)
}

func (a *appending) write(ctx context.Context) (eventstore.Commit, error) {
	commit := eventstore.Commit{Versions: make([]int64, len(a.batches))}
	now := time.Now().UnixMicro()
	var args []driver.Value
	for i, b := range a.batches {
		category := eventstore.Category(b.Stream)
		for n, e := range b.Events {
			metadata, err := metadataText(e.Metadata)
			if err != nil {
				return commit, err
			}
			at := now
			if !e.At.IsZero() {
				at = e.At.UnixMicro()
			}
			args = append(args, b.Stream, a.ends[i].version+int64(n)+1, category, e.Type, int64(e.SchemaVersion), e.ID, at, string(e.Data), metadata)
		}
		commit.Versions[i] = a.ends[i].version + int64(len(b.Events))
	}
	last, err := a.insert(ctx, args)
	commit.Position = eventstore.Position(last)
	return commit, fault(err)
}

// insert writes the rows and returns the position of the last one.
func (a *appending) insert(ctx context.Context, args []driver.Value) (last int64, err error) {
	for len(args) > 0 {
		text, n := insertText, eventWidth
		if len(args) >= eventWidth*insertMany {
			text, n = a.log.insertMany, eventWidth*insertMany
		}
		result, err := a.tx.exec(ctx, text, args[:n]...)
		if err != nil {
			return 0, err
		}
		if last, err = result.LastInsertId(); err != nil {
			return 0, err
		}
		args = args[n:]
	}
	return last, nil
}

// metadataText returns NULL for metadata that says nothing.
func metadataText(m eventstore.Metadata) (driver.Value, error) {
	if m.IsZero() {
		return nil, nil //nolint:nilnil // NULL
	}
	text, err := json.Marshal(m)
	return string(text), err
}
