package datatest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	// contended is how many streams all writers compete for.
	contended = 40
	// bulk is how many events a large batch has at most.
	bulk = 1000
	// pause is how long a writer of small batches waits at most before the next one.
	pause = 2 * time.Millisecond
	// hurry is how long a caller has at most who does not wait for the end.
	hurry = 10 * time.Millisecond
)

// writer is one of those who append.
type writer struct {
	victim  Victim
	log     eventstore.Store
	journal journal
	number  int
	next    func() token
}

// write appends until ctx is over. What was begun is brought to an end.
func (w *writer) write(ctx context.Context) {
	lasting := context.WithoutCancel(ctx)
	versions := map[string]int64{}
	for ctx.Err() == nil {
		stream := fmt.Sprintf("torture-%d", rand.IntN(contended))
		switch {
		case w.number%2 == 1 && w.victim.Hold != nil:
			w.hold(lasting, stream)
			continue
		case w.number%6 == 0:
			w.append(lasting, w.batches(1+rand.IntN(bulk), fmt.Sprintf("bulk-%d", rand.IntN(contended)))...)
			continue
		}
		switch rand.IntN(6) {
		case 0: // the second is refused and takes the first along
			batches := w.batches(3, "lone-"+eventstore.NewID(), stream)
			batches[1].Expected = eventstore.Exact(1 << 40)
			w.append(lasting, batches...)
		case 1:
			w.append(lasting, w.batches(4, stream, "lone-"+eventstore.NewID())...)
		case 2:
			hurried, done := context.WithTimeout(lasting, rand.N(hurry))
			w.append(hurried, w.batches(2, stream)...)
			done()
		case 3, 4:
			w.insist(lasting, versions, stream)
		default:
			w.append(lasting, w.batches(1+rand.IntN(3), stream)...)
		}
		rest(ctx)
	}
}

// rest waits for a moment.
func rest(ctx context.Context) { wait(ctx, rand.N(pause)) }

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// batches returns a batch for each of the streams, with n events in all and more than none in each,
// which are those of one append.
func (w *writer) batches(n int, streams ...string) []eventstore.Batch {
	k := w.next()
	w.journal.begin(k, n)
	batches := make([]eventstore.Batch, len(streams))
	made := 0
	for i, stream := range streams {
		batches[i] = eventstore.Batch{Stream: stream, Expected: eventstore.Any}
		for made < (i+1)*n/len(streams) {
			batches[i].Events = append(batches[i].Events, eventstore.Event{ID: k.id(made), Type: tortureType})
			made++
		}
	}
	return batches
}

func (w *writer) append(ctx context.Context, batches ...eventstore.Batch) {
	_, err := w.log.Append(ctx, batches...)
	w.note(ctx, batches, err)
}

// note puts down what the writer was told.
func (w *writer) note(ctx context.Context, batches []eventstore.Batch, err error) {
	k, _, _ := tokenOf(batches[0].Events[0].ID)
	w.journal.end(k, verdictOf(ctx, err), err)
}

func verdictOf(ctx context.Context, err error) verdict {
	_, late := errors.AsType[*eventstore.VersionError](err)
	switch {
	case err == nil:
		return acknowledged
	case uow.OutcomeOf(err) == uow.Unknown:
		return uncertain
	case late:
		return conflicting
	case errs.KindOf(err) == errs.KindUnavailable, ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return failed
	}
	return wrong
}

// insist appends to the version that the writer believes the stream to be in. Where the
// outcome is unknown it appends the same again, which tells; and now and then where it is known,
// which must not change anything.
func (w *writer) insist(ctx context.Context, versions map[string]int64, stream string) {
	batches := w.batches(1+rand.IntN(3), stream)
	batches[0].Expected = eventstore.Exact(versions[stream])
	commit, err := w.log.Append(ctx, batches...)
	for again := 0; err != nil && verdictOf(ctx, err) != conflicting && again < tries; again++ {
		rest(ctx)
		commit, err = w.log.Append(ctx, batches...)
	}
	if err == nil && rand.IntN(4) == 0 {
		err = w.repeat(ctx, batches, commit)
	}
	w.note(ctx, batches, err)
	if late, ok := errors.AsType[*eventstore.VersionError](err); ok {
		versions[stream] = late.Actual
	}
	if err == nil {
		versions[stream] = commit.Versions[0]
	}
}

// repeat appends what is there already.
func (w *writer) repeat(ctx context.Context, batches []eventstore.Batch, commit eventstore.Commit) error {
	for range tries {
		again, err := w.log.Append(ctx, batches...)
		switch {
		case err == nil && again.Position == commit.Position && slices.Equal(again.Versions, commit.Versions):
			return nil
		case err == nil, verdictOf(ctx, err) == conflicting:
			return fmt.Errorf("appended at %v, and the repetition was answered with %v (%v)", commit, again, err) //nolint:errorlint // no version error
		}
		rest(ctx)
	}
	return nil
}

// hold appends in a transaction that takes its time.
func (w *writer) hold(ctx context.Context, stream string) {
	batches := w.batches(1+rand.IntN(20), stream)
	rollBack := rand.IntN(10) == 0
	err := w.victim.Hold(ctx, batches[0], rollBack)
	k, _, _ := tokenOf(batches[0].Events[0].ID)
	switch {
	case err == nil && rollBack:
		w.journal.end(k, wrong, errors.New("a transaction was to be rolled back and says that it was committed"))
	case err == nil:
		w.journal.end(k, acknowledged, nil)
	case uow.OutcomeOf(err) == uow.Unknown:
		w.journal.end(k, uncertain, err)
	case rollBack:
		w.journal.end(k, rolledBack, err)
	default:
		w.journal.end(k, failed, err)
	}
}
