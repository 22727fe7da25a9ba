package datatest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	defaultTransactions = 10_000
	// rounds is about how many times everything is killed on the way there.
	rounds = 6
	// stuck is how long a round takes at most, unless nothing works any more.
	stuck = 3 * time.Minute
	// settled is how long the last wait is for a server to be through with who is dead.
	settled = 4 * time.Second
)

// TortureUnitOfWork has processes commit units of work, each of which changes two aggregates
// that are kept as their state, one that is kept as its events with snapshots, and adds a
// document; and kills them all in the middle of it, time and again, and the server where
// there is a [Torture].Crash. Each time it opens what was left:
//
//   - The state of every aggregate is the fold of its events, in the same version.
//   - A unit is there as a whole or not at all: its documents as well as its events.
//   - One that was acknowledged is there, and one that failed is not, unless its outcome was
//     said to be unknown.
//
// It goes on until [Torture].Transactions were acknowledged. The store has to be one that
// processes share, and one at least is needed.
func TortureUnitOfWork(t *testing.T, torture Torture) {
	t.Helper()
	if place, number, ok := asFurtherProcess(); ok {
		serveUnits(t, torture, place, number)
		return
	}
	s := newSession(t, torture)
	s.Processes = max(s.Processes, 1)
	if s.Transactions == 0 {
		s.Transactions = defaultTransactions
	}
	if !InFull() {
		s.Transactions = max(s.Transactions/5, min(s.Transactions, 1000))
	}
	crashes := 0
	for first := 1; s.ledger.count(acknowledged) < s.Transactions; first += s.Processes {
		crashes += s.killInTheMiddle(t, first)
		s.verify(t)
	}
	t.Logf("units of work: %s; %d processes killed, the server %d times", s.ledger, s.killed.Load(), crashes)
	require.Empty(t, firstOf(s.ledger.wrongs), "errors that the contract does not know")
	require.Positive(t, s.ledger.counts[conflicting], "nobody competed")
	require.Positive(t, s.ledger.counts[rolledBack], "nothing was rolled back")
}

// killInTheMiddle has processes at work until so many units more were acknowledged, and kills them.
func (s *session) killInTheMiddle(t *testing.T, first int) (crashes int) {
	t.Helper()
	alive, kill := context.WithTimeout(t.Context(), stuck)
	defer kill()
	until := 1 + rand.IntN(2*s.Transactions/rounds)
	halfway := s.milestone(until/2, func() {})
	end := s.milestone(until, kill)
	var working sync.WaitGroup
	for n := range s.Processes {
		p, err := startProcess(t, s.place, first+n)
		require.NoError(t, err)
		context.AfterFunc(alive, func() { s.killed.Add(1); _ = p.Process.Kill() })
		working.Go(func() {
			defer kill()
			s.listen(t, p, halfway, end)
			if err := p.Wait(); err == nil || alive.Err() == nil {
				t.Errorf("a further process ended before it was killed: %v", err)
			}
		})
	}
	if s.Crash != nil {
		select {
		case <-halfway.passed:
			s.Crash(t)
			crashes++
		case <-alive.Done():
		}
	}
	working.Wait()
	require.NotErrorIs(t, alive.Err(), context.DeadlineExceeded, "the processes do not get on")
	return crashes
}

// milestone is a number of acknowledged units at which something is to happen.
type milestone struct {
	at     int
	passed chan struct{}
	once   func()
}

func (s *session) milestone(further int, then func()) milestone {
	m := milestone{at: s.ledger.count(acknowledged) + further, passed: make(chan struct{})}
	m.once = sync.OnceFunc(func() { close(m.passed); then() })
	return m
}

// listen puts down what a process says, and tells when a milestone is passed.
func (s *session) listen(t *testing.T, p *process, milestones ...milestone) {
	t.Helper()
	for p.lines.Scan() {
		if err := copyTo(s.ledger, p.lines.Text()); err != nil {
			t.Error(err)
		}
		for _, m := range milestones {
			if s.ledger.count(acknowledged) >= m.at {
				m.once()
			}
		}
	}
}

// verify opens what was left. A server may still be at work for who is dead, so what does
// not fit is looked at again; what is wrong stays wrong.
func (s *session) verify(t *testing.T) {
	t.Helper()
	victim := opened(t, s.Torture, s.place)
	defer func() { require.NoError(t, victim.Store.Close()) }()
	b, err := openBank(victim.Store)
	require.NoError(t, err)
	for again := 50 * time.Millisecond; again < settled; again *= 2 {
		if err = b.compare(t.Context(), s.ledger); err == nil {
			return
		}
		wait(t.Context(), again)
	}
	require.NoError(t, err)
}

// serveUnits is what a further process does until it is killed.
func serveUnits(t *testing.T, torture Torture, place string, number int) {
	t.Helper()
	victim := opened(t, torture, place)
	defer func() { require.NoError(t, victim.Store.Close()) }()
	b, err := openBank(victim.Store)
	require.NoError(t, err)
	clock := untilInputEnds(t)
	var working sync.WaitGroup
	writers := torturers / max(torture.Processes, 1)
	for n := range writers {
		next := tokens(number, n, writers)
		working.Go(func() {
			for clock.Err() == nil {
				b.carryOut(clock, printed{}, next(), fmt.Sprintf("%d-%d", number, n))
			}
		})
	}
	working.Wait()
}

var errChanged = errors.New("the writer has changed its mind")

// carryOut carries out one unit of work, one in ten of which the writer takes back.
func (b bank) carryOut(ctx context.Context, j journal, k token, vault string) {
	j.begin(k, 1)
	from := rand.IntN(sharedAccounts)
	to := (from + 1 + rand.IntN(sharedAccounts-1)) % sharedAccounts
	err := uow.Do(ctx, func(ctx context.Context) error {
		err := b.transfer(ctx, k.id(0), fmt.Sprint(from), fmt.Sprint(to), vault, rand.Int64N(1000))
		if err == nil && rand.IntN(10) == 0 {
			return errChanged
		}
		return err
	})
	v := verdictOf(ctx, err)
	switch {
	case errors.Is(err, errChanged):
		v = rolledBack
	case v == wrong && errs.KindOf(err) == errs.KindConflict:
		v = conflicting
	}
	j.end(k, v, err)
	if v == failed {
		wait(ctx, 20*pause)
	}
}
