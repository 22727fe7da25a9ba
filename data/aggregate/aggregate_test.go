package aggregate_test

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

type order struct{ aggregate.Root[orderState] }

type orderState struct {
	ID    string   `json:"id"`
	Lines []string `json:"lines"`
	Done  bool     `json:"done"`
}

type (
	placed    struct{ ID string }
	lineAdded struct{ Line string }
	confirmed struct{}
)

func (placed) EventName() string    { return "order.placed.v1" }
func (lineAdded) EventName() string { return "order.line_added.v1" }
func (confirmed) EventName() string { return "order.confirmed.v1" }

func (s orderState) AggregateID() string { return s.ID }

func (s orderState) Apply(event aggregate.Event) orderState {
	switch e := event.(type) {
	case placed:
		s.ID = e.ID
	case lineAdded:
		s.Lines = append(slices.Clone(s.Lines), e.Line)
	case confirmed:
		s.Done = true
	}
	return s
}

func place(id string, lines ...string) *order {
	o := new(order)
	o.Record(placed{id})
	for _, line := range lines {
		o.Record(lineAdded{line})
	}
	return o
}

var _ aggregate.Aggregate = (*order)(nil)

func TestAZeroAggregateHasNoLifeYet(t *testing.T) {
	t.Parallel()
	var o order
	require.Empty(t, o.ID())
	require.Zero(t, o.Version())
	require.Empty(t, o.Pending())
	require.Zero(t, o.State())
}

func TestRecordChangesTheStateAndKeepsTheEvent(t *testing.T) {
	t.Parallel()
	o := place("1", "soup")
	require.Equal(t, "1", o.ID())
	require.Equal(t, orderState{ID: "1", Lines: []string{"soup"}}, o.State())
	require.Equal(t, []aggregate.Event{placed{"1"}, lineAdded{"soup"}}, o.Pending())
	require.EqualValues(t, 2, o.Version())
	require.Zero(t, aggregate.StoredVersion(o))
}

func TestPendingIsTheCallers(t *testing.T) {
	t.Parallel()
	o := place("1")
	o.Pending()[0] = confirmed{}
	require.Equal(t, []aggregate.Event{placed{"1"}}, o.Pending())
}

func TestAStateThatWasReadDoesNotChange(t *testing.T) {
	t.Parallel()
	o := place("1", "soup")
	before := o.State()
	o.Record(lineAdded{"bread"})
	o.Record(confirmed{})
	require.Equal(t, orderState{ID: "1", Lines: []string{"soup"}}, before)
}

func TestSettleKeepsTheVersion(t *testing.T) {
	t.Parallel()
	o := place("1", "soup")
	aggregate.Settle(o)
	require.Empty(t, o.Pending())
	require.EqualValues(t, 2, o.Version())
	o.Record(confirmed{})
	require.EqualValues(t, 3, o.Version())
	require.EqualValues(t, 2, aggregate.StoredVersion(o))
}

func TestStateAndEventsLeadToTheSameAggregate(t *testing.T) {
	t.Parallel()
	original := place("1", "soup", "bread")
	original.Record(confirmed{})

	body, err := json.Marshal(aggregate.StateOf(original))
	require.NoError(t, err)
	fromState := new(order)
	require.NoError(t, aggregate.Restore(fromState, original.Version(), func(state any) error { return json.Unmarshal(body, state) }))

	fromEvents := new(order)
	require.NoError(t, aggregate.Replay(fromEvents, recorded(original.Pending(), nil)))

	for _, o := range []*order{fromState, fromEvents} {
		require.Equal(t, original.State(), o.State())
		require.Equal(t, original.Version(), o.Version())
		require.Empty(t, o.Pending())
	}
}

// recorded yields the events and then the error, if there is one.
func recorded(events []aggregate.Event, err error) iter.Seq2[aggregate.Event, error] {
	return func(yield func(aggregate.Event, error) bool) {
		for _, event := range events {
			if !yield(event, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func TestReplayGoesOnFromASnapshot(t *testing.T) {
	t.Parallel()
	o := place("1", "soup")
	aggregate.Settle(o)
	require.NoError(t, aggregate.Replay(o, recorded([]aggregate.Event{confirmed{}}, nil)))
	require.True(t, o.State().Done)
	require.EqualValues(t, 3, o.Version())
	require.Empty(t, o.Pending())
}

func TestReplayRefusesAnAggregateWithPendingEvents(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, aggregate.Replay(place("1"), recorded(nil, nil)), aggregate.ErrPending)
}

func TestReplayEndsAtTheFirstError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	o := new(order)
	require.ErrorIs(t, aggregate.Replay(o, recorded([]aggregate.Event{placed{"1"}}, broken)), broken)
	require.EqualValues(t, 1, o.Version())
}

func TestRestoreThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	o := place("1")
	broken := errors.New("broken")
	err := aggregate.Restore(o, 9, func(state any) error {
		state.(*orderState).ID = "half"
		return broken
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, "1", o.ID())
	require.EqualValues(t, 1, o.Version())
}

func TestRestoreForgetsWhatWasBefore(t *testing.T) {
	t.Parallel()
	o := place("1", "soup")
	require.NoError(t, aggregate.Restore(o, 4, func(state any) error {
		require.Zero(t, *state.(*orderState), "the state to fill is a fresh one")
		state.(*orderState).ID = "2"
		return nil
	}))
	require.Equal(t, orderState{ID: "2"}, o.State())
	require.Empty(t, o.Pending())
	require.EqualValues(t, 4, o.Version())
}

func BenchmarkRecord(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		o := new(order)
		o.Record(placed{"1"})
		o.Record(confirmed{})
	}
}
