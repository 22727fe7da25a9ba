package eventing

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
)

// poison reports whether the error is the fault of an event. It is not when the worker is to
// stop, when somebody else has the shard or changed it, when it is unknown whether
// anything failed, and when something is not there at the moment, a consumer included.
func (w *worker) poison(ctx context.Context, err error) bool {
	if err == nil || ctx.Err() != nil || w.lost(err) || w.outOfStep(err) || errors.Is(err, errs.KindUnavailable) {
		return false
	}
	_, construct := errors.AsType[*di.ConstructError](err)
	return !construct
}

// lost reports whether the shard has gone over to somebody else.
func (w *worker) lost(err error) bool {
	l, ok := errors.AsType[*lease.LostError](err)
	return ok && l.Name == w.lease.Name
}

// outOfStep reports whether the store has, or may have, another state than the worker knows.
func (w *worker) outOfStep(err error) bool {
	if uow.OutcomeOf(err) == uow.Unknown {
		return true
	}
	if moved, ok := errors.AsType[*lease.MovedError](err); ok && moved.Name == w.checkpoint.Name {
		return true
	}
	stale, ok := errors.AsType[*data.StaleError](err)
	return ok && stale.Collection == lettersCollection
}

// mend does about an error of a step what can be done, and returns it where that is to stop.
func (w *worker) mend(ctx context.Context, err error) error {
	if ctx.Err() != nil || w.lost(err) || errors.Is(err, errLayout) || errors.Is(err, errPaused) {
		return err
	}
	w.report.fail(err)
	w.logger.LogAttrs(ctx, slog.LevelWarn, "a subscription cannot go on at the moment", w.attrs(err)...)
	w.loaded = nil // to learn anew what is in the store
	if pause(ctx, w.stop, w.outage.next()) != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// judge notes a failure on a letter, and what is to become of it.
func (w *worker) judge(l Letter, cause error, now time.Time) Letter {
	l.Attempts++
	l.Error = textOf(cause)
	l.State = Retrying
	l.NextAttempt = now.Add(w.Retry.after(l.Attempts))
	if l.Attempts < w.Retry.Attempts && !rejected(cause) {
		return l
	}
	l.State = Parked
	if w.OnFailure == DeadLetter || rejected(cause) {
		l.State = Dead
	}
	return l
}

// lament tells everybody about an event that failed.
func (w *worker) lament(ctx context.Context, l Letter, cause error) {
	w.report.fail(cause)
	if w.failed == nil {
		w.failed = &LetterError{Letter: l, Err: cause}
	}
	attrs := append(w.attrs(cause),
		slog.String("event_id", l.EventID), slog.String("event_type", l.Type), slog.String("stream", l.Stream),
		slog.String("key", l.Key), slog.Int("attempts", l.Attempts), slog.String("state", string(l.State)))
	level, kind := slog.LevelWarn, Failed
	if l.State != Retrying {
		level, kind = slog.LevelError, GivenUp
	}
	w.logger.LogAttrs(ctx, level, "a subscription cannot handle an event", attrs...)
	w.observe(Observation{Kind: kind, Events: 1, Letter: &l, Err: cause}, nil)
}
