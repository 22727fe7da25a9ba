package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// Outcome is what became of an event.
type Outcome uint8

const (
	// Failed is an event that was not handled; the error says why.
	Failed Outcome = iota
	// Handled is an event whose effect is stored.
	Handled
	// Duplicate is an event that was handled before.
	Duplicate
	// Ignored is an event that nobody listens to.
	Ignored
)

// String returns "failed", "handled", "duplicate" or "ignored".
func (o Outcome) String() string {
	return [...]string{"failed", "handled", "duplicate", "ignored"}[min(o, Ignored)]
}

// Ingest takes events from outside and has each of them handled once. It is a singleton
// that [Register] and [Subscribe] make. It is safe for concurrent use.
type Ingest struct {
	config    Config
	store     data.Store
	inbox     *inbox
	log       eventstore.Store // nil where the store keeps none
	container *di.Container
	options   []uow.Option
	logger    *slog.Logger
	exact     map[string]listener
	prefixes  []listener // the longest first
}

func newIngest(store data.Store) (*Ingest, error) {
	i := &Ingest{store: store, logger: slog.Default(), exact: map[string]listener{}}
	var err error
	if i.inbox, err = newInbox(store); err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	if log, err := eventstore.Of(store); err == nil {
		i.log = log
	}
	return i, nil
}

func (i *Ingest) add(one listener) {
	prefix, isPrefix := strings.CutSuffix(one.kind, "*")
	if !isPrefix {
		i.exact[one.kind] = one
		return
	}
	one.kind = prefix
	i.prefixes = append(i.prefixes, one)
	slices.SortStableFunc(i.prefixes, func(a, b listener) int { return len(b.kind) - len(a.kind) })
}

// checkLog refuses to keep events in a log that is not there.
func (i *Ingest) checkLog() error {
	logs := i.config.Unknown == Keep
	for _, one := range i.exact {
		logs = logs || one.log
	}
	for _, one := range i.prefixes {
		logs = logs || one.log
	}
	if logs && i.log == nil {
		return errors.New("ingest: events are to be kept in the log, and the store has none")
	}
	return nil
}

// listener returns who listens to events of the type.
func (i *Ingest) listener(kind string) (listener, bool) {
	if one, ok := i.exact[kind]; ok {
		return one, true
	}
	for _, one := range i.prefixes {
		if strings.HasPrefix(kind, one.kind) && len(kind) > len(one.kind) {
			return one, true
		}
	}
	return listener{log: true}, i.config.Unknown == Keep
}

// Handle has one event handled, unless it was before, and returns once that is stored.
//
// What is wrong with the event itself is an errs.KindInvalid, KindUnprocessable or
// KindUnsupported, and no later try mends it; so is, by default, a type that nobody listens
// to, with the code "unknown_event_type". Every other error is that of the consumer or of
// the store, and nothing has happened then.
func (i *Ingest) Handle(ctx context.Context, event cloudevents.Event) (Outcome, error) {
	begun := time.Now()
	outcome, err := i.handle(ctx, event)
	i.config.Observe(Observation{
		Outcome: outcome, Refused: isRefusal(err), Type: event.Type, Source: event.Source, Duration: time.Since(begun), Err: err,
	})
	return outcome, err
}

func (i *Ingest) handle(ctx context.Context, event cloudevents.Event) (Outcome, error) {
	if err := event.Validate(); err != nil {
		return Failed, &refusal{err}
	}
	one, known := i.listener(event.Type)
	switch {
	case !known && i.config.Unknown == Ignore:
		return Ignored, nil
	case !known:
		return Failed, &refusal{errs.New(errs.KindUnprocessable, "unknown_event_type", "events of the type %q are not taken here", event.Type)}
	}
	value, err := i.read(ctx, one, &event)
	if err != nil {
		return Failed, &refusal{err}
	}
	return i.once(i.contextOf(ctx, &event), one, event, value)
}

// read returns what the listener is to be handed.
func (i *Ingest) read(ctx context.Context, one listener, event *cloudevents.Event) (any, error) {
	if one.log {
		return newReceived(event)
	}
	value, err := one.read(event)
	if err != nil {
		return nil, err
	}
	if err := i.config.Validate(ctx, value); err != nil {
		return nil, invalid(event, err)
	}
	return value, nil
}

// invalid gives an error of validation a kind that clients understand.
func invalid(event *cloudevents.Event, err error) error {
	if errs.KindOf(err) != errs.KindInternal {
		return err
	}
	return errs.New(errs.KindUnprocessable, "invalid_data", "the data of the event %q is not valid: %v", event.ID, err)
}

// refusal is an error that lies in the event itself.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

// once has the event handled in the unit of work that remembers it.
func (i *Ingest) once(ctx context.Context, one listener, event cloudevents.Event, value any) (outcome Outcome, err error) {
	var last error
	err = i.config.Retry.Run(ctx, func(ctx context.Context) error {
		outcome, last = i.attempt(ctx, one, event, value)
		if overtaken(last) && !isDuplicate(last) {
			return errs.Unavailable("overtaken", "others were faster again and again; send the event later").Wrap(last)
		}
		return last
	})
	switch {
	case err == nil:
		return outcome, nil
	case isDuplicate(last): // somebody else was faster
		return Duplicate, nil
	case uow.OutcomeOf(last) == uow.Unknown:
		return Failed, errs.Unavailable("outcome_unknown", "it is not known whether the event was handled; send it again").Wrap(last)
	case overtaken(last) && !isTaken(last):
		return Failed, err
	}
	return Failed, fmt.Errorf("handle %q %q of %s: %w", event.Type, event.ID, event.Source, last)
}

// overtaken reports whether a unit of work was not committed because of what others did
// meanwhile.
func overtaken(err error) bool {
	failed, ok := errors.AsType[*uow.OutcomeError](err)
	return ok && errs.KindOf(failed) == errs.KindConflict
}

// isTaken reports whether that is because a value is taken, which it may be for good: then it
// is up to the sender, or the transport, how often to try.
func isTaken(err error) bool {
	_, ok := errors.AsType[*data.DuplicateError](err)
	return ok
}

// attempt is one unit of work in a scope of its own. A panic is an error.
func (i *Ingest) attempt(ctx context.Context, one listener, event cloudevents.Event, value any) (outcome Outcome, err error) {
	ctx, scope := i.container.NewScope(ctx)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if fault := scope.Close(err); fault != nil {
			i.logger.ErrorContext(ctx, "the scope of an event could not be closed", slog.Any("error", fault))
		}
	}()
	err = uow.Do(ctx, func(ctx context.Context) error {
		known, err := i.inbox.note(ctx, i.config.Name, event)
		if err != nil {
			return err
		}
		if known {
			outcome = Duplicate
			return nil
		}
		outcome = Handled
		if one.log {
			return i.append(ctx, value.(received))
		}
		return one.handle(ctx, scope, value)
	}, i.options...)
	return outcome, err
}
