package datatest

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// TestEventStore holds a store that is an [eventstore.Store] as well to that contract:
// the log by itself, in one commit with documents, and under both kinds of
// repositories. The powers of [eventstore.Eraser] and [eventstore.Archiver] are tested
// where the store has them.
func TestEventStore(t *testing.T, open Open, features Features) {
	t.Helper()
	tests := append(appendTests, readTests...)
	tests = append(tests, repeatTests...)
	tests = append(tests, orderTests...)
	tests = append(tests, powerTests...)
	tests = append(tests, bothTests...)
	tests = append(tests, sourcedTests...)
	if features.Durable {
		tests = append(tests, subtest{"what was appended outlives the store", logDurable})
	}
	runAll(t, open, tests)
}

// log returns the store under test as a log.
func (h harness) log() eventstore.Store {
	h.Helper()
	log, ok := h.Store.(eventstore.Store)
	require.True(h, ok, "the store is a %T, which is no eventstore.Store", h.Store)
	return log
}

// happened returns n events of the type, whose data tells them apart.
func happened(kind string, n int) []eventstore.Event {
	events := make([]eventstore.Event, n)
	for i := range events {
		events[i] = eventstore.Event{ID: eventstore.NewID(), Type: kind, Data: fmt.Appendf(nil, `{"n":%d}`, i+1)}
	}
	return events
}

func batch(stream string, expected eventstore.Expected, n int) eventstore.Batch {
	return eventstore.Batch{Stream: stream, Expected: expected, Events: happened(eventstore.Category(stream)+".done", n)}
}

// appended appends and requires that it succeeds.
func (h harness) appended(batches ...eventstore.Batch) eventstore.Commit {
	h.Helper()
	commit, err := h.log().Append(h.Context(), batches...)
	require.NoError(h, err)
	return commit
}

// refused appends and requires a VersionError, and that nothing was written.
func (h harness) refused(batches ...eventstore.Batch) *eventstore.VersionError {
	h.Helper()
	before := h.all(eventstore.Filter{})
	_, err := h.log().Append(h.Context(), batches...)
	require.Error(h, err)
	refusal, ok := errors.AsType[*eventstore.VersionError](err)
	require.True(h, ok, "%v is no VersionError", err)
	require.Equal(h, before, h.all(eventstore.Filter{}), "nothing was written")
	return refusal
}

// collect returns all records of a sequence that has no error.
func collect(h harness, records iter.Seq2[eventstore.Record, error]) []eventstore.Record {
	h.Helper()
	var all []eventstore.Record
	for r, err := range records {
		require.NoError(h, err)
		all = append(all, r)
	}
	return all
}

func (h harness) all(f eventstore.Filter) []eventstore.Record {
	h.Helper()
	return collect(h, h.log().ReadAll(h.Context(), 0, f))
}

func (h harness) stream(name string, o eventstore.ReadOptions) []eventstore.Record {
	h.Helper()
	return collect(h, h.log().ReadStream(h.Context(), name, o))
}

// settled waits until the head has come to the position, as it does by itself.
func (h harness) settled(p eventstore.Position) eventstore.Position {
	h.Helper()
	head, err := h.log().Wait(h.Context(), p-1)
	require.NoError(h, err)
	return head
}

// names says which records these are: "seat-1@2".
func names(records []eventstore.Record) []string {
	all := make([]string, len(records))
	for i, r := range records {
		all[i] = r.Stream + "@" + strconv.FormatInt(r.Version, 10)
	}
	return all
}
