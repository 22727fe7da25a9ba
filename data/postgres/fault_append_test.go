package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TestAppendsMeetFaults cuts the connection of appends in front of each of their messages, for
// each of the ways in which they are sent. Who is told that an append succeeded finds it, who is told that
// it did not finds nothing, and who appends the same again finds it once.
func TestAppendsMeetFaults(t *testing.T) {
	t.Parallel()
	for name, sizes := range map[string][][]int{
		"one event":          {{1}},
		"a few events":       {{3}},
		"several streams":    {{2, 1, 2}},
		"many events":        {{200}},
		"a group":            {{1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}},
		"a group of batches": {{2}, {1}, {3}, {1}, {1}, {2}, {1}, {1}},
	} {
		for _, options := range []string{"", "&pooling=transaction"} {
			if options != "" && !datatest.InFull() {
				continue
			}
			t.Run(name+options, func(t *testing.T) {
				t.Parallel()
				w := newWire(t, testenv.Postgres(t))
				opened, err := postgres.Open(t.Context(), w.url+options+"&pool_max_conns=1&synchronous_commit=off")
				require.NoError(t, err)
				a := &appends{wire: w, store: opened.(*postgres.Store), sizes: sizes, outcomes: map[uow.Outcome]int{}}
				t.Cleanup(func() { require.NoError(t, a.store.Close()) })
				a.carryOut(t)
				w.count(0, toServer)
				passed := a.carryOut(t)
				for d, n := range passed {
					for at := 1; at <= n; at++ {
						w.count(at, direction(d))
						a.carryOut(t)
					}
				}
				t.Logf("%d messages: %v", passed[0]+passed[1], a.outcomes)
				require.Positive(t, a.outcomes[uow.Unknown], "an answer was lost")
			})
		}
	}
}

// appends are those that are made at the same time, each with the number of events per stream.
type appends struct {
	*wire
	store    *postgres.Store
	sizes    [][]int
	round    int
	outcomes map[uow.Outcome]int
}

// carryOut appends, and returns how many messages that took.
func (a *appends) carryOut(t *testing.T) (passed [2]int) {
	t.Helper()
	a.round++
	all := make([][]eventstore.Batch, len(a.sizes))
	errs := make([]error, len(a.sizes))
	var appending sync.WaitGroup
	for i, sizes := range a.sizes {
		for n, size := range sizes {
			b := eventstore.Batch{Stream: fmt.Sprintf("torn-%d-%d-%d", a.round, i, n)}
			for range size {
				b.Events = append(b.Events, eventstore.Event{ID: eventstore.NewID(), Type: "a"})
			}
			all[i] = append(all[i], b)
		}
		appending.Go(func() { _, errs[i] = a.store.Append(context.WithoutCancel(t.Context()), all[i]...) })
	}
	appending.Wait()
	passed = a.messages()
	a.mend(t)
	for i, batches := range all {
		outcome := uow.OutcomeOf(errs[i])
		a.outcomes[outcome]++
		there := a.isThere(t, batches)
		if outcome != uow.Unknown {
			require.Equal(t, there, outcome == uow.Committed, "round %d: %v", a.round, errs[i])
		}
		require.Eventually(t, func() bool {
			_, err := a.store.Append(t.Context(), batches...)
			return err == nil
		}, patience, tick)
		require.True(t, a.isThere(t, batches), "once, although it was appended again")
	}
	return passed
}

// isThere reports whether the events of the batches are there, and nothing else.
func (a *appends) isThere(t *testing.T, batches []eventstore.Batch) bool {
	t.Helper()
	there := 0
	for _, b := range batches {
		ids, err := a.idsOf(b.Stream)
		for err != nil { // the connection that was cut is found to be
			ids, err = a.idsOf(b.Stream)
		}
		if len(ids) == 0 {
			continue
		}
		there++
		require.Len(t, ids, len(b.Events))
		for i, e := range b.Events {
			require.Equal(t, e.ID, ids[i])
		}
	}
	require.True(t, there == 0 || there == len(batches), "an append is there in part")
	return there > 0
}

func (a *appends) idsOf(stream string) (ids []string, faults error) {
	for r, err := range a.store.ReadStream(context.Background(), stream, eventstore.ReadOptions{}) {
		ids, faults = append(ids, r.ID), errors.Join(faults, err)
	}
	return ids, faults
}
