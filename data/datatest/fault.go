package datatest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Fault is one thing that goes wrong while a unit of work is carried out.
type Fault struct {
	// Name says what goes wrong, and when: "the connection is cut before message 7 to the server".
	Name string
	// Strike has the fault strike the unit that comes next. The function that it returns is called
	// when the unit has ended: it puts things right, waits until nothing of
	// the unit is under way any more, and reports whether the store could know how it ended,
	// so that an unknown outcome would be wrong.
	Strike func(t *testing.T) (mend func() (tellable bool))
}

// Faults are those that an adapter can provoke.
type Faults struct {
	// List returns them for a store. unit carries out a unit of work without a fault, of the same form as
	// those that will be struck, and calls before and after right then, so that steps can
	// be counted. Nil is for no faults but those that every store can meet.
	List func(t *testing.T, store data.Store, unit func(before, after func())) []Fault
	// Options are those of the units.
	Options []uow.Option
	// Patient says that the store waits for a commit whose context is over, so that it always
	// knows how it ended.
	Patient bool
}

// TestUnitOfWorkFaults carries out units of work while something goes wrong, in one after the other. Each
// changes two aggregates that are kept as their state and one that is kept as its events, adds a
// document and removes one. Afterwards all of that is there, or nothing; and the
// outcome that uow.OutcomeOf tells is the true one, or unknown where it could not be known.
// Then the next unit succeeds.
//
// Besides the [Faults] of the adapter it has the context end at each moment at which somebody looks at it,
// and, for a store that is durable, closes the store in the middle of a unit and during its commit.
func TestUnitOfWorkFaults(t *testing.T, open Open, features Features, faults Faults) {
	t.Helper()
	tests := []subtest{{"the context ends", faults.contextEnds}}
	if faults.List != nil {
		tests = append(tests, subtest{"the store meets a fault", faults.strikeAll})
	}
	if features.Durable {
		tests = append(tests,
			subtest{"the store is closed in the middle", faults.closedInTheMiddle},
			subtest{"the store is closed during the commit", faults.closedDuringCommit})
	}
	runAll(t, open, tests)
}

// struck is a store whose units of work are struck, one after the other.
type struck struct {
	harness
	Faults
	bank
	unit     int
	outcomes map[uow.Outcome]int
}

func (f Faults) begin(h harness) *struck {
	h.Helper()
	b, err := openBank(h.Store)
	require.NoError(h, err)
	return &struck{harness: h, Faults: f, bank: b, outcomes: map[uow.Outcome]int{}}
}

// prepare makes what the next unit changes.
func (s *struck) prepare() {
	s.Helper()
	s.unit++
	require.NoError(s, uow.Do(s.Context(), func(ctx context.Context) error {
		return s.transfer(ctx, s.name("old"), s.name("from"), s.name("to"), s.name("vault"), 1)
	}))
}

// name returns an id that only the unit has to do with.
func (s *struck) name(of string) string { return fmt.Sprintf("%s-%d", of, s.unit) }

// carryOut is the unit.
func (s *struck) carryOut(ctx context.Context) error {
	return uow.Do(ctx, func(ctx context.Context) error {
		old, err := s.receipts.Get(ctx, s.name("old"))
		if err != nil {
			return err
		}
		return errors.Join(
			s.transfer(ctx, s.name("new"), s.name("from"), s.name("to"), s.name("vault"), 1),
			s.receipts.Remove(ctx, old))
	}, s.Options...)
}

// undisturbed carries out a unit of its own without a fault.
func (s *struck) undisturbed() { s.measured(func() {}, func() {}) }

// measured is undisturbed, and calls before and after.
func (s *struck) measured(before, after func()) {
	s.Helper()
	s.prepare()
	before()
	err := s.carryOut(s.Context())
	after()
	require.NoError(s, err)
	require.True(s, s.isThere())
}

// isThere reports whether what the unit does is done, and fails when it is done in part.
func (s *struck) isThere() bool {
	s.Helper()
	done := map[string]bool{}
	for _, part := range []struct {
		name string
		done func(ctx context.Context) (bool, error)
	}{
		{"the state of the first", s.moved(s.accounts, "from")},
		{"the state of the second", s.moved(s.accounts, "to")},
		{"the state of the vault", s.moved(s.vaults, "vault")},
		{"the events of the first", s.recorded("account", "from")},
		{"the events of the second", s.recorded("account", "to")},
		{"the events of the vault", s.recorded("vault", "vault")},
		{"the document that is added", s.receipt("new", true)},
		{"the document that is removed", s.receipt("old", false)},
	} {
		var err error
		done[part.name], err = part.done(s.Context())
		require.NoError(s, err, part.name)
	}
	first := done["the state of the first"]
	for name := range done {
		require.Equal(s, first, done[name], "half of unit %d is there: %v", s.unit, done)
	}
	return first
}

func (s *struck) moved(in data.Repository[*account, string], of string) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		a, err := in.Get(ctx, s.name(of))
		if err != nil {
			return false, err
		}
		return a.State().Last == s.name("new"), nil
	}
}

func (s *struck) recorded(category, of string) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		const before = 2 // opened and moved
		n := 0
		for _, err := range s.bank.log.ReadStream(ctx, eventstore.StreamName(category, s.name(of)), eventstore.ReadOptions{}) {
			if err != nil {
				return false, err
			}
			n++
		}
		if n != before && n != before+1 {
			return false, fmt.Errorf("there are %d events", n)
		}
		return n > before, nil
	}
}

func (s *struck) receipt(of string, added bool) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		_, err := s.receipts.Get(ctx, s.name(of))
		if errors.Is(err, errs.KindNotFound) {
			return !added, nil
		}
		return added, err
	}
}

// judge holds what the unit was told against what is there.
func (s *struck) judge(fault string, err error, tellable bool) {
	s.Helper()
	outcome := uow.OutcomeOf(err)
	s.outcomes[outcome]++
	there := s.isThere()
	switch {
	case outcome == uow.Unknown:
		require.False(s, tellable, "%s: the outcome is said to be unknown, and could be known (done: %v): %v", fault, there, err)
	default:
		require.Equal(s, there, outcome == uow.Committed, "%s: the outcome is said to be %q: %v", fault, outcome, err)
	}
}

// strikeAll has each fault of the adapter strike a unit.
func (f Faults) strikeAll(h harness) {
	s := f.begin(h)
	faults := f.List(h.T, h.Store, s.measured)
	names := make([]string, 0, len(faults))
	for _, fault := range faults {
		s.prepare()
		mend := fault.Strike(h.T)
		err := s.carryOut(h.Context())
		tellable := mend()
		s.works(fault.Name)
		s.judge(fault.Name, err, tellable)
		names = append(names, fmt.Sprintf("%s: %v", fault.Name, uow.OutcomeOf(err)))
		s.undisturbed()
	}
	h.Logf("%d faults: %s\n%s", len(faults), s.tally(), strings.Join(names, "\n"))
}

// patience is how long is waited for what happens by itself.
const patience = 20 * time.Second

// works waits until the store answers again.
func (s *struck) works(fault string) {
	s.Helper()
	require.Eventually(s, func() bool { return s.Ping(s.Context()) == nil }, patience, time.Millisecond,
		"%s: the store does not recover", fault)
}

func (s *struck) tally() string {
	return fmt.Sprintf("%d committed, %d rolled back, %d unknown", s.outcomes[uow.Committed], s.outcomes[uow.RolledBack], s.outcomes[uow.Unknown])
}
