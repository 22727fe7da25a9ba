package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// ErrClosed is returned by a store that was closed.
var ErrClosed = errs.Unavailable("store_closed", "the database was closed; the program is shutting down")

// codeOf returns SQLite's extended result code, 0 where err is not SQLite's.
func codeOf(err error) int {
	if e, ok := errors.AsType[*driver.Error](err); ok {
		return e.Code()
	}
	return 0
}

// primary drops what an extended result code adds.
func primary(code int) int { return code & 0xff }

func isBusy(err error) bool {
	code := primary(codeOf(err))
	return code == codes.SQLITE_BUSY || code == codes.SQLITE_LOCKED
}

// fault gives an error of SQLite a kind, and the words that say what to do where
// something can be done. The text of SQLite itself stays in the cause.
func fault(err error) error {
	switch primary(codeOf(err)) {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_PROTOCOL:
		return errs.Unavailable("store_busy", "the database is in use by another process; try again").Wrap(err)
	case codes.SQLITE_FULL:
		return errs.Unavailable("storage_full", "the disk of the database is full; make room and try again").Wrap(err)
	case codes.SQLITE_READONLY, codes.SQLITE_PERM, codes.SQLITE_CANTOPEN:
		return errs.Unavailable("storage_readonly", "the database cannot be written; its file or folder is read-only or gone").Wrap(err)
	case codes.SQLITE_IOERR:
		return errs.Unavailable("storage_failed", "the disk of the database failed").Wrap(err)
	case codes.SQLITE_TOOBIG:
		return errs.New(errs.KindTooLarge, "document_too_large", "the document is larger than the database takes (1 GB)").Wrap(err)
	}
	return err
}

// readFault is fault for a statement that ctx may have ended.
func readFault(ctx context.Context, err error) error {
	if ctx.Err() != nil && (errors.Is(err, ctx.Err()) || primary(codeOf(err)) == codes.SQLITE_INTERRUPT) {
		return context.Cause(ctx)
	}
	return fault(err)
}

func busyFault(waited time.Duration, err error) error {
	return errs.Unavailable("store_busy",
		"another process has been writing to the database for more than %v; try again", waited).Wrap(err)
}

// commitFault tells a COMMIT that certainly left nothing from one that may be found
// done when the database is opened next: what was written may have reached the disk although
// waiting for it failed. Where a write itself failed the log lacks its end, which is
// the record of the commit.
func commitFault(err error) error {
	if codeOf(err) == codes.SQLITE_IOERR_WRITE {
		return fault(err)
	}
	switch primary(codeOf(err)) {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_FULL:
		return fault(err)
	}
	if err == nil {
		return nil
	}
	return uow.UnknownOutcome(fmt.Errorf("commit: %w", err))
}

// openFault says what is wrong with the file and what to do, for the person who
// starts the program.
func openFault(path string, err error) error {
	switch primary(codeOf(err)) {
	case codes.SQLITE_NOTADB:
		return fmt.Errorf("%s is not a SQLite database; give another path, or move the file away: %w", path, err)
	case codes.SQLITE_CORRUPT:
		return fmt.Errorf("%s is damaged; restore a backup, or try the .recover command of the sqlite3 shell: %w", path, err)
	case codes.SQLITE_CANTOPEN, codes.SQLITE_PERM:
		return fmt.Errorf("%s cannot be opened; see that it is a file, and that this user may read and write it and its folder: %w", path, err)
	case codes.SQLITE_READONLY:
		return fmt.Errorf("%s is read-only; give this user the right to write it and its folder, which holds the log beside it: %w", path, err)
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_PROTOCOL:
		return fmt.Errorf("%s is locked by another process; stop that one, or wait for it: %w", path, err)
	case codes.SQLITE_FULL:
		return fmt.Errorf("%s cannot be written because the disk is full; make room: %w", path, err)
	case codes.SQLITE_IOERR:
		return fmt.Errorf("%s cannot be read or written; SQLite needs a local disk with working locks, no network share: %w", path, err)
	}
	return fmt.Errorf("open %s: %w", path, err)
}
