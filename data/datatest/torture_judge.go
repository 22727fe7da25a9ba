package datatest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// report logs what happened.
func (s *session) report(t *testing.T) {
	t.Helper()
	seen := 0
	for _, w := range s.readers {
		seen = max(seen, w.events)
	}
	t.Logf("%d events seen, %d of them acknowledged; appends: %s; %d processes killed, %d disruptions",
		seen, s.ledger.events, s.ledger, s.killed.Load(), s.disrupted.Load())
}

// judge holds what was seen against what was told.
func (s *session) judge(t *testing.T) {
	t.Helper()
	s.judgeNaive(t)
	for name, w := range s.readers {
		faults, lost := s.ledger.audit(w)
		require.Zero(t, lost, "%s: lost events: %v", name, firstOf(faults))
		require.Empty(t, firstOf(faults), name)
	}
	require.Empty(t, firstOf(s.ledger.wrongs), "errors that the contract does not know")
	l := s.ledger
	require.Positive(t, l.counts[acknowledged])
	require.Positive(t, l.counts[conflicting], "nobody competed; let it last longer")
	if s.victim.Hold != nil {
		require.Positive(t, l.counts[rolledBack], "nothing was rolled back; let it last longer")
	}
	if s.Processes > 0 {
		require.Positive(t, s.killed.Load(), "no process was killed; let it last longer")
	}
	if s.victim.Disrupt != nil {
		require.Positive(t, s.disrupted.Load(), "nothing was disrupted")
	}
}

// judgeNaive holds that the torture bites.
func (s *session) judgeNaive(t *testing.T) {
	t.Helper()
	if s.naive == nil {
		return
	}
	_, lost := s.ledger.audit(s.naive)
	t.Logf("the naive reader lost %d events", lost)
	require.Positive(t, lost, "the naive reader lost nothing, so this torture proves nothing")
}

func firstOf(faults []string) []string { return faults[:min(len(faults), maxFaults)] }
