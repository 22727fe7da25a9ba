package datatest

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

// closedInTheMiddle closes the store before the unit is through. Who holds a transaction open is
// waited for, but does not get to commit any more.
func (f Faults) closedInTheMiddle(h harness) {
	s := f.begin(h)
	s.prepare()
	closed := make(chan error, 1)
	err := uow.Do(h.Context(), func(ctx context.Context) error {
		err := s.carryOut(ctx)
		go func() { closed <- h.Close() }()
		require.Eventually(h, func() bool { // where the unit has the only connection, Ping does not come back
			soon, stop := context.WithTimeout(h.Context(), pause)
			defer stop()
			return h.Ping(soon) != nil && soon.Err() == nil
		}, patience, time.Millisecond)
		return err
	}, f.Options...)
	require.NoError(h, <-closed)
	require.Equal(h, uow.RolledBack, uow.OutcomeOf(err), "%v", err)
	s.reopen()
	s.judge("the store is closed", err, true)
	s.undisturbed()
}

// closedDuringCommit closes the store while units are committed, and so does one of them.
func (f Faults) closedDuringCommit(h harness) {
	s := f.begin(h)
	for range 10 {
		s.prepare()
		closed := make(chan error, 1)
		err := uow.Do(h.Context(), func(ctx context.Context) error {
			err := s.carryOut(ctx)
			go func() { closed <- s.Close() }()
			return err
		}, f.Options...)
		require.NoError(h, <-closed)
		s.reopen()
		s.judge("the store is closed", err, true)
	}
	h.Logf("closed 10 times: %s", s.tally())
}

// reopen opens the store that was closed.
func (s *struck) reopen() {
	s.Helper()
	s.harness = s.opened()
	var err error
	s.bank, err = openBank(s.Store)
	require.NoError(s, err)
}
