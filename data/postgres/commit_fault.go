package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// stepFailed tells an answer of the server to a statement, after which the transaction
// is gone, from none, after which nobody knows unless it was not sent as a whole.
func stepFailed(ctx context.Context, err error) error {
	if codeOf(err) == "" && !isUnsent(err) {
		return uow.UnknownOutcome(err)
	}
	return notSent(ctx, err)
}

// notSent is stepFailed for a statement that certainly was not sent.
func notSent(ctx context.Context, err error) error {
	if codeOf(err) != "" {
		return err
	}
	return readFault(ctx, err)
}

// isUnsent reports whether a transaction failed while its statements were prepared or sent, so
// that the server cannot have got its end. pgconn.SafeToRetry is not the one to ask: it
// also says so where an answer could not be read.
func isUnsent(err error) bool {
	if _, early := errors.AsType[pgx.ErrPreprocessingBatch](err); early {
		return true
	}
	failed, ok := errors.AsType[*net.OpError](err)
	return ok && failed.Op == "write"
}

// patient returns a context that goes on for a while when ctx is over.
func patient(ctx context.Context) (context.Context, func()) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return sending, func() { stop(); cancel() }
}

// named says what a step was refused for. It may read, so the connection of the commit
// has to be back in the pool: if all waited for a second one, none would get it.
func (s *Store) named(ctx context.Context, at *step, err error) error {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || at == nil {
		return err
	}
	if at.events != nil {
		if refusal.Code == staleStream {
			return s.late(ctx, at.events, refusal)
		}
		return fmt.Errorf("append events: %w", fault(err))
	}
	if at.table == nil {
		return fmt.Errorf("erase stream %q: %w", at.write.Stream, fault(err))
	}
	switch index := at.table.indexes[refusal.ConstraintName]; {
	case refusal.Code == staleVersion:
		return s.stale(ctx, at)
	case refusal.Code == uniqueViolation && at.added != nil:
		return s.taken(ctx, at)
	case refusal.Code == uniqueViolation && index != "":
		return &data.DuplicateError{Collection: at.table.Name, Index: index, ID: at.write.ID}
	}
	return fmt.Errorf("write %s %q: %w", at.write.Collection, at.write.ID, fault(err))
}

// stale looks what the version is by now.
func (s *Store) stale(ctx context.Context, at *step) error {
	w := at.write
	if w.Op == data.Put && w.Expected == 0 {
		return &data.DuplicateError{Collection: w.Collection, Index: data.IndexID, ID: w.ID}
	}
	records, err := s.Load(ctx, w.Collection, []string{w.ID})
	if err != nil {
		records = nil // that it is stale is known; what it is now matters less
	}
	stale := &data.StaleError{Collection: w.Collection, ID: w.ID, Expected: w.Expected}
	if len(records) == 1 {
		stale.Actual = records[0].Version
	}
	return stale
}

// endFault tells how a transaction ended all of whose statements had succeeded.
func endFault(err error) error {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case err == nil:
		return nil
	case ok && refusal.Severity == "ERROR":
		return fault(err)
	}
	return uow.UnknownOutcome(fmt.Errorf("commit: %w", err))
}
