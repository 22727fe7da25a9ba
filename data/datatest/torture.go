package datatest

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// TortureVariable names the environment variable that says how long a torture lasts, as in
// "10m", whatever the test says. Tests that take long to be thorough are only that where it
// is set; see [InFull].
const TortureVariable = "NEUROGLIA_TORTURE"

// InFull reports whether [TortureVariable] is set. Without it TortureUnitOfWork has a fifth of
// its transactions committed, and adapters may leave out what differs little.
func InFull() bool { return os.Getenv(TortureVariable) != "" }

const (
	defaultTorture = 5 * time.Second
	torturers      = 24
)

// Torture says where a store is tortured, and how far that may go.
type Torture struct {
	// Place makes an empty place for the store and returns its name: a file, a URL. It is
	// called once, by the first process. Nil is for a store that lives in memory.
	Place func(t *testing.T) string
	// Open opens the store at the place; every process does, and more than once. Required.
	Open func(t *testing.T, place string) Victim
	// Processes is how many processes write besides this one. They run the same test, which
	// must not be skipped there, and come to TortureEventStore or TortureUnitOfWork a
	// second time, where they take their place in the work. While they do they are killed, and replaced.
	Processes int
	// Lasts is how long the writers of TortureEventStore write. 0 is 5 seconds.
	Lasts time.Duration
	// Transactions is how many units of work TortureUnitOfWork has committed in the end. 0 is 10,000.
	Transactions int
	// Crash, if there is one, kills the server of the store and starts it again. It is
	// called by TortureUnitOfWork between the other deaths.
	Crash func(t *testing.T)
}

// Victim is a store that is tortured, and what it lends itself to besides. A power that is
// nil is not used.
type Victim struct {
	// Store is an eventstore.Store as well. It is closed at the end.
	Store data.Store
	// Hold appends the batch in a transaction that has got hold of what orders transactions
	// before, such as a transaction id, and dawdles before and after it appends. Then it
	// commits, or rolls back and returns any error. uow.OutcomeOf tells from the error how it ended.
	Hold func(ctx context.Context, batch eventstore.Batch, rollBack bool) error
	// Disrupt breaks something that the store has to cope with, such as one of its
	// connections, and returns how often it did.
	Disrupt func(ctx context.Context) (int, error)
	// Naive reads all records behind the position in their order, without a care for what
	// is not settled. It is expected to miss events: where it does not, the
	// torture was too mild to prove anything, and fails.
	Naive func(ctx context.Context, after eventstore.Position) ([]eventstore.Record, error)
}

// TortureEventStore has 24 writers append to the log of a store under conditions in which logs
// lose events, and holds what readers see against what the writers were told. Half of the writers
// hold a transaction open around their append, where the store has [Victim].Hold, and
// one in ten of those rolls back. They compete for streams, append to several at once, in large
// batches, and again what they are not sure of. Their processes are killed, their connections cut.
//
//   - An append that was acknowledged is seen, all of it, once, in its order.
//   - One that was refused is not seen; one whose outcome is unknown is seen as a whole or not at all.
//   - Every reader sees positions rise and the versions of each stream follow one another.
//   - An error is a conflict, or of errs.KindUnavailable, or says that the outcome is unknown.
//
// It lasts as long as [Torture] or [TortureVariable] says, and logs what it did.
func TortureEventStore(t *testing.T, torture Torture) {
	t.Helper()
	if place, number, ok := asFurtherProcess(); ok {
		serveWriters(t, torture, place, number)
		return
	}
	s := newSession(t, torture)
	s.open(t)
	s.write(t)
	s.settle(t)
	s.report(t)
	s.judge(t)
}

// session is a torture as its first process sees it.
type session struct {
	Torture
	place     string
	victim    Victim
	log       eventstore.Store
	ledger    *ledger
	clock     context.Context // done when the time is up
	disrupted atomic.Int64
	killed    atomic.Int64

	following sync.WaitGroup
	stop      context.CancelFunc
	readers   map[string]*witness
	naive     *witness
}

func newSession(t *testing.T, torture Torture) *session {
	t.Helper()
	s := &session{Torture: torture, ledger: newLedger(), readers: map[string]*witness{}}
	if s.Place != nil {
		s.place = s.Place(t)
	}
	s.Lasts = lasting(t, s.Lasts)
	return s
}

func (s *session) open(t *testing.T) {
	t.Helper()
	s.victim = opened(t, s.Torture, s.place)
	s.log = s.victim.Store.(eventstore.Store)
	t.Cleanup(func() { require.NoError(t, s.victim.Store.Close()) })
}

func opened(t *testing.T, torture Torture, place string) Victim {
	t.Helper()
	victim := torture.Open(t, place)
	_, ok := victim.Store.(eventstore.Store)
	require.True(t, ok, "the store is a %T, which is no eventstore.Store", victim.Store)
	return victim
}

func lasting(t *testing.T, lasts time.Duration) time.Duration {
	t.Helper()
	if given := os.Getenv(TortureVariable); given != "" {
		var err error
		lasts, err = time.ParseDuration(given)
		require.NoError(t, err, "%s", TortureVariable)
	}
	if lasts == 0 {
		return defaultTorture
	}
	return lasts
}

// write has everybody at work until the time is up. The readers go on.
func (s *session) write(t *testing.T) {
	t.Helper()
	clock, done := context.WithTimeout(t.Context(), s.Lasts)
	defer done()
	s.clock = clock
	s.follow(t)
	var working sync.WaitGroup
	writers := torturers / (s.Processes + 1)
	for n := range writers {
		w := &writer{victim: s.victim, log: s.log, journal: s.ledger, number: n, next: tokens(0, n, writers)}
		working.Go(func() { w.write(clock) })
	}
	for n := range s.Processes {
		working.Go(func() { s.keepProcess(t, n) })
	}
	working.Go(s.disrupt)
	working.Wait()
}

// follow starts the readers.
func (s *session) follow(t *testing.T) {
	t.Helper()
	reading, stop := context.WithCancel(t.Context())
	t.Cleanup(func() { stop(); s.following.Wait() })
	s.stop = stop
	other := opened(t, s.Torture, s.place).Store
	if s.place == "" {
		other = s.victim.Store
	}
	t.Cleanup(func() { require.NoError(t, other.Close()) })
	for name, log := range map[string]eventstore.Store{"the reader": s.log, "the reader of another store": other.(eventstore.Store)} {
		w := newWitness()
		s.readers[name] = w
		s.following.Go(func() { w.follow(reading, pages(log)) })
	}
	if s.victim.Naive != nil {
		s.naive = newWitness()
		s.following.Go(func() { s.naive.follow(reading, s.victim.Naive) })
	}
}

// disrupt breaks things as often as they have had time to heal.
func (s *session) disrupt() {
	every := time.NewTicker(100 * time.Millisecond)
	defer every.Stop()
	for s.victim.Disrupt != nil {
		select {
		case <-s.clock.Done():
			return
		case <-every.C:
		}
		n, err := s.victim.Disrupt(context.WithoutCancel(s.clock))
		if err == nil { // else it was its own victim
			s.disrupted.Add(int64(n))
		}
	}
}

// settle waits until the readers have seen all there is. An append whose positions lie on
// both sides of the last one seen is not through yet, and so there is another round.
func (s *session) settle(t *testing.T) {
	t.Helper()
	for range torturers {
		last := s.appendLast(t)
		require.Eventually(t, func() bool {
			for _, w := range s.readers {
				if w.at() < last && !w.failed() {
					return false
				}
			}
			return true
		}, time.Minute, 10*time.Millisecond, "the readers do not get to the end")
		if s.ledger.undecided(s.readers) == 0 {
			break
		}
	}
	s.stop()
	s.following.Wait()
	whole := newWitness()
	whole.read(t.Context(), everything(s.log))
	s.readers["a reader from the beginning"] = whole
}

func (s *session) appendLast(t *testing.T) eventstore.Position {
	t.Helper()
	for range tries {
		commit, err := s.log.Append(t.Context(), eventstore.Batch{
			Stream: "torture-last", Expected: eventstore.Any, Events: []eventstore.Event{{Type: endType}},
		})
		if err == nil {
			return commit.Position
		}
	}
	require.Fail(t, "the log takes no events any more")
	return 0
}
