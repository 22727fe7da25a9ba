package eventing_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// Archive keeps records as they are.
type Archive struct {
	pages [][]int64
	fail  func(records []eventstore.Record) error
}

func (a *Archive) Keep(_ context.Context, records []eventstore.Record) error {
	if a.fail != nil {
		if err := a.fail(records); err != nil {
			return err
		}
	}
	var page []int64
	for _, r := range records {
		page = append(page, int64(r.Position))
	}
	a.pages = append(a.pages, page)
	return nil
}

func TestOnRecords(t *testing.T) {
	t.Parallel()
	for _, detached := range []bool{false, true} {
		t.Run(fmt.Sprintf("detached=%v", detached), func(t *testing.T) {
			t.Parallel()
			store := memory.New()
			archive := &Archive{}
			p := newProgram(t, store, eventing.Config{}, func(s *di.Services, _ *Ledger) {
				config := eventing.Config{Name: "archive", Batch: 3, Detached: detached, Retry: eventing.Retry{Attempts: 1}}
				eventing.Subscribe(s, config, func() *Archive { return archive }, eventing.OnRecords((*Archive).Keep))
			})
			note(t, store, "a", 1, 2, 3, 4)
			note(t, store, "b", 1)
			require.NoError(t, p.CatchUp(t.Context(), "archive"))
			require.Equal(t, [][]int64{{1, 2, 3}, {4, 5}}, archive.pages)

			bad := errors.New("cannot keep it")
			archive.pages = nil
			archive.fail = func(records []eventstore.Record) error {
				for _, r := range records {
					if r.Position == 7 {
						return bad
					}
				}
				return nil
			}
			note(t, store, "b", 2, 3)
			note(t, store, "c", 1)
			require.ErrorIs(t, p.CatchUp(t.Context(), "archive"), bad)
			require.Equal(t, [][]int64{{6}, {8}}, archive.pages, "the one at fault is found")
			note(t, store, "b", 4)
			note(t, store, "c", 2)
			require.NoError(t, p.CatchUp(t.Context(), "archive"))
			require.Equal(t, [][]int64{{6}, {8}, {10}}, archive.pages, "b waits")
		})
	}
}

func TestOnRecordsOf(t *testing.T) {
	t.Parallel()
	store := memory.New()
	archive := &Archive{}
	services, _ := newServices(t, store)
	registry, err := eventstore.NewRegistry(eventstore.Events(Noted{}, Struck{}), eventstore.Rename("scribbled.v1", "noted.v1"))
	require.NoError(t, err)
	di.OverrideValue(services, registry)
	route := eventing.OnRecordsOf((*Archive).Keep, Noted{})
	require.Equal(t, "OnRecordsOf(eventing_test.Noted)", route.String())
	eventing.Subscribe(services, eventing.Config{Name: "archive"}, func() *Archive { return archive }, route)
	p := build(t, services, store, nil)
	for _, kind := range []string{"noted", "struck", "scribbled", "unheard"} {
		_, err := store.Append(t.Context(), eventstore.Batch{Stream: "note-a", Expected: eventstore.Any, Events: []eventstore.Event{{Type: kind}}})
		require.NoError(t, err)
	}
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, [][]int64{{1, 3}}, archive.pages)
}

func TestOnRecordsOfHasToBeRegistered(t *testing.T) {
	t.Parallel()
	services, _ := newServices(t, memory.New())
	eventing.Subscribe(services, eventing.Config{Name: "archive"}, func() *Archive { return &Archive{} }, eventing.OnRecordsOf((*Archive).Keep, old{}))
	_, err := services.Build(t.Context())
	require.ErrorContains(t, err, "does not know eventing_test.old")
}

func TestReject(t *testing.T) {
	t.Parallel()
	require.NoError(t, eventing.Reject(nil))
	store := memory.New()
	archive := &Archive{}
	p := newProgram(t, store, eventing.Config{}, func(s *di.Services, _ *Ledger) {
		eventing.Subscribe(s, eventing.Config{Name: "archive"}, func() *Archive { return archive }, eventing.OnRecords((*Archive).Keep))
	})
	large := errors.New("too large")
	archive.fail = func(records []eventstore.Record) error {
		if records[0].Version == 1 {
			return eventing.Reject(large)
		}
		return nil
	}
	note(t, store, "a", 1, 2)
	require.ErrorIs(t, p.CatchUp(t.Context(), "archive"), large)
	require.Equal(t, [][]int64{{2}}, archive.pages, "nothing waits for it")
	letters, err := p.Letters(t.Context(), eventing.LetterQuery{Subscription: "archive"})
	require.NoError(t, err)
	require.Len(t, letters.Items, 1)
	require.Equal(t, eventing.Dead, letters.Items[0].State)
	require.Equal(t, 1, letters.Items[0].Attempts)
}
