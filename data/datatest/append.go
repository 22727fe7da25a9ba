package datatest

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

var appendTests = []subtest{
	{"an event comes back as it was appended", eventComesBack},
	{"what is empty is filled in", eventDefaults},
	{"a stream has to be as expected", expectedVersions},
	{"an append spans streams and is all or nothing", severalStreams},
	{"a batch without events only checks", checkOnly},
	{"what cannot be stored is refused before anything is", refusedEvents},
	{"an append begun too late leaves no trace", appendTooLate},
	{"metadata comes with the context", metadataOfContext},
	{"a token knows how far the log was written", tokenAdvances},
	{"a large append is one commit", largeAppend},
	{"a log answers until it is closed", logClosed},
}

func eventComesBack(h harness) {
	at := time.Date(2026, 5, 1, 12, 0, 0, 123456789, time.FixedZone("Warsaw", 2*60*60))
	event := eventstore.Event{
		ID: eventstore.NewID(), Type: "seat.taken", SchemaVersion: 3, At: at,
		Data: []byte(`{"name":"Zoë 🍕","n":9007199254740993,"none":null,"list":[1,"a"]}`),
		Metadata: eventstore.Metadata{
			Correlation: "c", Causation: "b", Trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Actor: "Ada",
			Custom: map[string]string{"tenant": "Łódź", "empty": ""},
		},
	}
	commit := h.appended(eventstore.Batch{Stream: "seat-A-1", Events: []eventstore.Event{event}})
	require.Equal(h, []int64{1}, commit.Versions)
	require.Positive(h, commit.Position)
	h.settled(commit.Position)

	for _, records := range [][]eventstore.Record{h.stream("seat-A-1", eventstore.ReadOptions{}), h.all(eventstore.Filter{})} {
		require.Len(h, records, 1)
		r, expected := records[0], event
		require.JSONEq(h, string(event.Data), string(r.Data))
		require.Contains(h, string(r.Data), "9007199254740993", "integers keep every digit")
		expected.Data, expected.At = r.Data, at.UTC().Truncate(time.Microsecond)
		require.Equal(h, eventstore.Record{Event: expected, Stream: "seat-A-1", Version: 1, Position: commit.Position}, r)
		require.Equal(h, "seat", r.Category())
		clear(r.Metadata.Custom)
		clear(r.Data)
	}
	require.Len(h, h.stream("seat-A-1", eventstore.ReadOptions{})[0].Metadata.Custom, 2, "the caller owns what it read")
}

func eventDefaults(h harness) {
	h.appended(eventstore.Batch{Stream: "seat-1", Events: []eventstore.Event{{Type: "seat.taken"}, {Type: "seat.left"}}})
	records := h.stream("seat-1", eventstore.ReadOptions{})
	require.Len(h, records, 2)
	for _, r := range records {
		require.Len(h, r.ID, 36)
		require.Equal(h, 1, r.SchemaVersion)
		require.Equal(h, "{}", string(r.Data))
		require.True(h, r.Metadata.IsZero())
		require.False(h, r.At.IsZero())
	}
	require.NotEqual(h, records[0].ID, records[1].ID)
}

func expectedVersions(h harness) {
	h.appended(batch("seat-old", eventstore.None, 2))
	tests := []struct {
		stream   string
		expected eventstore.Expected
		met      bool
		version  int64
	}{
		{"seat-a", eventstore.None, true, 0},
		{"seat-b", eventstore.Any, true, 0},
		{"seat-c", eventstore.Exists, false, 0},
		{"seat-d", eventstore.Exact(0), true, 0},
		{"seat-e", eventstore.Exact(1), false, 0},
		{"seat-old", eventstore.None, false, 2},
		{"seat-old", eventstore.Exact(1), false, 2},
		{"seat-old", eventstore.Exact(3), false, 2},
		{"seat-old", eventstore.Exact(2), true, 2},
		{"seat-old", eventstore.Exists, true, 3},
		{"seat-old", eventstore.Any, true, 4},
		{"seat-old", eventstore.Exact(4), false, 5},
	}
	for _, test := range tests {
		b := batch(test.stream, test.expected, 1)
		if test.met {
			require.Equal(h, []int64{test.version + 1}, h.appended(b).Versions, "%s %s", test.stream, test.expected)
			continue
		}
		refusal := h.refused(b)
		require.Equal(h, &eventstore.VersionError{Stream: test.stream, Expected: test.expected, Actual: test.version}, refusal)
		require.Equal(h, errs.KindConflict, errs.KindOf(refusal))
		require.Equal(h, "stale_version", errs.CodeOf(refusal))
	}
}

func severalStreams(h harness) {
	commit := h.appended(batch("seat-1", eventstore.None, 2), batch("row-1", eventstore.Any, 1), batch("seat-2", eventstore.None, 1))
	require.Equal(h, []int64{2, 1, 1}, commit.Versions)
	h.settled(commit.Position)
	require.Equal(h, []string{"seat-1@1", "seat-1@2", "row-1@1", "seat-2@1"}, names(h.all(eventstore.Filter{})))

	good := []eventstore.Batch{batch("seat-1", eventstore.Exact(2), 1), batch("seat-9", eventstore.None, 3)}
	bad := batch("row-1", eventstore.Exact(7), 1)
	require.Equal(h, "row-1", h.refused(append(good[:2:2], bad)...).Stream)
	require.Equal(h, "row-1", h.refused(append([]eventstore.Batch{bad}, good...)...).Stream)
	require.Equal(h, []int64{3, 3}, h.appended(good...).Versions)
}

func checkOnly(h harness) {
	h.appended(batch("seat-1", eventstore.None, 2))
	commit := h.appended(eventstore.Batch{Stream: "seat-1", Expected: eventstore.Exact(2)}, eventstore.Batch{Stream: "seat-2"})
	require.Equal(h, eventstore.Commit{Versions: []int64{2, 0}}, commit)
	h.refused(eventstore.Batch{Stream: "seat-1", Expected: eventstore.Exact(1)}, batch("seat-2", eventstore.None, 1))
	none, err := h.log().Append(h.Context())
	require.NoError(h, err)
	require.Zero(h, none.Position)
	require.Empty(h, none.Versions)
}

func refusedEvents(h harness) {
	bad := map[string]eventstore.Batch{
		"no stream":     {Events: happened("seat.taken", 1)},
		"no type":       {Stream: "seat-2", Events: []eventstore.Event{{}}},
		"no UUID":       {Stream: "seat-2", Events: []eventstore.Event{{ID: "1", Type: "x"}}},
		"no JSON":       {Stream: "seat-2", Events: []eventstore.Event{{Type: "x", Data: []byte(`{"n":`)}}},
		"NUL":           {Stream: "seat-\x00", Events: happened("seat.taken", 1)},
		"stream twice":  batch("seat-1", eventstore.Any, 1),
		"bad schema":    {Stream: "seat-2", Events: []eventstore.Event{{Type: "x", SchemaVersion: -1}}},
		"bad exception": {Stream: "seat-2", Expected: -3, Events: happened("seat.taken", 1)},
	}
	for name, b := range bad {
		_, err := h.log().Append(h.Context(), batch("seat-1", eventstore.None, 1), b)
		require.Error(h, err, name)
		require.Empty(h, h.all(eventstore.Filter{}), name)
	}
	strange := "seat-" + strings.Repeat("Łódź/'\"%_ ", 20)
	h.appended(batch(strange, eventstore.None, 1))
	require.Len(h, h.stream(strange, eventstore.ReadOptions{}), 1)
}

func appendTooLate(h harness) {
	over := canceled(h)
	log := h.log()
	_, err := log.Append(over, batch("seat-1", eventstore.None, 1))
	require.Error(h, err)
	require.Empty(h, h.all(eventstore.Filter{}))
	for _, err := range log.ReadStream(over, "seat-1", eventstore.ReadOptions{}) {
		require.Error(h, err)
	}
	for _, err := range log.ReadAll(over, 0, eventstore.Filter{}) {
		require.Error(h, err)
	}
	_, err = log.Wait(over, 0)
	require.Error(h, err)
	_, err = log.Head(over)
	require.Error(h, err)
}

func metadataOfContext(h harness) {
	ctx := eventstore.WithMetadata(h.Context(), eventstore.Metadata{Correlation: "c", Actor: "Ada", Custom: map[string]string{"a": "1"}})
	ctx = eventstore.WithMetadata(ctx, eventstore.Metadata{Causation: "b", Custom: map[string]string{"b": "2"}})
	_, err := h.log().Append(ctx, eventstore.Batch{Stream: "seat-1", Events: []eventstore.Event{
		{Type: "seat.taken"},
		{Type: "seat.left", Metadata: eventstore.Metadata{Actor: "Bob"}},
	}})
	require.NoError(h, err)
	records := h.stream("seat-1", eventstore.ReadOptions{})
	expected := eventstore.Metadata{Correlation: "c", Causation: "b", Actor: "Ada", Custom: map[string]string{"a": "1", "b": "2"}}
	require.Equal(h, expected, records[0].Metadata)
	expected.Actor = "Bob"
	require.Equal(h, expected, records[1].Metadata)
}

func tokenAdvances(h harness) {
	ctx, token := eventstore.Track(h.Context())
	_, err := h.log().Append(ctx, batch("seat-1", eventstore.Exact(1), 1))
	require.Error(h, err)
	require.Zero(h, token.Position())
	commit, err := h.log().Append(ctx, batch("seat-1", eventstore.None, 3))
	require.NoError(h, err)
	require.Equal(h, commit.Position, token.Position())
	head := h.settled(token.Position())
	require.GreaterOrEqual(h, head, token.Position())
}

func largeAppend(h harness) {
	const streams, n = 40, 50
	batches := make([]eventstore.Batch, streams)
	for i := range batches {
		batches[i] = batch("seat-"+string(rune('A'+i)), eventstore.None, n)
	}
	commit := h.appended(batches...)
	h.settled(commit.Position)
	all := h.all(eventstore.Filter{})
	require.Len(h, all, streams*n)
	for i, r := range all {
		require.Equal(h, batches[i/n].Events[i%n].ID, r.ID)
		require.EqualValues(h, i%n+1, r.Version)
		require.True(h, i == 0 || r.Position > all[i-1].Position, "positions rise")
	}
	require.Equal(h, commit.Position, all[len(all)-1].Position)
}

func logClosed(h harness) {
	log := h.log()
	h.appended(batch("seat-1", eventstore.None, 1))
	require.NoError(h, h.Close())
	_, err := log.Append(h.Context(), batch("seat-1", eventstore.Any, 1))
	require.Error(h, err)
	_, err = log.Head(h.Context())
	require.Error(h, err)
	_, err = log.Wait(h.Context(), 0)
	require.Error(h, err)
	for _, err := range log.ReadAll(h.Context(), 0, eventstore.Filter{}) {
		require.Error(h, err)
	}
	for _, err := range log.ReadStream(h.Context(), "seat-1", eventstore.ReadOptions{}) {
		require.Error(h, err)
	}
}

func logDurable(h harness) {
	first := h.appended(batch("seat-1", eventstore.None, 2), batch("seat-2", eventstore.None, 1))
	h.settled(first.Position)
	before := h.all(eventstore.Filter{})
	require.NoError(h, h.Close())

	again := h.opened()
	require.Equal(h, before, again.all(eventstore.Filter{}))
	again.refused(batch("seat-1", eventstore.None, 1))
	second := again.appended(batch("seat-1", eventstore.Exact(2), 1))
	require.Greater(h, second.Position, first.Position)
	again.settled(second.Position)
	require.Len(h, again.all(eventstore.Filter{}), 4)
}
