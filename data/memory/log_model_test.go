package memory_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

// fact is what the model knows of a record.
type fact struct {
	id, kind, stream string
	version          int64
	at               time.Time
	archived         bool
}

func (f fact) place() string { return fmt.Sprintf("%s@%d", f.stream, f.version) }

// model is a log as naive as can be: one list, looked through for every answer.
type model struct {
	facts []fact
	made  int
}

func (m *model) stream(name string) (all []fact) {
	for _, f := range m.facts {
		if f.stream == name {
			all = append(all, f)
		}
	}
	return all
}

// behind says where a batch has to be to be a repetition.
func (m *model) behind(b eventstore.Batch) int {
	if b.Expected < 0 {
		return len(m.stream(b.Stream)) - len(b.Events)
	}
	return int(b.Expected)
}

func (m *model) has(b eventstore.Batch) bool {
	there := m.stream(b.Stream)
	for i, event := range b.Events {
		at := m.behind(b) + i
		if at < 0 || at >= len(there) || there[at].id != event.ID {
			return false
		}
	}
	return true
}

// append says what an append ought to do: one that is refused gives the stream at fault.
func (m *model) append(batches []eventstore.Batch) (versions []int64, fault string) {
	events := 0
	for _, b := range batches {
		events += len(b.Events)
	}
	if events > 0 && !slices.ContainsFunc(batches, func(b eventstore.Batch) bool { return !m.has(b) }) {
		for _, b := range batches {
			version := len(m.stream(b.Stream))
			if len(b.Events) > 0 {
				version = m.behind(b) + len(b.Events)
			}
			versions = append(versions, int64(version))
		}
		return versions, ""
	}
	for _, b := range batches {
		version := int64(len(m.stream(b.Stream)))
		met := b.Expected == eventstore.Any || b.Expected == eventstore.Exists && version > 0 || int64(b.Expected) == version
		if !met {
			return nil, b.Stream
		}
	}
	for _, b := range batches {
		for _, e := range b.Events {
			m.facts = append(m.facts, fact{id: e.ID, kind: e.Type, stream: b.Stream, version: int64(len(m.stream(b.Stream))) + 1, at: e.At})
		}
		versions = append(versions, int64(len(m.stream(b.Stream))))
	}
	return versions, ""
}

func (m *model) readStream(name string, o eventstore.ReadOptions) (found []string) {
	all := m.stream(name)
	for i, f := range all {
		if !o.AsOf.IsZero() && f.at.After(o.AsOf) {
			all = all[:i]
			break
		}
	}
	if o.Backwards {
		slices.Reverse(all)
	}
	for _, f := range all {
		from := o.From == 0 || f.version >= o.From
		if o.Backwards {
			from = o.From == 0 || f.version <= o.From
		}
		if from && (!f.archived || o.Archived) && (o.Limit == 0 || len(found) < o.Limit) {
			found = append(found, f.id)
		}
	}
	return found
}

func (m *model) readAll(after int, f eventstore.Filter, positions map[string]eventstore.Position) (found []string) {
	for i, one := range m.facts {
		category, _, _ := strings.Cut(one.stream, "-")
		switch {
		case i < after, one.archived && !f.Archived, f.Through > 0 && positions[one.place()] > f.Through:
		case len(f.Types) > 0 && !slices.Contains(f.Types, one.kind):
		case len(f.Categories) > 0 && !slices.Contains(f.Categories, category):
		case f.Limit > 0 && len(found) == f.Limit:
		default:
			found = append(found, one.id)
		}
	}
	return found
}

var (
	streams = rapid.SampledFrom([]string{"a-1", "a-2", "b-1", "b"})
	epoch   = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
)

func (m *model) batches(t *rapid.T) []eventstore.Batch {
	names := rapid.SliceOfNDistinct(streams, 1, 3, rapid.ID[string]).Draw(t, "streams")
	batches := make([]eventstore.Batch, len(names))
	for i, name := range names {
		version := len(m.stream(name))
		b := eventstore.Batch{Stream: name, Expected: eventstore.Expected(rapid.IntRange(-2, version+1).Draw(t, "expected"))}
		for range rapid.IntRange(0, 3).Draw(t, "events") {
			m.made++
			b.Events = append(b.Events, eventstore.Event{
				ID: eventstore.IDFor(fmt.Sprint(m.made)), Type: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "type"),
				At: epoch.Add(time.Duration(rapid.IntRange(1, 9).Draw(t, "at")) * time.Hour),
			})
		}
		batches[i] = b
	}
	return batches
}

func ids(t *rapid.T, store *memory.Store, after eventstore.Position, f eventstore.Filter) (all []string) {
	last := after
	for r, err := range store.ReadAll(t.Context(), after, f) {
		require.NoError(t, err)
		require.Greater(t, r.Position, last)
		all, last = append(all, r.ID), r.Position
	}
	return all
}

func TestTheLogAnswersLikeANaiveOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		store, m := memory.New(), new(model)
		positions := map[string]eventstore.Position{}
		var last []eventstore.Batch
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				batches := m.batches(t)
				if last != nil && rapid.IntRange(0, 3).Draw(t, "again") == 0 {
					batches = last
				}
				last = batches
				versions, fault := m.append(batches)
				commit, err := store.Append(t.Context(), batches...)
				if fault != "" {
					refusal, ok := errors.AsType[*eventstore.VersionError](err)
					require.True(t, ok, "want a refusal, got %v", err)
					require.Equal(t, fault, refusal.Stream)
					return
				}
				require.NoError(t, err)
				require.Equal(t, versions, commit.Versions)
				for r, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{Archived: true}) {
					require.NoError(t, err)
					positions[fact{stream: r.Stream, version: r.Version}.place()] = r.Position
				}
			},
			"archive": func(t *rapid.T) {
				name, through := streams.Draw(t, "stream"), rapid.Int64Range(0, 6).Draw(t, "through")
				var count int64
				for i, f := range m.facts {
					if f.stream == name && f.version <= through && !f.archived {
						m.facts[i].archived = true
						count++
					}
				}
				n, err := store.Archive(t.Context(), name, through)
				require.NoError(t, err)
				require.Equal(t, count, n)
			},
			"erase": func(t *rapid.T) {
				name := streams.Draw(t, "stream")
				count := len(m.stream(name))
				m.facts = slices.DeleteFunc(m.facts, func(f fact) bool { return f.stream == name })
				n, err := store.Erase(t.Context(), name)
				require.NoError(t, err)
				require.EqualValues(t, count, n)
			},
			"": func(t *rapid.T) { compare(t, store, m, positions) },
		})
	})
}

func compare(t *rapid.T, store *memory.Store, m *model, positions map[string]eventstore.Position) {
	name := streams.Draw(t, "stream")
	o := eventstore.ReadOptions{
		From: rapid.Int64Range(0, 6).Draw(t, "from"), Backwards: rapid.Bool().Draw(t, "backwards"),
		Limit: rapid.IntRange(0, 3).Draw(t, "limit"), Archived: rapid.Bool().Draw(t, "archived"),
	}
	if hours := rapid.IntRange(0, 9).Draw(t, "as of"); hours > 0 {
		o.AsOf = epoch.Add(time.Duration(hours) * time.Hour)
	}
	var found []string
	for r, err := range store.ReadStream(t.Context(), name, o) {
		require.NoError(t, err)
		found = append(found, r.ID)
	}
	require.Equal(t, m.readStream(name, o), found, "%s %+v", name, o)

	f := eventstore.Filter{Limit: rapid.IntRange(0, 4).Draw(t, "limit"), Archived: o.Archived}
	f.Types = rapid.SampledFrom([][]string{nil, {"x"}, {"x", "y"}, {"z"}}).Draw(t, "types")
	f.Categories = rapid.SampledFrom([][]string{nil, {"a"}, {"b"}, {"a", "b"}}).Draw(t, "categories")
	skip := rapid.IntRange(0, len(m.facts)).Draw(t, "after")
	var after eventstore.Position
	if skip > 0 {
		after = positions[m.facts[skip-1].place()]
	}
	if len(m.facts) > 0 && rapid.Bool().Draw(t, "through") {
		f.Through = positions[rapid.SampledFrom(m.facts).Draw(t, "last").place()]
	}
	require.Equal(t, m.readAll(skip, f, positions), ids(t, store, after, f), "after %d %+v", after, f)
}
