package eventstore_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestNamesAreTakenApart(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		kind    string
		version int
	}{
		{"order.confirmed.v1", "order.confirmed", 1},
		{"order.confirmed.v12", "order.confirmed", 12},
		{"order.confirmed", "order.confirmed", 1},
		{"order.v2.confirmed", "order.v2.confirmed", 1},
		{"order.v0", "order.v0", 1},
		{"order.v01", "order.v01", 1},
		{"order.v-1", "order.v-1", 1},
		{"order.v", "order.v", 1},
		{".v2", ".v2", 1},
		{"order.v1.v2", "order.v1", 2},
	}
	for _, test := range tests {
		kind, version := eventstore.SplitName(test.name)
		require.Equal(t, test.kind, kind, test.name)
		require.Equal(t, test.version, version, test.name)
	}
	require.Equal(t, "order.confirmed.v3", eventstore.JoinName("order.confirmed", 3))
	require.Equal(t, "order-4-2", eventstore.StreamName("order", "4-2"))
	for stream, category := range map[string]string{"order-4-2": "order", "order": "order", "-": "", "": ""} {
		require.Equal(t, category, eventstore.Category(stream))
		require.Equal(t, category, eventstore.Record{Stream: stream}.Category())
	}
}

func TestNamesComeTogetherAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.String().Draw(t, "kind")
		version := rapid.IntRange(1, 1000).Draw(t, "version")
		again, same := eventstore.SplitName(eventstore.JoinName(kind, version))
		if kind == "" { // ".v1" is a name and no version of nothing
			return
		}
		require.Equal(t, kind, again)
		require.Equal(t, version, same)
	})
}

func TestExpectedIsMet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		expected eventstore.Expected
		text     string
		met      []int64
	}{
		{eventstore.None, "to have no events", []int64{0}},
		{eventstore.Exact(0), "to have no events", []int64{0}},
		{eventstore.Exact(-5), "to have no events", []int64{0}},
		{eventstore.Exact(2), "at version 2", []int64{2}},
		{eventstore.Any, "in any state", []int64{0, 1, 2, 3}},
		{eventstore.Exists, "to have events", []int64{1, 2, 3}},
	}
	for _, test := range tests {
		for version := range int64(4) {
			require.Equal(t, slices.Contains(test.met, version), test.expected.Met(version), "%s %d", test.expected, version)
		}
		require.Equal(t, test.text, test.expected.String())
	}
	err := error(&eventstore.VersionError{Stream: "order-1", Expected: eventstore.Exists})
	require.EqualError(t, err, `stream "order-1" was expected to have events and has none`)
	require.Equal(t, "stale_version", errs.CodeOf(err))
}

func TestIDs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	var last string
	for range 1000 {
		id := eventstore.NewID()
		require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, id)
		require.False(t, seen[id])
		require.GreaterOrEqual(t, id[:8], last, "ids made later sort later")
		seen[id], last = true, id[:8]
	}
	require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, eventstore.IDFor("a", "b"))
	require.Equal(t, eventstore.IDFor("a", "b"), eventstore.IDFor("a", "b"))
	require.NotEqual(t, eventstore.IDFor("a", "b"), eventstore.IDFor("ab"))
	require.NotEqual(t, eventstore.IDFor("a", "b"), eventstore.IDFor("b", "a"))
}

func TestMetadataIsMerged(t *testing.T) {
	t.Parallel()
	require.True(t, eventstore.MetadataOf(t.Context()).IsZero())
	base := eventstore.Metadata{Correlation: "c", Trace: "t", Custom: map[string]string{"a": "1", "b": "1"}}
	outer := eventstore.WithMetadata(t.Context(), base)
	inner := eventstore.WithMetadata(outer, eventstore.Metadata{Trace: "u", Causation: "x", Custom: map[string]string{"b": "2"}})
	require.Equal(t, eventstore.Metadata{Correlation: "c", Causation: "x", Trace: "u", Custom: map[string]string{"a": "1", "b": "2"}}, eventstore.MetadataOf(inner))
	require.Equal(t, base, eventstore.MetadataOf(outer), "it is as it was")
	require.Equal(t, base, eventstore.MetadataOf(eventstore.WithMetadata(outer, eventstore.Metadata{})))
}

func TestATokenRises(t *testing.T) {
	t.Parallel()
	eventstore.Advance(t.Context(), 5) // nobody tracks
	ctx, token := eventstore.Track(t.Context())
	inner, same := eventstore.Track(ctx)
	require.Same(t, token, same)
	require.Equal(t, ctx, inner)
	require.Zero(t, token.Position())
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() { eventstore.Advance(ctx, eventstore.Position(i)) })
	}
	wg.Wait()
	require.EqualValues(t, 99, token.Position())
	eventstore.Advance(ctx, 7)
	require.EqualValues(t, 99, token.Position())
}

func TestPrepareLeavesWhatItWasGiven(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 12, 0, 0, 1999, time.FixedZone("", 3600))
	given := []eventstore.Batch{{Stream: "a-1", Events: []eventstore.Event{{Type: "x", At: at}}}}
	ctx := eventstore.WithMetadata(t.Context(), eventstore.Metadata{Actor: "Ada"})
	prepared, err := eventstore.Prepare(ctx, given)
	require.NoError(t, err)
	require.Equal(t, eventstore.Event{Type: "x", At: at}, given[0].Events[0])
	event := prepared[0].Events[0]
	require.Equal(t, at.UTC().Truncate(time.Microsecond), event.At)
	require.Equal(t, "Ada", event.Metadata.Actor)
	require.NotEmpty(t, event.ID)
}

func TestPrepareSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		batch   eventstore.Batch
		message string
	}{
		{eventstore.Batch{}, `append to stream "": it names no stream`},
		{eventstore.Batch{Stream: "a\xff"}, "use valid UTF-8 without NUL"},
		{eventstore.Batch{Stream: "a-1", Expected: -3}, "none of Any, Exists, None and Exact"},
		{eventstore.Batch{Stream: "a-0"}, `append to stream "a-0": it is in the same append twice; put its events into one batch`},
		{eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{}}}, "it has no type"},
		{eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "x", ID: "0190A5B4-0000-7000-8000-000000000000"}}}, "the id is no UUID in lower-case text"},
		{eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "x", ID: "0190a5b4a0000-7000-8000-000000000000"}}}, "the id is no UUID"},
		{eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "x", SchemaVersion: -1}}}, "the first is 1"},
		{eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "x", Data: []byte("{")}}}, `append "x" to stream "a-1": the data is not JSON`},
	}
	for _, test := range tests {
		_, err := eventstore.Prepare(t.Context(), []eventstore.Batch{{Stream: "a-0"}, test.batch})
		require.ErrorContains(t, err, test.message)
	}
}

// unwritable has no JSON.
type unwritable struct{ F func() }

func (unwritable) EventName() string { return "unwritable.v1" }

func TestBatchesOfTakesWhatIsToBeAppended(t *testing.T) {
	t.Parallel()
	deposit := []aggregate.Event{MoneyDeposited{1}}
	batches, err := eventstore.BatchesOf(t.Context(), []data.Write{
		{Op: data.Put, ID: "1", Expected: 4, Events: deposit, Stream: "account-1"},
		{Op: data.Put, ID: "2", Stream: "account-2"},
		{Op: data.Put, ID: "3", Events: deposit},
		{Op: data.Check, ID: "4", Stream: "account-4"},
		{Op: data.Delete, ID: "5", Events: []aggregate.Event{data.Removed{}}, Stream: "account-5"},
		{Op: data.Append, Stream: "account-6", Expected: 4, Events: deposit},
		{Op: data.Append, Stream: "account-7"},
	})
	require.NoError(t, err)
	seen := map[string]eventstore.Expected{}
	for _, b := range batches {
		seen[b.Stream] = b.Expected
	}
	require.Equal(t, map[string]eventstore.Expected{
		"account-1": eventstore.Any, "account-5": eventstore.Any, "account-6": eventstore.Exact(4), "account-7": eventstore.None,
	}, seen)
	require.Equal(t, "removed", batches[1].Events[0].Type)

	_, err = eventstore.BatchesOf(t.Context(), []data.Write{{Op: data.Put, ID: "1", Events: []aggregate.Event{unwritable{}}, Stream: "x-1"}})
	require.ErrorContains(t, err, `append to stream "x-1": encode "unwritable.v1": `)
}

func TestFilterMatches(t *testing.T) {
	t.Parallel()
	r := eventstore.Record{Event: eventstore.Event{Type: "account.opened"}, Stream: "account-1", Position: 5}
	tests := []struct {
		filter  eventstore.Filter
		matches bool
	}{
		{eventstore.Filter{}, true},
		{eventstore.Filter{Through: 5}, true},
		{eventstore.Filter{Through: 4}, false},
		{eventstore.Filter{Types: []string{"x", "account.opened"}, Categories: []string{"account"}}, true},
		{eventstore.Filter{Types: []string{"account.opened"}, Categories: []string{"accounting"}}, false},
		{eventstore.Filter{Types: []string{"account"}, Categories: []string{"account"}}, false},
	}
	for _, test := range tests {
		require.Equal(t, test.matches, test.filter.Match(r), "%+v", test.filter)
	}
}

// rang knows when it happened.
type rang struct{ At time.Time }

func (rang) EventName() string       { return "bell.rang.v1" }
func (r rang) OccurredAt() time.Time { return r.At }

func TestAnEventThatKnowsItsTimeKeepsIt(t *testing.T) {
	t.Parallel()
	at := time.Date(1903, 1, 3, 1, 2, 3, 456_789_012, time.FixedZone("CET", 3600))
	for _, test := range []struct {
		event aggregate.Event
		want  time.Time
	}{
		{rang{at}, time.Date(1903, 1, 3, 0, 2, 3, 456_789_000, time.UTC)},
		{rang{}, time.Time{}},
		{moved{At: at}, time.Time{}},
	} {
		batches, err := eventstore.BatchesOf(t.Context(), []data.Write{{Op: data.Append, Stream: "bell-1", Events: []aggregate.Event{test.event}}})
		require.NoError(t, err)
		require.Equal(t, test.want, batches[0].Events[0].At)
	}
}
