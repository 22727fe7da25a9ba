package eventing_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// One event at fault does not make a large batch slow.
func TestAFailureCostsFewUnitsOfWork(t *testing.T) {
	t.Parallel()
	store := &wrapped{full: memory.New()}
	archive := &Archive{fail: func(records []eventstore.Record) error {
		for _, r := range records {
			if r.Position == 700 {
				return errBad
			}
		}
		return nil
	}}
	p := newProgram(t, store, eventing.Config{Batch: 1000}, func(s *di.Services, _ *Ledger) {
		eventing.Subscribe(s, eventing.Config{Name: "archive", Batch: 1000}, func() *Archive { return archive }, eventing.OnRecords((*Archive).Keep))
	})
	p.ledger.meets(failing("a", 700))
	note(t, store, "a", count(1000)...)
	for name, most := range map[string]int{"ledger": 3, "archive": 12} {
		units := 0
		store.onCommit(func(_ context.Context, batch data.Batch, commit func() error) error {
			if touches(batch, "checkpoints") {
				units++
			}
			return commit()
		})
		require.ErrorIs(t, p.CatchUp(t.Context(), name), errBad)
		require.LessOrEqual(t, units, most+1, name)
	}
	require.Equal(t, count(699), p.numbers(t, "a"))
	kept := 0
	for _, page := range archive.pages {
		kept += len(page)
	}
	require.Equal(t, 699, kept, "and what is behind it waits")
}

// Lamp is an aggregate that a consumer changes.
type Lamp struct{ aggregate.Root[lamp] }

type lamp struct {
	ID string `json:"id"`
	On int    `json:"on"`
}

type lit struct {
	ID string `json:"id"`
}

func (lit) EventName() string { return "lit.v1" }

func (s lamp) AggregateID() string { return s.ID }

func (s lamp) Apply(e aggregate.Event) lamp {
	if e, ok := e.(lit); ok {
		s.ID, s.On = e.ID, s.On+1
	}
	return s
}

// Switch lights a lamp for each event.
type Switch struct {
	lamps data.Repository[*Lamp, string]
}

func (s *Switch) Noted(ctx context.Context, e Noted) error {
	l := new(Lamp)
	l.Record(lit{ID: e.Key})
	return s.lamps.Add(ctx, l)
}

// Events that the aggregates of a consumer record are handed out in its unit of work, and
// name their cause in the log.
func TestAggregatesOfAConsumer(t *testing.T) {
	t.Parallel()
	store := memory.New()
	lamps, err := data.NewRepository[*Lamp, string](store, data.Config{Collection: "lamps"})
	require.NoError(t, err)
	var heard []any
	p := newProgram(t, store, eventing.Config{}, func(s *di.Services, _ *Ledger) {
		di.AddValue[eventing.Dispatch](s, func(ctx context.Context, event any) error {
			_, inside := uow.From(ctx)
			require.True(t, inside)
			heard = append(heard, event)
			return nil
		})
		eventing.Subscribe(s, eventing.Config{Name: "switch", Batch: 1}, func() *Switch { return &Switch{lamps} }, eventing.On((*Switch).Noted))
	})
	note(t, store, "a", 1)
	require.NoError(t, p.CatchUp(t.Context(), "switch"))
	require.Equal(t, []any{lit{ID: "a"}}, heard)
	var cause string
	for r, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{}) {
		require.NoError(t, err)
		if r.Stream == "lamp-a" {
			require.Equal(t, cause, r.Metadata.Causation)
			return
		}
		cause = r.ID
	}
	t.Fatal("nothing was recorded")
}

func TestAnErasedEventNeedsNoMoreAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{})
		p.ledger.meets(failing("a", 1))
		p.start(t)
		note(t, store, "a", 1, 2)
		p.settle(t)
		_, err := store.Erase(t.Context(), "note-a")
		require.NoError(t, err)
		<-time.After(time.Minute)
		require.Empty(t, p.states(t, "a"))
	})
}
